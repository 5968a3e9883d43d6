// Opens `patterns.html` in Chromium: by day and by night, on a phone and on a desktop, for how it
// looks; and once for each thing that the scripts do. With `--pictures FOLDER` it leaves what it
// saw there, the printed page included.
//
// `cargo xtask test` runs this. LANTERN_CHROMIUM names the browser.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { faultsOf } from "./patterns.mjs";
import { SCRIPTS } from "./scripts.mjs";
import { serve } from "./serve.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const at = process.argv.indexOf("--pictures");
const pictures = at > 0 ? process.argv[at + 1] : null;

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 900 } },
};
const LOOKS = {
  day: { colorScheme: "light", chosen: null, dark: false },
  night: { colorScheme: "light", chosen: "night", dark: true },
  "night by the device": { colorScheme: "dark", chosen: null, dark: true },
  "day chosen on a dark device": { colorScheme: "dark", chosen: "day", dark: false },
};

const browser = await chromium.launch({
  executablePath: process.env.LANTERN_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
  ],
});
let passed = 0;
let failed = 0;

for (const [size, device] of Object.entries(SIZES)) {
  for (const [look, { colorScheme, chosen, dark }] of Object.entries(LOOKS)) {
    await opened({ ...device, colorScheme }, `${size}, ${look}`, async ({ page }) => {
      if (chosen) await page.locator(`form[data-night] button[value=${chosen}]`).click();
      // The button that has the focus would be measured in its colours of focus.
      await page.evaluate(() => document.activeElement.blur());
      const faults = await faultsOf(page, { dark, phone: size === "phone" });
      if (pictures) await picture(page, `${size}, ${look}`);
      return faults;
    });
  }
}
for (const [fact, show] of Object.entries(SCRIPTS)) {
  await opened(SIZES.desktop, fact, async (ground) => {
    await ground.listened();
    await show(ground);
    return [];
  });
}

await browser.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** Opens the page afresh, does the check, and tells every fault it finds. */
async function opened(device, name, check) {
  const server = await serve();
  const context = await browser.newContext(device);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`the script failed: ${error.message}`));
  // axe is put in from outside, so that the page keeps its policy.
  await page.addInitScript({ path: axe });
  try {
    await page.goto(server.address);
    faults.push(...(await check({ page, ...server })));
  } catch (error) {
    faults.push(error.message);
  }
  await context.close();
  server.close();
  if (faults.length === 0) passed += 1;
  else failed += 1;
  for (const fault of new Set(faults)) console.log(`${name}: ${fault}`);
}

async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  const file = path.join(pictures, name.replaceAll(/[^a-z]+/g, "-"));
  await page.screenshot({ path: `${file}.png` });
  await page.screenshot({ path: `${file}-whole.png`, fullPage: true });
  if (name === "desktop, day") await page.pdf({ path: `${file}.pdf` });
}
