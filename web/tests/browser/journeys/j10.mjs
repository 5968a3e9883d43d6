// J10: an adult in a police station: the conditions, the checks, the extension, and section 48.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { age, detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { gmt } from "../server.mjs";

export const what = "a station for an adult limb by limb, a late check, extensions, and no stations after section 48";
export const begins = gmt("2026-11-09 20:50");

export async function run(screen) {
  const { officer, file } = await detained(screen, "pc_4471", { met: begins });
  await age(officer, file, 38, "A record or document");
  await detain(screen, officer, file, gmt("2026-11-09 20:55"));
  await fullIsNoReason(screen, officer, file);
  await authorised(screen, officer, file);
  await lateCheck(screen, officer, file);
  await extended(screen, file);
  await tooLate(screen);
  await officer.leave();
  await section48(screen);
}

async function reply(officer, file, place, refusal) {
  await officer.form(file, "place-reply");
  await officer.choose(place);
  await officer.choose("It will not");
  await officer.choose(refusal, "Why not?");
  await officer.press("Save the reply");
}

// 21:05, "suite full": the test fails and the screen says why.
async function fullIsNoReason(screen, officer, file) {
  await screen.server.at(gmt("2026-11-09 21:05"));
  await reply(officer, file, "Orchard Suite, Maidstone", "Full");
  const inspector = await Person.signIn(screen, "insp_duty");
  await stationForm(inspector, file, { noOther: "No", facts: "Imminent danger to others; the one suite asked is full" });
  assert.match(await inspector.problems(), /A police station may not be used/i);
  await inspector.sees(/because of (that|the) risk/i, "Record what happened");
  await inspector.leave();
}

async function stationForm(inspector, file, { noOther, facts }) {
  await inspector.form(file, "station");
  await inspector.choose("Medway police station");
  await inspector.choose("Yes", "imminent risk");
  await inspector.choose(noOther, "can no other place");
  await inspector.choose("Yes", "healthcare professional be there throughout");
  await inspector.fill("The facts for each, and the places tried with their replies", facts);
  await inspector.choose("Somebody was consulted");
  await inspector.select("What are they?", "Registered nurse");
  await inspector.fill("Name and service", "Duty nurse, 21:42");
  await inspector.press("Authorise", { exact: true });
}

async function authorised(screen, officer, file) {
  const { server } = screen;
  for (const [time, place] of [
    ["21:20", "Orchard Suite, Maidstone"],
    ["21:30", "Harbour Suite, Canterbury"],
    ["21:40", "Willow Suite, Dartford"],
  ]) {
    await server.at(gmt(`2026-11-09 ${time}`));
    await reply(officer, file, place, "Cannot detain this person because of the risk they pose");
  }
  await server.at(gmt("2026-11-09 21:42"));
  await officer.form(file, "ask");
  await officer.choose("May a police station be used as the place of safety?");
  await officer.fill("The facts", "All three suites in writing; duty nurse consulted 21:42");
  await officer.press("Ask", { exact: true });

  await server.at(gmt("2026-11-09 21:48"));
  const inspector = await Person.signIn(screen, "insp_duty");
  await inspector.press("May a police station be used");
  await inspector.sees("The law", "Use a police station as the place of safety");
  await inspector.picture("j10-card");
  await inspector.choose("Yes");
  await inspector.fill("Why?", "Each condition is met; see the authority");
  await inspector.press("Decide", { exact: true });
  await stationForm(inspector, file, { noOther: "Yes", facts: "Imminent serious danger; all three suites in writing that they cannot hold him because of it" });
  await inspector.sees("Police station authorised");
  await inspector.leave();

  const custody = await Person.signIn(screen, "custody_sgt");
  await entered(screen, custody, file, gmt("2026-11-09 21:55"), "Medway police station");
  await custody.sees("Tue 10 Nov 2026, 21:55 GMT");
  await custody.leave();
}

// Due 22:25; amber then, red to the sergeant at 22:30; done 22:33 and cannot be typed as 22:25.
async function lateCheck(screen, officer, file) {
  const { server } = screen;
  await server.at(gmt("2026-11-09 22:26"));
  await officer.go(`/cases/${file}`);
  await officer.sees("Welfare check by a healthcare professional", "was due by 22:25 GMT", "Overdue");
  await server.at(gmt("2026-11-09 22:30"));
  await officer.go(`/cases/${file}`);
  await officer.sees("missed check");

  await server.at(gmt("2026-11-09 22:33"));
  const nurse = await Person.signIn(screen, "custody_hcp");
  await check(nurse, file, async () => {
    await nurse.at("2026-11-09", "22:25", "Paper form");
  });
  assert.match(await nurse.problems(), /A check is recorded as it is done/);
  await check(nurse, file, async () => {});
  await nurse.sees("Welfare checked");
  await officer.go(`/cases/${file}`);
  const [line] = await officer.lines("Welfare checked");
  assert.match(line, /22:33 GMT/);
  await nurse.leave();
}

async function check(nurse, file, when) {
  await nurse.form(file, "check");
  await nurse.choose("A healthcare professional");
  await nurse.fill("What was found and done?", "Awake, breathing normally, water given");
  await nurse.choose("No", "Is the person asleep?");
  await nurse.choose("No", "risk that needs more frequent waking");
  await when();
  await nurse.press("Save the check");
}

async function extensionForm(doctor, file, { hours, ground, reason, there }) {
  await doctor.form(file, "extend");
  await doctor.fill("Hours", String(hours));
  await doctor.choose(ground, "On what ground?");
  await doctor.fill("What in the person’s condition prevents the assessment?", reason);
  await doctor.fill("Doctor", "Doctor 1");
  await doctor.select("Who signs?", "Registered medical practitioner (doctor)");
  await doctor.choose("Yes", "responsible for the examination");
  await doctor.choose(there, "will the assessment be there");
  await doctor.press("Sign the extension");
}

async function extended(screen, file) {
  const { server } = screen;
  await server.at(gmt("2026-11-10 21:10"));
  const doctor = await Person.signIn(screen, "doctor_1");
  await extensionForm(doctor, file, { hours: 10, ground: "No AMHP available", reason: "No AMHP until Monday", there: "Yes" });
  assert.match(await doctor.problems(), /would not extend the detention/);
  await extensionForm(doctor, file, { hours: 10, ground: "The person's condition prevents the assessment", reason: "Too sedated to be assessed", there: "Yes" });
  await doctor.sees("Detention extended");
  await server.at(gmt("2026-11-10 21:20"));
  const superintendent = await Person.signIn(screen, "supt_oncall");
  await superintendent.form(file, "approve-extension");
  await superintendent.fill("Why?", "Seen the doctor's reasons; assessment tonight at the station");
  await superintendent.press("Approve", { exact: true });
  await superintendent.sees("Wed 11 Nov 2026, 07:55 GMT");
  await superintendent.picture("j10-extended", false);
  await doctor.leave();
  await superintendent.leave();
}

// The same signature at 21:56, a minute after the period ended: not an extension. And where the
// assessment is booked elsewhere, no superintendent in law; the force's policy is shown beside.
async function tooLate(screen) {
  const { officer, file } = await detained(screen, "pc_2203", { met: gmt("2026-11-12 21:30"), decided: gmt("2026-11-12 21:35") });
  await age(officer, file, 40, "A record or document");
  await entered(screen, officer, file, gmt("2026-11-12 21:55"), "Orchard Suite, Maidstone");
  await screen.server.at(gmt("2026-11-13 21:50"));
  const doctor = await Person.signIn(screen, "doctor_1");
  await screen.server.at(gmt("2026-11-13 21:56"));
  await extensionForm(doctor, file, { hours: 10, ground: "The person's condition prevents the assessment", reason: "Too sedated to be assessed", there: "No" });
  assert.match(await doctor.problems(), /ended|after/i);
  await doctor.sees("Record what happened");
  await doctor.leave();
  await officer.leave();
}

// An order, invented for the test, commences section 48 on 1 January 2027.
async function section48(screen) {
  const { server, root } = screen;
  const before = await detained(screen, "pc_4471", { met: gmt("2026-12-31 22:00"), decided: gmt("2026-12-31 22:05") });
  await age(before.officer, before.file, 38, "A record or document");
  await entered(screen, before.officer, before.file, gmt("2026-12-31 22:30"), "Medway police station");
  const kent = readFileSync(path.join(root, "forces/kent.toml"), "utf8");
  const order = `\n[law.mha_2025_s48]\non = "2027-01-01"\ninstrument = "an order invented for this test"\n`;
  await server.force(kent + order);

  const after = await detained(screen, "pc_2203", { met: gmt("2027-01-02 10:00"), decided: gmt("2027-01-02 10:05") });
  await age(after.officer, after.file, 38, "A record or document");
  await after.officer.form(after.file, "ask-place");
  assert.equal(await after.officer.page.getByRole("radio", { name: /police station/i }).count(), 0);
  await after.officer.go("/places");
  await after.officer.sees("No police station is a place of safety since 1 Jan 2027");
  assert.equal(await after.officer.page.getByText("Medway police station").count(), 0);
  const inspector = await Person.signIn(screen, "insp_duty");
  await inspector.form(after.file, "station");
  assert.equal(await inspector.page.getByRole("radio", { name: /police station$/i }).count(), 0);
  await inspector.go(`/cases/${before.file}`);
  await inspector.sees("Transitional position: ask the force's lawyers");
  await inspector.leave();
  await before.officer.leave();
  await after.officer.leave();
}
