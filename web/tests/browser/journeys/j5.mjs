// J5: hand-over, "please stay", an inspector decides, leave.

import assert from "node:assert/strict";
import { detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "joint risk, a request to stay, the inspector's card, acceptance, release after 68 minutes";
export const begins = bst("2026-10-12 03:20");

export async function run(screen) {
  const { server } = screen;
  const { officer, file } = await detained(screen, "pc_4471", {
    met: begins,
    decided: bst("2026-10-12 03:25"),
  });
  await entered(screen, officer, file, bst("2026-10-12 04:02"), "Orchard Suite, Maidstone");

  // Nobody has accepted and no inspector has decided: officers cannot be recorded as released.
  await officer.form(file, "released");
  await officer.press("Officers have left");
  assert.match(await officer.problems(), /once a named person has accepted/i);

  await server.at(bst("2026-10-12 04:10"));
  await officer.form(file, "offer");
  for (const question of ["the power and the clock?", "the medical facts?", "suspected ABD", "property"]) {
    await officer.choose("Yes", question);
  }
  await officer.press("Offer the hand-over");

  await server.at(bst("2026-10-12 04:15"));
  const nurse = await Person.signIn(screen, "nurse_orchard");
  await nurse.sees("Arrivals", "Here: 1");
  await nurse.go(`/cases/${file}/hand-over`);
  await nurse.press("Joint risk");
  await nurse.choose("Medium");
  await nurse.fill("What does each of you know?", "PNC violence 2019, calm today; known to the suite, plan at the bedside");
  await nurse.fill("Officer", "PC 4471");
  await nurse.press("Save the rating");
  await nurse.go(`/cases/${file}/hand-over`);
  await nurse.sees("medium, rated by PC 4471 and Nurse, Orchard Suite");

  await stay(screen, nurse, officer, file);
  await decide(screen, nurse, officer, file);
  await accept(screen, nurse, officer, file);
  await nurse.leave();
  await officer.leave();
}

async function stay({ server }, nurse, officer, file) {
  await server.at(bst("2026-10-12 04:20"));
  await nurse.press("Please stay");
  await nurse.choose("Not enough staff");
  await nurse.fill("In your words, with your assessment of the risk (optional)", "One nurse on, second due at five");
  await nurse.press("Ask them to stay");
  await nurse.sees("Staffing alone is not a reason to keep officers");

  await officer.go(`/cases/${file}/hand-over`);
  await officer.sees("Asked to stay", "not enough staff");
  await server.at(bst("2026-10-12 04:40"));
  await officer.press("Stay or leave");
  await officer.choose("Officers stay");
  await officer.fill("Why?", "We disagree; we stay until the inspector has decided");
  await officer.press("Send the answer");

  await officer.form(file, "ask");
  await officer.choose("Should the officers stay or leave?");
  await officer.fill("The facts", "Calm since 04:02, medium risk, staffing is the only reason given");
  await officer.fill("The other view, where you disagree with somebody (optional)", "The nurse: one member of staff cannot hold the suite alone");
  await officer.press("Ask", { exact: true });
}

async function decide(screen, nurse, officer, file) {
  const inspector = await Person.signIn(screen, "insp_duty");
  await inspector.sees("Waiting for a decision: 1");
  await inspector.press("Should the officers stay or leave?");
  await inspector.sees(
    "staffing is the only reason given",
    "one member of staff cannot hold the suite alone",
    "The law",
  );
  await inspector.picture("j5-card");
  await inspector.choose("The officers leave");
  await inspector.press("Decide", { exact: true });
  assert.match(await inspector.problems(), /Enter the reason/);
  await inspector.fill("Why?", "Calm for forty minutes; the second nurse makes it safe");
  await inspector.fill("What must happen first, or until when? (optional)", "at 05:10, after the second nurse arrives");
  await inspector.press("Decide", { exact: true });
  await inspector.sees("Decision given", "after the second nurse arrives");

  // The nurse hears of it as the answer to her own request.
  await inspector.form(file, "stay-answer");
  await inspector.choose("Officers leave");
  await inspector.fill("Why?", "Calm for forty minutes; the second nurse makes it safe");
  await inspector.fill("Until when, or on what condition? (optional)", "at 05:10, after the second nurse arrives");
  await inspector.press("Send the answer");
  await nurse.go(`/cases/${file}/hand-over`);
  await nurse.sees("leave, 04:40 BST, Duty inspector", "after the second nurse arrives");
  await inspector.leave();
}

async function accept({ server }, nurse, officer, file) {
  await server.at(bst("2026-10-12 05:02"));
  await officer.go(`/cases/${file}`);
  await officer.sees("T4: hand-over over its target");

  await server.at(bst("2026-10-12 05:06"));
  await nurse.go(`/cases/${file}/hand-over`);
  await nurse.press("Accept hand-over");
  await nurse.press("Accept and sign");
  assert.match(await nurse.problems(), /Enter the name of the person accepting/);
  await nurse.fill("Your name", "Nurse 1");
  await nurse.fill("Work e-mail address", "nurse.one@example.nhs.uk");
  await nurse.fill("Type your name to sign", "Nurse 1");
  await nurse.press("Accept and sign");

  await server.at(bst("2026-10-12 05:10"));
  await officer.form(file, "released");
  await officer.fill("What was the cause, if it took longer than the target? (optional)", "Place short of staff");
  await officer.press("Officers have left");
  await officer.go(`/cases/${file}/hand-over`);
  await officer.sees("68 min", "Nurse 1", "Place short of staff");

  await officer.go(`/cases/${file}/print`);
  await officer.sees(
    "Joint risk rated", "Hand-over offered", "Police presence asked for", "Police presence answered",
    "Decision asked", "Decision given", "Hand-over accepted", "Officers released", "Printed",
    "PC 4471, response officer, Mon 12 Oct 2026, 05:10 BST",
  );
  await officer.page.emulateMedia({ media: "print" });
  await officer.picture("j5-paper");
  assert.equal(await officer.page.locator(".lantern-header").isVisible(), false);
  await officer.page.emulateMedia({ media: "screen" });
}
