// J11: late and contradictory entries: times, alarms, notices, the phone from the locker, the
// return that went out before the ward book was read, the breach that a correction brings to
// light, the return's second version, and what was known when.

import assert from "node:assert/strict";
import { age, detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst, gmt } from "../server.mjs";

export const what = "03:40 on the phone, 03:05 in the log: contested, settled, told; a breach found later, a return corrected";
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
  const returns = await returnSent(screen);
  await wardBook(screen, people, file);
  await returnCorrected(screen, returns, file);
  await knownAtNoon(people.sergeant, file);
  for (const person of Object.values({ ...people, ...returns })) await person.leave();
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

// October's return goes out on 9 November: one detention, no breach; signed by two, and sent.
async function returnSent(screen) {
  await screen.server.at(gmt("2026-11-09 09:00"));
  const analyst = await Person.signIn(screen, "analyst");
  await analyst.sees("October 2026", "Not issued");
  await analyst.press("October 2026");
  assert.deepEqual(await figure(analyst, "Periods exceeded"), ["0"]);
  await analyst.fill("Why may the warnings stand?", "The form of that night is lost");
  await analyst.press("Issue version 1");
  await analyst.sees("Issued, not signed", "By nobody yet");
  assert.deepEqual(await figure(analyst, "Detentions begun"), ["1"]);
  assert.deepEqual(await figure(analyst, "Longest length"), ["23 h 55 min"]);
  await sign(analyst, 1, "A. Analyst");
  await analyst.sees("Signed by one of two");
  assert.equal(await analyst.page.getByRole("button", { name: "Sign version 1" }).count(), 0);

  await screen.server.at(gmt("2026-11-09 09:30"));
  const liaison = await Person.signIn(screen, "mhlo");
  await liaison.go("/returns/2026-10");
  await liaison.press("Sign version 1");
  assert.match(await liaison.problems(), /Type your name to sign/);
  await sign(liaison, 1, "M. Liaison");
  await liaison.press("Record it as sent");
  assert.match(await liaison.problems(), /Select to whom it is sent/);
  await liaison.choose("Home Office");
  await liaison.fill("Which body or person?", "Home Office");
  await liaison.fill("Receipt", "HO-2026-10-1");
  await liaison.press("Record it as sent");
  await liaison.choose("Partner organisation");
  await liaison.fill("Which body or person?", "Mental health trust");
  await liaison.fill("Receipt", "By secure mail");
  await liaison.press("Record it as sent");
  await liaison.press("Mental health trust (partner organisation)");
  await liaison.sees("as sent to: partner organisation", "Hidden: fewer than five", "Hidden: it is one person’s");
  assert.deepEqual(await figure(liaison, "Detentions begun"), ["[c]", "Hidden: fewer than five"]);
  await liaison.picture("j11-return-partner", false);
  return { analyst, liaison };
}

async function sign(person, version, name) {
  await person.fill("Type your name to sign", name);
  await person.press(`Sign version ${version}`);
}

/** The cells of a figure's row, in every column. */
async function figure(person, name) {
  const head = person.page.getByRole("rowheader", { name });
  const row = person.page.getByRole("row").filter({ has: head }).first();
  return row.locator("td").allInnerTexts();
}

// The correction calls for a second version. The first is kept, and who had it is listed.
async function returnCorrected(screen, { analyst, liaison }, file) {
  await liaison.go("/decisions");
  await liaison.sees("Returns that call for another version: 1", "October 2026: version 2");
  await liaison.press("October 2026: version 2");
  await liaison.sees(
    "Version 2 is called for",
    "Periods exceeded: 0 → 1; Time over the period: none → 15 min",
    "Longest length: 23 h 55 min → 24 h 15 min",
    "Fri 9 Oct 2026, 03:00 BST → Fri 9 Oct 2026, 03:20 BST",
    "The ward book shows the person left the room at 03:20",
  );
  assert.equal(await liaison.page.locator(`#called-for ~ ul a[href^="/cases/${file}/lines/"]`).count(), 1);
  await liaison.picture("j11-return-called-for");
  // The analyst is told what changed, and not the words of the file.
  await analyst.go("/returns");
  await analyst.sees("Another version is called for: 1");
  await analyst.press("October 2026: version 2");
  await analyst.sees("Periods exceeded: 0 → 1");
  await analyst.seesNot("The ward book shows");
  await analyst.press("Issue version 2");
  assert.match(await analyst.problems(), /Enter why there is another version/);

  await liaison.press("Issue version 2");
  await liaison.seesNot("is called for");
  assert.deepEqual(await figure(liaison, "Periods exceeded"), ["0", "1"]);
  assert.deepEqual(await figure(liaison, "Longest length"), ["23 h 55 min", "24 h 15 min"]);
  await sign(liaison, 2, "M. Liaison");
  await analyst.go("/returns/2026-10");
  await sign(analyst, 2, "A. Analyst");
  await analyst.sees("Kept. Sent");
  const first = analyst.page.getByRole("region", { name: "Version 1" });
  const had = (await first.locator("details").first().innerText()).replace(/\s+/g, " ");
  for (const words of [
    "Analyst: issued it Mon 9 Nov 2026, 09:00 GMT",
    "Analyst: signed it",
    "Mental health liaison officer: signed it Mon 9 Nov 2026, 09:30 GMT",
    "Home Office: was sent it (Home Office)",
    "Mental health trust: was sent it (partner organisation)",
    "Mental health liaison officer: first opened it",
  ]) {
    assert.ok(had.includes(words), `${words} is not in: ${had}`);
  }
  await analyst.picture("j11-return-both");
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
