// J6: a warrant under section 135(1), from the request to the papers, and an assessment at home.

import assert from "node:assert/strict";
import { Person } from "../person.mjs";
import { gmt } from "../server.mjs";

export const what = "a section 135(1) warrant: asked for, issued, another doctor than named, kept at home, closed with its papers";
export const begins = gmt("2026-10-28 08:00");

const HOME = "3 Street C";

export async function run(screen) {
  const other = await asked(screen);
  await issued(screen, other.control, other.file);
  await other.control.leave();
  const { control, file } = await asked(screen);
  await issued(screen, control, file);
  await checklist(screen, control, file);
  await noDoctor(screen, file);
  const sergeant = await entered(screen, file);
  await keptAtHome(screen, sergeant, file);
  await closed(screen, sergeant, file);
  await afterTheStopDate(screen, other.file);
}

// By phone to the control room, which opens the file; the AMHP sees it from then on.
async function asked(screen) {
  const control = await Person.signIn(screen, "dispatcher_1");
  await control.go("/cases/new");
  await control.choose("Call");
  await control.press("Open the file");
  const { file } = control;
  const amhp = await Person.signIn(screen, "amhp_1");
  await amhp.page.goto(`/cases/${file}`);
  await amhp.seesNot(HOME);
  await amhp.leave();

  await application(control, file, "Constable");
  assert.match(await control.problems(), /Only an AMHP may apply/);
  await application(control, file, "Approved mental health professional (AMHP)");
  await control.sees("Warrant, not executed yet", "May: apply for a warrant under section 135(1)");
  return { control, file };
}

async function application(control, file, applicant) {
  await control.form(file, "apply-135-1");
  await control.select("What is the applicant?", applicant);
  await control.fill("Applicant’s name, service and number", "AMHP on duty, council, 01622 000000");
  await control.fill("Exact address", HOME);
  await control.choose("Yes", "Is the person believed to have a mental disorder?");
  await control.choose("Yes", "Ill-treated, neglected, or not under proper control?");
  await control.choose("Yes", "Unable to care for themselves?");
  await control.choose("No", "Living alone there?");
  await control.choose("Yes", "On oath");
  await control.choose("Yes", "in that justice’s area?");
  await control.press("Save the application");
}

// Issued on the 26th, no date on its face: to the end of 26 January, on a contested footing.
async function issued({ server }, control, file) {
  await server.at(gmt("2026-10-28 08:05"));
  await control.form(file, "warrant-issued");
  await control.choose("A warrant under section 135(1)");
  await control.fill("Which court?", "Medway magistrates");
  await control.fill("Exact address", HOME);
  await control.choose("Yes", "specify that address?");
  await control.choose("Does not apply", "Last day on its face");
  await control.unfold("Names on the warrant: professionals");
  await control.choose("Yes", "Does it name an AMHP or a doctor?");
  await control.unfold("Give another time");
  await control.choose("At another time");
  const when = control.page.locator(".lantern-when");
  for (const [label, value] of [["Day", "26"], ["Month", "10"], ["Year", "2026"]]) {
    await when.getByLabel(label, { exact: true }).fill(value);
  }
  await control.choose("On that day, time not known");
  await control.select("Where does the time come from?", "Paper form");
  await control.picture("j6-issued");
  await control.press("Save the warrant");
  await control.sees("May: enter under a section 135(1) warrant", "26 Jan 2027", "No bed need have been found");
}

async function checklist({ server }, control, file) {
  await server.at(gmt("2026-10-28 08:10"));
  await control.form(file, "warrant-check");
  await control.choose("A warrant under section 135(1)");
  await control.fill("Constable who leads", "LPT sergeant");
  for (const item of ["The warrant: kind", "Doctor", "Risk:", "Ambulance", "Place of safety", "Entry:"]) {
    await control.choose("Confirmed", item);
  }
  await control.choose("Not confirmed", "AMHP");
  await control.choose("Not confirmed", "Bed");
  await control.press("Save the checklist");
  assert.match(await control.problems(), /what is not confirmed and why/i);
  await control.choose("Confirmed", "AMHP");
  await control.press("Save the checklist");
  await control.sees("Warrant checked before execution");
  await control.leave();
}

async function goIn(sergeant, file, doctor) {
  await sergeant.form(file, "execute-135-1");
  await sergeant.choose("There in person", "Was an AMHP there?");
  await sergeant.fill("AMHP’s name", "the AMHP on duty");
  await sergeant.choose(doctor, "Was a registered doctor there?");
  if (doctor === "There in person") await sergeant.fill("Doctor’s name", "Doctor 2");
  else await sergeant.choose("Does not apply", "Doctor’s name");
  await sergeant.choose("Yes", "Is this what the warrant specifies?");
  await sergeant.choose("No", "Was force used to enter?");
  await sergeant.choose("Yes", "Was the person found there?");
  await sergeant.choose("No", "were those there?");
  await sergeant.fill("Why did others come?", "Doctor 1 sent Doctor 2");
}

// B3: without a doctor there nobody goes in, and a doctor who does not come opens the ladder.
async function noDoctor(screen, file) {
  await screen.server.at(gmt("2026-10-29 10:55"));
  const sergeant = await Person.signIn(screen, "sgt_lpt");
  await goIn(sergeant, file, /^Not there$/);
  await sergeant.press("Save the entry");
  assert.match((await sergeant.text()), /executed with an AMHP and a doctor there in person/);
  await sergeant.sees("Record what happened", "MHA s135(4)");
  await sergeant.picture("j6-block");
  await sergeant.form(file, "warrant-not-executed");
  await sergeant.choose("A warrant under section 135(1)");
  await sergeant.choose("No AMHP, or no doctor, would attend");
  await sergeant.fill("Who was spoken to, what was said, what happens next?", "Doctor 1 cannot come; Doctor 2 asked for 11:20");
  await sergeant.press("Save, and say why");
  await screen.server.at(gmt("2026-10-29 10:56"));
  await sergeant.go(`/cases/${file}`);
  await sergeant.sees("T1: no AMHP or doctor");
  await sergeant.leave();
}

// 11:26, with another doctor than the one named: told, and not stopped.
async function entered(screen, file) {
  await screen.server.at(gmt("2026-10-29 11:26"));
  const sergeant = await Person.signIn(screen, "sgt_lpt");
  await goIn(sergeant, file, "There in person");
  await sergeant.picture("j6-entry");
  await sergeant.press("Save the entry");
  await sergeant.sees("Ward 2005", "Section 135(1) warrant: officers are in");
  await screen.server.at(gmt("2026-10-29 11:27"));
  await sergeant.go(`/cases/${file}`);
  await sergeant.seesNot("T1: no AMHP or doctor, or a refusal. Owner");
  return sergeant;
}

async function elsewhere(person, question) {
  await person.choose("Somewhere else", question);
  await person.fill("Name of the place", HOME);
  await person.select("What kind of place is it?", "Private home");
}

// Kept at home: the clock runs from 11:26 and not from the decision.
async function keptAtHome(screen, sergeant, file) {
  await screen.server.at(gmt("2026-10-29 11:31"));
  await sergeant.form(file, "agreement");
  await elsewhere(sergeant, "Which place?");
  await sergeant.choose("Lives there with others");
  await sergeant.choose("Yes", "Does the person agree?");
  await sergeant.choose("Yes", "Are they able to make that decision?");
  await sergeant.choose("Yes", "Does an occupier agree?");
  await sergeant.press("Save the agreement");
  await screen.server.at(gmt("2026-10-29 11:33"));
  await sergeant.form(file, "warrant-used");
  await sergeant.choose("Kept at the premises as a place of safety");
  await elsewhere(sergeant, "Where are they kept?");
  await sergeant.fill("Why was it thought fit, and what did the AMHP and the doctor say?", "Both ask to assess at home; the son agrees");
  await sergeant.choose("Yes", "Has the person been told why?");
  await sergeant.press("Save the decision");
  await sergeant.sees("Section 135: detained", "Fri 30 Oct 2026, 11:26 GMT");
  await sergeant.picture("j6-kept");

  const amhp = await Person.signIn(screen, "amhp_1");
  await amhp.go(`/cases/${file}`);
  await amhp.sees("Section 135: detained", "Fri 30 Oct 2026, 11:26 GMT", HOME);
  await amhp.leave();
  const inspector = await Person.signIn(screen, "insp_duty");
  await inspector.go(`/cases/${file}`);
  await inspector.sees("Section 135: detained", "MHA s135(3ZA)");
  await inspector.leave();
}

// B6: nothing is closed while the papers are missing.
async function closed(screen, sergeant, file) {
  await screen.server.at(gmt("2026-10-29 16:10"));
  await sergeant.form(file, "warrant-concluded");
  await sergeant.choose("A warrant under section 135(1)");
  await sergeant.choose("The assessment was finished there");
  await sergeant.fill("How were the premises left? (optional)", "No damage; the dog is with a neighbour");
  await sergeant.press("Save the outcome");
  await papers(sergeant, file, "Not yet");
  assert.match(await sergeant.text(), /submitted before the warrant is closed/);
  await papers(sergeant, file, "Submitted");
  await sergeant.sees("Warrant endorsed and returned");
  await sergeant.leave();
}

async function papers(sergeant, file, report) {
  await sergeant.form(file, "warrant-returned");
  await sergeant.choose("A warrant under section 135(1)");
  await sergeant.choose("Yes", "Endorsed");
  await sergeant.choose("Yes", "Returned to the court?");
  await sergeant.choose(report, "Intelligence report");
  await sergeant.choose("Submitted", "Section 135 e-form");
  await sergeant.press("Save", { exact: true });
}

// B5: the other warrant, never used, a minute after the end of 26 January 2027.
async function afterTheStopDate(screen, file) {
  await screen.server.at(gmt("2027-01-27 00:01"));
  const sergeant = await Person.signIn(screen, "sgt_lpt");
  await goIn(sergeant, file, "There in person");
  await sergeant.press("Save the entry");
  assert.match(await sergeant.text(), /this warrant had run out by then/i);
  await sergeant.leave();
}
