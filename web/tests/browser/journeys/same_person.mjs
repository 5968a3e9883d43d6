// The same person in two files: suggested by a program, confirmed by a sergeant in their own name,
// shown in both, undone, and not suggested again; and a suggestion that is rejected.

import assert from "node:assert/strict";
import { detained } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "two files of one person: suggested with reasons, a fault named, a link confirmed, shown in both, undone with a reason; another suggestion rejected";
export const begins = bst("2026-10-20 21:00");

export async function run(screen) {
  const first = await detained(screen, "pc_4471", { met: begins });
  await first.officer.leave();
  const second = await detained(screen, "pc_4471", { met: bst("2026-10-20 22:30"), where: "Street C" });
  await second.officer.leave();

  const sergeant = await Person.signIn(screen, "sgt_lpt");
  const other = await reference(sergeant, second.file);
  await sergeant.go(`/cases/${first.file}/same-person`);
  await sergeant.sees("No other file has been confirmed", "You confirm it, in your name, and it can be undone");
  await sergeant.fill("Reference of the other file", "LN-0000-0000");
  await sergeant.choose(/particulars of both were compared/i);
  await sergeant.press("Confirm");
  assert.ok(await sergeant.problems());
  await screen.server.suggests([suggestion(first.file, second.file)]);
  await sergeant.go(`/cases/${first.file}/same-person`);
  await sergeant.sees("May be the same person", other, "97 in 100", "Surname: the same (speaks strongly for it)");
  await nothingMovesThePage(sergeant);
  await sergeant.picture("same-person-suggested");
  await sergeant.press(`Fill in the form with ${other}`);
  assert.equal(await sergeant.page.getByLabel("Reference of the other file").inputValue(), other);
  await sergeant.choose(/particulars of both were compared/i);
  await sergeant.fill("What was compared?", "name and birth date, and both officers know them");
  await sergeant.press("Confirm");
  for (const file of [second.file, first.file]) {
    await sergeant.go(`/cases/${file}/same-person`);
    await sergeant.sees("both officers know them");
    await nothingMovesThePage(sergeant);
  }
  await sergeant.picture("same-person");
  await sergeant.fill(`What shows that ${other} is not the same person?`, "Twins: the birth marks differ");
  await sergeant.press("Undo the link");
  for (const file of [first.file, second.file]) {
    await sergeant.go(`/cases/${file}/same-person`);
    await sergeant.sees("No other file has been confirmed", "It suggests no other file that you may open");
  }
  await sergeant.leave();

  // Of a third file the program is wrong, and the sergeant says so.
  const third = await detained(screen, "pc_4471", { met: bst("2026-10-20 23:00"), where: "Street D" });
  await third.officer.leave();
  const judge = await Person.signIn(screen, "sgt_lpt");
  const stranger = await reference(judge, third.file);
  await screen.server.suggests([suggestion(second.file, third.file)]);
  await judge.go(`/cases/${second.file}/same-person`);
  await judge.sees("May be the same person", stranger);
  await judge.press(`Not the same person as ${stranger}`);
  assert.ok(await judge.problems());
  await judge.fill(`What shows that ${stranger} is another person?`, "Seven years older, by his driving licence");
  await judge.press(`Not the same person as ${stranger}`);
  await judge.sees("Recorded: not the same person", "Compared, and not the same person", "Seven years older");
  await nothingMovesThePage(judge);
  await judge.picture("same-person-rejected");
  await judge.go(`/cases/${third.file}/same-person`);
  await judge.sees("It suggests no other file that you may open");
  await judge.leave();
}

/** What the program would write of two files. */
function suggestion(first, second) {
  const [one, other] = [first, second].sort();
  const why = [
    { field: "forename", level: "a short form, an initial or a part", centibits: 214 },
    { field: "surname", level: "the same", centibits: 871 },
    { field: "date of birth", level: "one slip: a digit, or day and month swapped", centibits: 643 },
    { field: "postcode", level: "different", centibits: -188 },
    { field: "sex", level: "missing in one or both", centibits: 0 },
  ];
  return { one, other, probability: 0.9731, weight_centibits: 519, why };
}

/** The reference of a file, as it stands at its top. */
async function reference(person, file) {
  await person.go(`/cases/${file}`);
  return (await person.text()).match(/LN-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
}

async function nothingMovesThePage(person) {
  const over = await person.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${person.path} is ${over} px wider than the screen`);
}
