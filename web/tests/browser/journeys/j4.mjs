// J4: emergency department, suspected ABD, a queue outside, transfer.

import assert from "node:assert/strict";
import { detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "suspected ABD, a queue in the bay, two readings of the clock, a transfer";
export const begins = bst("2026-10-17 19:40");

export async function run(screen) {
  const { server } = screen;
  const { officer, file } = await detained(screen, "pc_4471", { met: begins, where: "Sports ground" });

  await server.at(bst("2026-10-17 19:44"));
  await officer.form(file, "restraint");
  await officer.fill("How, and in what position?", "Held on the side by two officers");
  await officer.press("Save", { exact: true });

  await server.at(bst("2026-10-17 19:45"));
  await officer.press("Suspect ABD");
  await officer.choose("Very hot to touch");
  await officer.choose("Removing clothes");
  await officer.choose("Confused");
  await officer.fill("Who watches the airway and does nothing else?", "PC 2203");
  await officer.choose("Yes", "Has the ambulance been told");
  await officer.press("Save and warn");
  await officer.sees("SUSPECTED ABD: emergency", "Being restrained", "PC 2203");
  await officer.picture("j4-abd", false);

  await detain(screen, officer, file, bst("2026-10-17 19:47"));
  await officer.form(file, "ambulance");
  await officer.choose("Over the radio, through the control room");
  await officer.press("Ambulance asked for");

  await server.at(bst("2026-10-17 19:52"));
  await officer.form(file, "restraint-ended");
  await officer.fill("How is the person now? Any injury?", "Breathing, talking, no injury seen");
  await officer.press("Save", { exact: true });
  await officer.sees("Restrained for 8 min in all");

  await violence(screen, officer, file);
  await queue(screen, officer, file);
  await clearing(screen, officer, file);
  await transfer(screen, officer, file);
  await officer.leave();
}

// Too violent for the ambulance: a police van, no inspector first, reviewed next day.
async function violence({ server }, officer, file) {
  await server.at(bst("2026-10-17 19:58"));
  await officer.form(file, "journey");
  await officer.choose("Medway emergency department");
  await officer.choose("Police vehicle", "In what?");
  await officer.choose("Risk or behaviour");
  await officer.fill("Too violent for an ambulance? Say what happened (optional)", "Kicked the trolley over twice, crew cannot work");
  await officer.choose("Yes", "Is a paramedic with kit aboard?");
  await officer.choose("Yes", "Does an ambulance follow?");
  await officer.fill("Who escorts?", "PC 2203");
  await officer.press("We are leaving");
  await officer.sees("no prior approval is needed", "next-day list");
}

// At the bay 20:12, inside 22:35: two times kept, two readings shown, alarms on the earlier.
async function queue(screen, officer, file) {
  const { server } = screen;
  await server.at(bst("2026-10-17 20:12"));
  await officer.form(file, "reached");
  await officer.choose("Medway emergency department");
  await officer.press("On site", { exact: true });
  await server.at(bst("2026-10-17 20:41"));
  await officer.go(`/cases/${file}`);
  await officer.seesNot("Waiting outside the site over its alarm");
  await server.at(bst("2026-10-17 20:42"));
  await officer.go(`/cases/${file}`);
  await officer.sees("Waiting outside the site over its alarm");

  await entered(screen, officer, file, bst("2026-10-17 22:35"), "Medway emergency department");
  await officer.sees(
    "from Sat 17 Oct 2026, 22:35 BST to Sun 18 Oct 2026, 22:35 BST",
    "from Sat 17 Oct 2026, 20:12 BST to Sun 18 Oct 2026, 20:12 BST",
    "Alarms run on the earlier one",
    "2 h 23 min between reaching the site and entering",
  );
  const until = await officer.page.locator("#position .lantern-clock__remaining").getAttribute("data-until");
  assert.equal(Date.parse(until), Date.parse(bst("2026-10-18 20:12")));
  await officer.picture("j4-two-readings", false);
}

// "Cleared, it's not ABD": not for a paramedic to say; for the doctor of the department, it is.
async function clearing(screen, officer, file) {
  const { server } = screen;
  await server.at(bst("2026-10-17 22:50"));
  const paramedic = await Person.signIn(screen, "paramedic_1");
  await paramedic.form(file, "abd-ruled-out");
  await paramedic.choose("No", "Is this a doctor of the emergency department?");
  await paramedic.press("Rule out", { exact: true });
  assert.match(await paramedic.problems(), /until a doctor of the emergency department rules it out/i);
  await paramedic.sees("Record what happened");
  await officer.go(`/cases/${file}`);
  await officer.sees("SUSPECTED ABD: emergency");

  await server.at(bst("2026-10-17 23:20"));
  const doctor = await Person.signIn(screen, "doctor_medway_ed");
  await doctor.form(file, "abd-ruled-out");
  await doctor.fill("Doctor", "Doctor 1");
  await doctor.choose("Yes", "Is this a doctor of the emergency department?");
  await doctor.press("Rule out", { exact: true });
  await doctor.seesNot("SUSPECTED ABD: emergency");
  assert.equal((await doctor.lines("Acute behavioural disturbance suspected")).length, 1);
  assert.equal((await doctor.lines("Acute behavioural disturbance ruled out")).length, 1);
  await paramedic.leave();
  await doctor.leave();
}

async function transfer(screen, officer, file) {
  await screen.server.at(bst("2026-10-18 01:10"));
  await officer.form(file, "transfer");
  await officer.choose("Orchard Suite, Maidstone");
  await officer.choose("Yes", "Has the new place said");
  await officer.choose("Ambulance", "In what?");
  await officer.select("Who takes them, or authorised it?", "Constable");
  await officer.fill("Why?", "Medically fit, assessment at the suite");
  await officer.press("Transfer begins");
  await entered(screen, officer, file, bst("2026-10-18 03:00"), "Orchard Suite, Maidstone");
  await officer.sees("from Sat 17 Oct 2026, 22:35 BST to Sun 18 Oct 2026, 22:35 BST", "at Orchard Suite");
}
