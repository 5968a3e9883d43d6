// J9: a fifteen-year-old at midnight.

import assert from "node:assert/strict";
import { age, detain, detained } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "somebody who may be a child: no police station on any path, and what if it happened";
export const begins = bst("2026-10-16 00:20");

export async function run(screen) {
  const { officer, file } = await detained(screen, "pc_4471", { met: begins, where: "Bridge, Street C" });
  await age(officer, file, 18, "Officer's estimate");
  await officer.sees("Treat as a child until shown otherwise");
  await detain(screen, officer, file, bst("2026-10-16 00:24"));

  await everywhereFull(screen, officer, file);
  await noStation(screen, officer, file);
  await born(screen, officer, file);
  await adultSuite(screen, officer, file);
  await itHappened(screen, officer, file);
  await officer.leave();
}

async function everywhereFull({ server }, officer, file) {
  for (const [time, place] of [["00:30", "Willow Suite, Dartford"], ["00:34", "Medway emergency department"]]) {
    await server.at(bst(`2026-10-16 ${time}`));
    await officer.form(file, "place-reply");
    await officer.choose(place);
    await officer.choose("It will not");
    await officer.choose("Full");
    await officer.press("Save the reply");
  }
  await officer.sees("T8: child with no suitable place");
}

// The custody sergeant is asked for a place: the option is absent, and naming it is refused.
async function noStation(screen, officer, file) {
  await screen.server.at(bst("2026-10-16 00:40"));
  await officer.form(file, "ask-place");
  assert.equal(await officer.page.getByRole("radio", { name: /police station/i }).count(), 0);
  await officer.sees("Police stations are not offered");
  const custody = await Person.signIn(screen, "custody_sgt");
  await custody.form(file, "entered");
  assert.equal(await custody.page.getByRole("radio", { name: /police station/i }).count(), 0);
  await custody.choose("Somewhere else");
  await custody.fill("Name of the place", "Medway police station");
  await custody.select("What kind of place is it?", "Police station");
  await custody.press("They are inside");
  assert.match(await custody.problems(), /may never be the place of safety of anybody under 18/i);
  await custody.sees("Record what happened", "s136A");
  await custody.picture("j9-block");
  await custody.leave();

  // No path on any device: the API refuses it as the page does.
  const api = await screen.server.api("insp_duty");
  const station = { id: "medway_police_station", kind: "police_station", name: "Medway police station" };
  const now = { moment: { precision: "exact", at: bst("2026-10-16 00:40") }, source: "lantern" };
  for (const event of [
    { event: "entered", place: station },
    { event: "place_asked", place: station },
    { event: "transfer_began", to: station, mode: "police_vehicle", authorised_by: "constable", reason: "full", accepted: "yes" },
  ]) {
    const answer = await api("POST", `/api/v1/files/${file}/commands`, { happened: now, event }, crypto.randomUUID());
    assert.equal(answer.status, 422, JSON.stringify(answer.body));
    assert.match(JSON.stringify(answer.body), /under 18/);
  }
}

// The mother says 3 February 2011: fifteen, and the estimate is kept beside it.
async function born({ server }, officer, file) {
  await server.at(bst("2026-10-16 00:50"));
  await officer.form(file, "born");
  await officer.fill("Day", "3");
  await officer.fill("Month", "2");
  await officer.fill("Year", "2011");
  await officer.choose("A parent, carer or friend says so");
  await officer.press("Save the date of birth");
  await officer.sees("15 (a parent, carer or friend says so)", "A child", "18");
  assert.equal((await officer.lines("Person recorded")).length, 2);
  for (const [who, detail] of [
    ["Parent, guardian or carer", "Mother told by phone, coming; no social worker as far as she knows"],
    ["Local authority children's services", "Looked-after? Asked; out-of-hours team rings back"],
    ["Children's mental-health service (CAMHS)", "On-call told"],
  ]) {
    await officer.form(file, "told");
    await officer.choose(who);
    await officer.fill("What were they told, who took it, what did they say?", detail);
    await officer.press("Save who was told");
  }
}

// A suite for adults takes a child only with a record of why.
async function adultSuite({ server }, officer, file) {
  await server.at(bst("2026-10-16 00:58"));
  await officer.form(file, "journey");
  await officer.choose("Orchard Suite, Maidstone");
  await officer.choose("Ambulance", "In what?");
  await officer.fill("Who escorts?", "PC 4471");
  await officer.press("We are leaving");
  assert.match(await officer.problems(), /takes adults only/i);
  await officer.sees("Record what happened");
}

// If reality did it all the same: recorded, labelled, and told to the inspector and MHLO at once.
async function itHappened(screen, officer, file) {
  await screen.server.at(bst("2026-10-16 01:05"));
  await officer.form(file, "entered");
  await officer.choose("Somewhere else");
  await officer.fill("Name of the place", "Medway police station");
  await officer.select("What kind of place is it?", "Police station");
  await officer.press("They are inside");
  await officer.fill(
    "It happened all the same? Record what happened, and why",
    "Brought in by another crew who did not know the age; in the foyer with her mother",
  );
  await officer.press("Record what happened");
  await officer.sees("Exception recorded", "B1: under 18 at a police station", "Limits passed");
  for (const account of ["insp_duty", "mhlo"]) {
    const told = await Person.signIn(screen, account);
    await told.sees("Recorded although it should not have happened: 1", "B1: under 18");
    await told.leave();
  }
}
