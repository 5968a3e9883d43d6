// The WebAssembly is asked about every row of the law's scenario tables, and every byte of its
// answer is compared with the answer of the server's own code.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "the law on the phone answers every scenario as the server's does";
export const begins = bst("2026-10-23 02:14");
export const needs = ["pocket"];
export const sizes = ["desktop"];

const AT_ONCE = 50;

export async function run(screen) {
  const program = process.env.LANTERN_SCENARIOS;
  assert.ok(program, "LANTERN_SCENARIOS does not name the program that asks the scenarios");
  const text = execFileSync(program, [`${screen.root}/law/scenarios`], { maxBuffer: 2 ** 28 });
  const rows = text.toString().trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(rows.length > 200, `only ${rows.length} rows`);

  const officer = await Person.signIn(screen, "pc_4471");
  await officer.go("/powers");
  await officer.page.locator('#powers[data-pocket="ready"]').waitFor();
  const differing = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const told = await officer.page.evaluate(askAll, some.map(({ question }) => question));
    told.forEach((answer, index) => {
      if (answer !== some[index].answer) differing.push(some[index].row);
    });
  }
  assert.deepEqual(differing, [], `${differing.length} of ${rows.length} rows differ`);
  await officer.leave();
  return `${rows.length} of ${rows.length} rows equal`;
}

async function askAll(questions) {
  // The module the page itself loaded, by the address it has there.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { load } = await import(loaded.find((name) => name.includes("/assets/pocket.js")));
  const ask = await load(document.getElementById("powers").dataset.wasm);
  return questions.map((question) => ask(question));
}
