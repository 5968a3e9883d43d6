// The browser journeys: `node tests/browser/run.mjs [name …]`.
//
// Needs LANTERN_REHEARSAL, the path of the rehearsal server (`cargo build -p web --example
// rehearsal`), and a Chromium: CHROMIUM, or /usr/bin/chromium. Each journey has a server and a
// record of its own. LANTERN_SCENARIOS is the program that asks the law every scenario (`cargo
// build -p pocket --example scenarios`). Pictures are left in `target/screenshots` of the workspace.

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Looked } from "./person.mjs";
import { startServer } from "./server.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, "../../..");
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const JOURNEYS = ["j3", "j4", "j5", "j6", "j7", "j9", "j10", "j11", "evidence", "same_person", "who", "look_round", "no_script", "pocket", "same_law"];

const wanted = process.argv.slice(2);
const binary = process.env.LANTERN_REHEARSAL;
const tally = { passed: 0, failed: 0, skipped: 0 };

function end() {
  console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  process.exit(tally.failed > 0 ? 1 : 0);
}

if (!binary || !existsSync(binary)) {
  console.log("Skipped: LANTERN_REHEARSAL does not name the rehearsal server.");
  tally.skipped = JOURNEYS.length;
  end();
}
if (!existsSync(BROWSER)) {
  console.log(`Skipped: there is no browser at ${BROWSER}; CHROMIUM can name another.`);
  tally.skipped = JOURNEYS.length;
  end();
}

const looked = new Looked(path.join(ROOT, "target/screenshots"));
const browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });

for (const name of JOURNEYS.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const journey = await import(`./journeys/${name}.mjs`);
  for (const size of journey.sizes ?? ["phone", "desktop"]) {
    await rehearse(name, journey, size);
  }
}
await browser.close();

if (looked.violations.length > 0) {
  tally.failed += 1;
  console.log(`FAILED accessibility: ${looked.violations.length} violations`);
  for (const violation of looked.violations) console.log(violation);
} else if (looked.seen.size > 0) {
  tally.passed += 1;
  console.log(`passed accessibility: ${looked.seen.size} kinds of page, by day and by night`);
}
end();

async function rehearse(name, journey, size) {
  const began = performance.now();
  const server = await startServer(binary, journey.begins);
  if (!(await fetch(`${server.address}/assets/lantern.css`)).ok) {
    await server.stop();
    console.log("FAILED: the server was built without its stylesheet; run `cargo xtask assets` and build it again.");
    process.exit(1);
  }
  const pocket = await fetch(`${server.address}/assets/pocket.wasm`);
  if (journey.needs?.includes("pocket") && !pocket.ok) {
    await server.stop();
    tally.skipped += 1;
    console.log(`skipped ${name} on a ${size}: no WebAssembly was built here, see \`cargo xtask assets\``);
    return;
  }
  const screen = { browser, server, size, looked, root: ROOT };
  try {
    const note = await journey.run(screen);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    tally.passed += 1;
    console.log(`passed ${name} on a ${size}, ${seconds} s: ${journey.what}${note ? ` (${note})` : ""}`);
  } catch (error) {
    tally.failed += 1;
    console.log(`FAILED ${name} on a ${size}: ${journey.what}\n${error.stack ?? error}`);
    await pictureOfFailure(name, size);
  } finally {
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  }
}

async function pictureOfFailure(name, size) {
  for (const [index, page] of browser.contexts().flatMap((one) => one.pages()).entries()) {
    const file = path.join(looked.screenshots, `failed-${name}-${size}-${index}.png`);
    await page.screenshot({ path: file, fullPage: true }).catch(() => {});
  }
}
