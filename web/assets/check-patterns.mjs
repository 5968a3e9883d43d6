// Opens `patterns.html` in Chromium by day and by night, on a phone and on a desktop, and holds
// it to WCAG 2.2 AA by axe-core and to targets of 48 pixels on the phone. With `--pictures
// FOLDER` it leaves what it saw there, the printed page included.
//
// `cargo xtask test` runs this. LANTERN_CHROMIUM names the browser.

import { createServer } from "node:http";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { chromium } from "playwright-core";

const assets = path.dirname(fileURLToPath(import.meta.url));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const at = process.argv.indexOf("--pictures");
const pictures = at > 0 ? process.argv[at + 1] : null;

const SMALLEST_TARGET = 48;
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

// Links inside a sentence and inside a table of facts are let be, as WCAG lets them.
const TARGETS = [
  "button", ".lantern-action", ".lantern-header a", "summary", ".govuk-input", ".govuk-select",
  ".govuk-radios__label", ".govuk-checkboxes__label", ".lantern-board__cell--main a",
  ".govuk-summary-list__actions a",
].join(", ");

const server = createServer(async (request, response) => {
  const name = new URL(request.url, "http://localhost").pathname.slice(1);
  const file = path.join(assets, path.normalize(name));
  const text = file.startsWith(assets) ? await readFile(file).catch(() => null) : null;
  response.writeHead(text ? 200 : 404, {
    "content-type": TYPES[path.extname(name)] ?? "text/plain",
    "content-security-policy": POLICY,
  });
  response.end(text);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/patterns.html`;

const browser = await chromium.launch({
  executablePath: process.env.LANTERN_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
  ],
});

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 900 } },
};
const LOOKS = {
  day: { colorScheme: "light", chosen: null },
  night: { colorScheme: "light", chosen: "night" },
  "night by the device": { colorScheme: "dark", chosen: null },
  "day chosen on a dark device": { colorScheme: "dark", chosen: "day" },
};

let passed = 0;
let failed = 0;

for (const [size, device] of Object.entries(SIZES)) {
  for (const [look, { colorScheme, chosen }] of Object.entries(LOOKS)) {
    const context = await browser.newContext({ ...device, colorScheme, bypassCSP: false });
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(`the script failed: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`the browser complained: ${message.text()}`);
    });
    // axe is put in from outside, so that the page keeps its policy.
    await page.addInitScript({ path: axe });
    await page.goto(address);
    if (chosen) {
      const button = page.locator(`form[data-night] button[value=${chosen}]`);
      if (await button.isVisible()) await button.click();
    }
    faults.push(...(await looks(page, look)));
    faults.push(...(await violations(page)));
    if (size === "phone") faults.push(...(await smallTargets(page)), ...(await tooWide(page)));
    if (pictures) await picture(page, `${size}, ${look}`);
    await context.close();

    if (faults.length === 0) passed += 1;
    else failed += 1;
    for (const fault of new Set(faults)) console.log(`${size}, ${look}: ${fault}`);
  }
}

await browser.close();
server.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** Whether the page is as dark as it was asked to be. */
async function looks(page, look) {
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red] = ground.match(/\d+/g).map(Number);
  const dark = red < 128;
  return dark === look.startsWith("night") ? [] : [`its ground is ${ground}`];
}

async function violations(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.any[0]?.message ?? node.failureSummary}`),
  );
}

async function smallTargets(page) {
  return page.evaluate(
    ([selector, smallest]) =>
      [...document.querySelectorAll(selector)]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && box.height < smallest - 0.5)
        .map(({ element, box }) =>
          `${element.textContent.trim() || element.name || element.className} is ${box.height} pixels high`),
    [TARGETS, SMALLEST_TARGET],
  );
}

async function tooWide(page) {
  const [page_width, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return page_width > screen ? [`the page is ${page_width} pixels wide on a screen of ${screen}`] : [];
}

async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  const file = path.join(pictures, name.replaceAll(/[^a-z]+/g, "-"));
  await page.screenshot({ path: `${file}.png` });
  await page.screenshot({ path: `${file}-whole.png`, fullPage: true });
  if (name === "desktop, day") await page.pdf({ path: path.join(pictures, "print.pdf") });
}
