// What every journey begins with, for those whose point lies later.

import { Person } from "./person.mjs";

/** An officer meets somebody out of doors and detains them; gives the officer and the file. */
export async function detained(screen, account, { met, decided, where = "Street B, by the shops" }) {
  await screen.server.at(met);
  const officer = await Person.signIn(screen, account);
  await officer.press("With person now");
  await officer.choose("Street, park, bridge or other open place");
  await officer.fill("Where is it? (optional)", where);
  await officer.press("Save where");
  const file = officer.file;
  if (decided) await detain(screen, officer, file, decided);
  return { officer, file };
}

/** Section 136 is used, and the person taken to a place of safety. */
export async function detain({ server }, officer, file, decided) {
  await server.at(decided);
  await officer.form(file, "detain");
  await officer.choose("Taken to a place of safety");
  await officer.fill("What did you see and hear that makes it necessary?", "Stepping into the traffic, says the voices will stop it");
  await officer.choose("Yes", "Have they been told why");
  await officer.press("Detain now");
}

/** The person's age, and who says so. */
export async function age(person, file, years, basis) {
  await person.form(file, "age");
  await person.fill("Age in years", String(years));
  await person.choose(basis, "Who or what says so?");
  await person.press("Save the age");
}

/** The person goes in at a place, at an instant. */
export async function entered({ server }, person, file, at, place) {
  await server.at(at);
  await person.form(file, "entered");
  await person.choose(place);
  await person.press("They are inside");
}
