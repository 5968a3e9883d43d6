// Builds what the pages ask for into `dist`: one stylesheet, GOV.UK Frontend's script and ours.
//
// The WebAssembly of `pocket`, where one could be built, is named by LANTERN_POCKET and stored
// beside them, plain and compressed.
//
// `cargo xtask assets` runs this. It needs Node 18 and what `npm ci` installs, and no network.
// A file that comes out the same is not written again, so that `web` is compiled again only
// when its pages would look different.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import * as sass from "sass";

const assets = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(assets, "../node_modules");
const dist = path.join(assets, "dist");

/** The stylesheet, with the parts of GOV.UK and MoJ Frontend that the pages use. */
function stylesheet() {
  const { css } = sass.compile(path.join(assets, "lantern.scss"), {
    // MoJ Frontend names GOV.UK Frontend from the folder above `node_modules`.
    loadPaths: [path.dirname(modules), modules],
    quietDeps: true,
    style: "compressed",
  });
  // The crown, the crest and GDS Transport belong to GOV.UK alone, and our policy on what a
  // page may load allows nothing from elsewhere: so nothing is fetched by the stylesheet.
  const fetched = css.match(/url\((?!["']?data:)[^)]*\)/);
  if (fetched || /GDS Transport/i.test(css)) {
    throw new Error(`lantern.css would fetch ${fetched?.[0] ?? "GDS Transport"}; leave that part out`);
  }
  return css;
}

/** Our scripts and GOV.UK Frontend's, by the name each has in `dist`. */
async function scripts() {
  const found = new Map();
  const vendor = path.join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js");
  const text = await readFile(vendor, "utf8");
  found.set("govuk-frontend.min.js", text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
  for (const name of await readdir(path.join(assets, "scripts"))) {
    found.set(name, await readFile(path.join(assets, "scripts", name), "utf8"));
  }
  return versioned(found);
}

/**
 * Puts a hash of its content after the name of every module that is imported, so that a browser
 * which keeps files for a year never pairs a new script with an old one.
 */
function versioned(scripts) {
  const done = new Map();
  const finish = (name) => {
    if (done.has(name)) return done.get(name);
    const source = scripts.get(name);
    if (source === undefined) throw new Error(`a script imports ${name}, and there is none`);
    const text = source.replace(/(from\s*"\.\/)([\w.-]+)(")/g, (_, start, imported, end) => {
      return `${start}${imported}?v=${fnv1a(finish(imported))}${end}`;
    });
    done.set(name, text);
    return text;
  };
  for (const name of scripts.keys()) finish(name);
  return done;
}

/** The hash that `web/build.rs` gives the same file, so that the server knows the address. */
function fnv1a(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

async function write(name, text) {
  const file = path.join(dist, name);
  const before = await readFile(file).catch(() => null);
  if (before?.equals(Buffer.from(text))) return;
  await writeFile(file, text);
  console.log(`    web/assets/dist/${name}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KB`);
}

/** The program that a phone keeps, and the same compressed once for all who fetch it. */
async function pocket(address) {
  const program = await readFile(address);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const found = [["pocket.wasm", program]];
  found.push(["pocket.wasm.br", brotliCompressSync(program, { params: quality })]);
  return found;
}

await mkdir(dist, { recursive: true });
const files = await scripts();
files.set("lantern.css", stylesheet());
if (process.env.LANTERN_POCKET) {
  for (const [name, bytes] of await pocket(process.env.LANTERN_POCKET)) files.set(name, bytes);
}
for (const [name, text] of files) await write(name, text);
for (const name of await readdir(dist)) {
  if (!files.has(name)) await rm(path.join(dist, name), { recursive: true });
}
