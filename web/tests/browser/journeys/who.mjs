// Somebody is on the line: the call taker has a name and half an address, and asks who it is.

import assert from "node:assert/strict";
import { age, detained } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "who is it: nothing typed is said at the box, a name and half an address find two files, the likelier one opens, a partner is not offered it";
export const begins = bst("2026-10-20 21:00");

export async function run(screen) {
  await screen.server.recognises();
  const first = await met(screen, "Anna Example", bst("2026-10-20 21:00"), "Street B, by the shops");
  await met(screen, "Anja Example", bst("2026-10-20 21:30"), "Street C");
  await met(screen, "Carla Muster", bst("2026-10-20 22:00"), "Street D");

  await screen.server.at(bst("2026-10-21 02:17"));
  const callTaker = await Person.signIn(screen, "call_taker_1");
  await callTaker.press("Who is it?");
  await callTaker.sees("Enter what is known of a person, and see the files they may be in");
  await callTaker.press("Look", { exact: true });
  assert.match(await callTaker.problems(), /Enter a name or a date of birth/);
  await callTaker.fill("Name", "Anna Example");
  await callTaker.fill("Address or postcode (optional)", "TN24");
  callTaker.taps = 0;
  await callTaker.press("Look", { exact: true });
  await callTaker.sees(
    "2 files may be about them",
    "97 in 100",
    "Surname: the same (speaks strongly for it)",
    "It is never one to do less",
  );
  assert.equal(new URL(callTaker.page.url()).search, "", "nothing of it stands in the address");
  await callTaker.seesNot("Carla Muster", "there is no answer to");
  await nothingMovesThePage(callTaker);
  await callTaker.picture("who");
  assert.equal(await callTaker.page.getByLabel("Name", { exact: true }).inputValue(), "Anna Example");
  await callTaker.press("Anna Example", { exact: true });
  assert.equal(callTaker.file, first);
  await callTaker.leave();

  const nurse = await Person.signIn(screen, "nurse_orchard");
  assert.equal(await nurse.page.getByRole("link", { name: "Who is it?" }).count(), 0);
  await nurse.leave();
}

/** An officer meets somebody who says their name and age; gives the file. */
async function met(screen, name, at, where) {
  const { officer, file } = await detained(screen, "pc_4471", { met: at, where });
  await officer.form(file, "name");
  await officer.fill("Name, or a description", name);
  await officer.press("Save the name");
  await age(officer, file, 41, "The person says so");
  await officer.leave();
  return file;
}

async function nothingMovesThePage(person) {
  const over = await person.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${person.path} is ${over} px wider than the screen`);
}
