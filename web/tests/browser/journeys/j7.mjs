// J7: a patient not back from leave, a warrant under section 135(2), and a power that ends.

import assert from "node:assert/strict";
import { Person } from "../person.mjs";
import { gmt } from "../server.mjs";

export const what = "absent without leave, a section 135(2) warrant, GO refused once the power to take has ended, and a voluntary patient";
export const begins = gmt("2026-10-27 15:00");

export async function run(screen) {
  const control = await Person.signIn(screen, "dispatcher_1");
  const file = await opened(control);
  await reported(control, file);
  await warrant(screen, control, file);
  await tooLate(screen, file);
  await voluntary(control);
  await control.leave();
}

async function opened(control) {
  await control.go("/cases/new");
  await control.choose("Call");
  await control.press("Open the file");
  return control.file;
}

/** A day in the block that asks when it happened. */
async function happenedOn(person, [day, month, year]) {
  await person.unfold("Give another time");
  await person.choose("At another time");
  const when = person.page.locator(".lantern-when");
  for (const [label, value] of [["Day", day], ["Month", month], ["Year", year]]) {
    await when.getByLabel(label, { exact: true }).fill(value);
  }
  await person.choose("On that day, time not known");
  await person.select("Where does the time come from?", "Said by somebody");
}

// Section 2 on 1 October, leave to the 25th, and not back: nobody need report more for it.
async function reported(control, file) {
  await control.form(file, "admitted");
  await control.select("Under what?", "Section 2");
  await control.fill("Hospital", "Priority House");
  await control.choose("Not known", "Last day of it");
  await happenedOn(control, ["1", "10", "2026"]);
  await control.press("Save", { exact: true });
  await control.form(file, "leave");
  await control.page.getByRole("group", { name: "Last day of leave" }).getByLabel("Day", { exact: true }).fill("25");
  await control.page.getByRole("group", { name: "Last day of leave" }).getByLabel("Month", { exact: true }).fill("10");
  await control.page.getByRole("group", { name: "Last day of leave" }).getByLabel("Year", { exact: true }).fill("2026");
  await happenedOn(control, ["20", "10", "2026"]);
  await control.press("Save", { exact: true });
  await control.sees("Absent without leave: section 18 until Thu 29 Oct 2026, 00:00 GMT");
  await control.picture("j7-absent");

  await control.form(file, "absent");
  await control.choose("The hospital", "Absent from where?");
  await control.fill("Who reported it?", "the ward");
  await control.fill("Last seen, clothing, risk, treatment missed, searches made", "left on the 20th; not back");
  await control.press("Save the report");
  assert.match(await control.problems(), /Enter the last day on which they may be taken/);
  await control.choose("Not known", "Last day on which they may be taken");
  await control.press("Save the report");
  await control.sees("Patient absent without leave");
}

async function warrant(screen, control, file) {
  await control.form(file, "apply-135-2");
  await control.select("What is the applicant?", "Constable");
  await control.fill("Applicant’s name, service and number", "PC 2203, Maidstone");
  await control.fill("Exact address", "3 Street C");
  await control.choose("A patient absent without leave (section 18)");
  await control.choose("Not known", "Last day on which they may be taken");
  await control.choose("Yes", "cause to believe that they are there?");
  await control.choose("Yes", "Has admission been refused?");
  await control.choose("Not known", "Is a refusal to be expected?");
  await control.press("Save the application");
  await screen.server.at(gmt("2026-10-28 12:00"));
  await control.form(file, "warrant-issued");
  await control.choose("A warrant under section 135(2)");
  await control.fill("Which court?", "Medway magistrates");
  await control.fill("Exact address", "3 Street C");
  await control.choose("Yes", "specify that address?");
  await control.choose("Does not apply", "Last day on its face");
  await control.press("Save the warrant");
  await control.sees("May: enter under a section 135(2) warrant, until Thu 29 Oct 2026, 00:00 GMT");
}

// Ten seconds after midnight: the warrant is good and the power is not.
async function tooLate(screen, file) {
  await screen.server.at("2026-10-29T00:00:10Z");
  const sergeant = await Person.signIn(screen, "sgt_lpt");
  await sergeant.go(`/cases/${file}`);
  await sergeant.sees("Absent: no power to take");
  await sergeant.form(file, "execute-135-2");
  await sergeant.choose("Yes", "Is this what the warrant specifies?");
  await sergeant.choose("No", "Was force used to enter?");
  await sergeant.choose("Yes", "Was the person found there?");
  for (const who of ["Was an AMHP there?", "Was a registered doctor there?"]) {
    await sergeant.choose(/^Not there$/, who);
  }
  for (const who of ["AMHP’s name", "Doctor’s name"]) await sergeant.choose("Does not apply", who);
  await sergeant.press("Save the entry");
  assert.match(await sergeant.text(), /nobody may go in on this warrant/i);
  await sergeant.sees("MHA s135(2)");
  await sergeant.picture("j7-too-late");
  await sergeant.leave();
}

// The same person as a voluntary patient: no power to return, and never section 18.
async function voluntary(control) {
  const file = await opened(control);
  await control.form(file, "informal");
  await control.fill("Hospital", "Priority House");
  await control.press("Save", { exact: true });
  await control.form(file, "absent");
  await control.choose("The hospital", "Absent from where?");
  await control.choose("Not known", "Last day on which they may be taken");
  await control.fill("Who reported it?", "the ward");
  await control.fill("Last seen, clothing, risk, treatment missed, searches made", "walked out");
  await control.press("Save the report");
  assert.match(await control.text(), /never absent without leave/);
  await control.go(`/cases/${file}`);
  await control.seesNot("Absent without leave: section 18");
}
