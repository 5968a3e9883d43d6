// J11: late and contradictory entries. The monthly return of the journey belongs to a later part
// of the work; what is rehearsed here is everything before it: times, alarms, notices, the breach
// that a correction brings to light, the phone from the locker, and what was known when.

import assert from "node:assert/strict";
import { age, detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst, gmt } from "../server.mjs";

export const what = "03:40 on the phone, 03:05 in the log: contested, settled, told; a breach found later";
export const begins = bst("2026-10-08 02:20");

export async function run(screen) {
  const { officer, file } = await detained(screen, "pc_4471", { met: begins });
  await age(officer, file, 29, "The person says so");
  await detain(screen, officer, file, bst("2026-10-08 02:25"));
  await entered(screen, officer, file, bst("2026-10-08 03:40"), "Medway emergency department");
  const people = await contested(screen, officer, file);
  await settled(screen, people, file);
  await ended(screen, people, file);
  await locker(screen, people, file);
  await wardBook(screen, people, file);
  await knownAtNoon(people.sergeant, file);
  for (const person of Object.values(people)) await person.leave();
}

// The triage log says 03:05, the ambulance log 02:50 at the scene: both kept, both shown.
async function contested(screen, officer, file) {
  await screen.server.at(bst("2026-10-08 09:00"));
  const nurse = await Person.signIn(screen, "nurse_medway_ed");
  await nurse.form(file, "entered");
  await nurse.choose("Medway emergency department");
  await nurse.at("2026-10-08", "03:05", "Site log");
  await nurse.press("They are inside");
  await nurse.sees(
    "When the person entered Medway emergency department",
    "Thu 8 Oct 2026, 03:40 BST (PC 4471)",
    /Thu 8 Oct 2026, 03:05 BST \(.*emergency department/i,
  );
  await nurse.go(`/cases/${file}`);
  const clock = nurse.page.locator("#position .lantern-clock__remaining");
  assert.equal(Date.parse(await clock.getAttribute("data-until")), Date.parse(bst("2026-10-09 03:05")));
  await nurse.picture("j11-contested", false);

  const dispatcher = await Person.signIn(screen, "dispatcher_1");
  await dispatcher.form(file, "ambulance-here");
  await dispatcher.at("2026-10-08", "02:50", "Ambulance log");
  await dispatcher.press("Ambulance is here");
  const amhp = await Person.signIn(screen, "amhp_1");
  await amhp.go(`/cases/${file}`);
  await amhp.sees("Contested");
  const sergeant = await Person.signIn(screen, "sgt_lpt");
  return { officer, nurse, dispatcher, amhp, sergeant };
}

async function settled(screen, { officer, nurse, amhp, sergeant }, file) {
  await screen.server.at(bst("2026-10-08 12:15"));
  await sergeant.go(`/cases/${file}`);
  await sergeant.press("Settle it");
  await sergeant.choose("Thu 8 Oct 2026, 03:05 BST");
  await sergeant.press("Settle it");
  assert.match(await sergeant.problems(), /Enter why/);
  await sergeant.fill("Why?", "The triage clock is checked daily; the officer typed after the hand-over");
  await sergeant.press("Settle it");
  await sergeant.seesNot("Contested.");
  await sergeant.sees("from Thu 8 Oct 2026, 03:05 BST to Fri 9 Oct 2026, 03:05 BST", "Not accepted, by");

  // Each is told once, with what it was and what it is.
  for (const person of [officer, nurse, amhp]) {
    await person.go("/notices");
    await person.sees("03:40 BST", "03:05 BST", "The triage clock is checked daily");
    assert.equal(await person.page.getByRole("button", { name: "I have read it" }).count(), 1);
    await person.press("I have read it");
    assert.equal(await person.page.getByRole("button", { name: "I have read it" }).count(), 0);
  }

  // The alarm at 18 hours is at 21:05 and not at 21:40.
  const alarmed = async (time) => {
    await screen.server.at(bst(`2026-10-08 ${time}`));
    await sergeant.go(`/cases/${file}`);
    return (await sergeant.text()).includes("18 h of the clock have passed");
  };
  assert.equal(await alarmed("21:04"), false);
  assert.equal(await alarmed("21:05"), true);
  await sergeant.press("I have seen it");
  await sergeant.press("I have seen it");
  await sergeant.seesNot("18 h of the clock have passed.");
}

async function ended(screen, { nurse }, file) {
  await screen.server.at(bst("2026-10-09 03:00"));
  await nurse.form(file, "ended");
  await nurse.choose("Examined, interviewed and arrangements made");
  await nurse.choose("Community plan");
  await nurse.choose("Yes", "free to leave");
  await nurse.press("End the detention");
  await nurse.sees("Detention ended", "after 23 h 55 min");
  await nurse.seesNot("Limits passed");
}

// A phone found in a locker, its clock seven minutes fast: 02:50 shown, 02:43 in truth.
async function locker(screen, { sergeant }, file) {
  await screen.server.at(bst("2026-10-11 10:00"));
  const api = await screen.server.api("pc_4471");
  const shown = bst("2026-10-08 02:50");
  const happened = {
    moment: { precision: "exact", at: bst("2026-10-08 02:43") },
    source: "device",
    device: { device: "phone 12", shown, ahead_seconds: 420 },
  };
  const event = { event: "ambulance_arrived" };
  const key = crypto.randomUUID();
  const told = await api("POST", `/api/v1/files/${file}/commands`, { happened, event }, key);
  assert.ok(told.status < 300, JSON.stringify(told.body));
  await sergeant.go(`/cases/${file}`);
  const [line] = (await sergeant.lines("Ambulance at scene")).filter((line) => line.includes("02:43"));
  assert.match(line, /Phone 12 showed 02:50 BST; its clock was 7 min fast/);
  await sergeant.sees("from Thu 8 Oct 2026, 03:05 BST to Fri 9 Oct 2026, 03:05 BST");
}

// The ward book, a month later: the person left at 03:20, a quarter of an hour over.
async function wardBook(screen, { sergeant }, file) {
  await screen.server.at(gmt("2026-11-12 10:00"));
  await sergeant.go(`/cases/${file}`);
  await sergeant.press("Detention ended");
  await sergeant.unfold("Correct this line");
  await sergeant.fill("What time?", "03:20");
  await sergeant.select("Where does the time come from?", "Site log");
  await sergeant.press("Correct it");
  assert.match(await sergeant.problems(), /Enter why the entry is wrong/);
  await sergeant.fill("Why is it wrong?", "The ward book shows the person left the room at 03:20");
  await sergeant.fill("What is the evidence?", "Ward book, page for 9 October");
  await sergeant.press("Correct it");
  await sergeant.sees("Limits passed", "15 min", "after 24 h 15 min");
  await sergeant.picture("j11-breach");
  // The inspector and the liaison officer have it, though the file was over a month ago.
  await screen.server.at(gmt("2026-11-12 10:01"));
  for (const account of ["insp_duty", "mhlo"]) {
    const told = await Person.signIn(screen, account);
    await told.sees("Escalated: 1", "15 minutes after the permitted period ended");
    await told.leave();
  }
}

async function knownAtNoon(sergeant, file) {
  await sergeant.go(`/cases/${file}/as-known-at`);
  await sergeant.day("2026-10-08");
  await sergeant.fill("What time?", "12:00");
  await sergeant.press("Show it");
  await sergeant.sees("As known at Thu 8 Oct 2026, 12:00 BST.", "Thu 8 Oct 2026, 03:40 BST");
  await sergeant.seesNot("Not accepted, by", "Detention ended");
  // Its clocks stand where they stood: 15 hours and 5 minutes before the earlier end.
  await sergeant.page.waitForTimeout(1200);
  await sergeant.sees("15 h 05 min");
  await sergeant.seesNot(/\d h \d\d min over/);
  assert.equal(await sergeant.page.locator(".lantern-timeline__item--corrected").count(), 0);
  await sergeant.picture("j11-known", false);
}
