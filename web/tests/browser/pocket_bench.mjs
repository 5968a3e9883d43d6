// How large the program that a phone keeps is, and how soon it answers in Chromium with the
// processor slowed to a sixth. Prints a Markdown table. `cargo xtask bench pocket` runs this;
// LANTERN_REHEARSAL and CHROMIUM are as for the journeys.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { Looked, Person } from "./person.mjs";
import { bst, startServer } from "./server.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const SLOWER = 6;
const ROUNDS = 15;

const program = readFileSync(path.join(ROOT, "web/assets/dist/pocket.wasm"));
const server = await startServer(process.env.LANTERN_REHEARSAL, bst("2026-10-23 02:14"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const looked = new Looked(path.join(ROOT, "target/screenshots"));
const officer = await Person.signIn({ browser, server, size: "phone", looked }, "pc_4471");
await officer.page.goto("/powers");
await officer.page.locator("#powers-ready").waitFor();
const devtools = await officer.page.context().newCDPSession(officer.page);
await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
await officer.page.context().setOffline(true);

const ready = [];
const first = [];
const later = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await officer.page.goto("/powers");
  await officer.page.locator('#powers[data-pocket="ready"]').waitFor();
  const took = await officer.page.evaluate(answerTwice);
  ready.push(took.ready);
  first.push(took.first);
  later.push(took.later);
}
await browser.close();
await server.stop();

const kb = (bytes) => `${Math.round(bytes.length / 1024)} KB`;
const middle = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const worst = (times) => Math.max(...times);
const ms = (times) => `${middle(times).toFixed(1)} ms, at worst ${worst(times).toFixed(1)} ms`;
console.log("## What a phone keeps\n");
console.log("| what | measured | limit |");
console.log("|---|---|---|");
console.log(`| the program, as built | ${kb(program)} | none |`);
console.log(`| the program, by gzip | ${kb(gzipSync(program, { level: 9 }))} | 700 KB |`);
console.log(`| the program, by Brotli, as it is sent | ${kb(brotliCompressSync(program))} | 700 KB |`);
console.log(`| ready to answer, from the start of the page, no connection, processor at 1/${SLOWER}, ${ROUNDS} rounds | ${ms(ready)} | none |`);
console.log(`| three answers to what may be done, the first time on the page | ${ms(first)} | 50 ms |`);
console.log(`| one more answer | ${ms(later)} | 50 ms |`);

/** In the page: answers the three questions, then one more; says how long each took. */
function answerTwice() {
  const tick = (name, value) => {
    document.querySelector(`input[name="${name}"][value="${value}"]`).checked = true;
  };
  const ready = performance.now();
  tick("place", "outdoors");
  for (const ground of ["disorder", "now", "necessary"]) tick("seen", ground);
  tick("status", "none");
  return new Promise((resolve) => {
    const began = performance.now();
    const answer = document.getElementById("answer");
    // The answer is in the page when this is told of it.
    const seen = new MutationObserver(() => {
      seen.disconnect();
      const first = performance.now() - began;
      const nurse = document.querySelector('input[name="consulted"][value="nurse"]');
      nurse.checked = true;
      const again = performance.now();
      nurse.dispatchEvent(new Event("change", { bubbles: true }));
      resolve({ ready, first, later: performance.now() - again });
    });
    seen.observe(answer, { childList: true });
    document.getElementById("questions").requestSubmit();
  });
}
