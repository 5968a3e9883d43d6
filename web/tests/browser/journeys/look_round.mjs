// A look at every page that the journeys do not pass, at what goes wrong, and at what a script adds.

import assert from "node:assert/strict";
import { age, detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "pages to look things up, faults in words, undo, night mode, a live board, somebody else's file";
export const begins = bst("2026-10-20 21:00");

export async function run(screen) {
  const { officer, file } = await detained(screen, "pc_4471", { met: begins });
  await undo(screen, officer, file);
  await faults(screen, officer, file);
  await age(officer, file, 44, "The person says so");
  await detain(screen, officer, file, bst("2026-10-20 21:05"));
  await live(screen, file);
  await entered(screen, officer, file, bst("2026-10-20 21:40"), "Harbour Suite, Canterbury");
  await lookUp(screen, officer, file);
  await notTheirs(screen, file);
  await night(officer);
  await officer.leave();
  await everyHome(screen);
}

// A wrong tap is taken back within ten seconds, and stays visible as taken back.
async function undo(screen, officer, file) {
  await officer.form(file, "abd");
  await officer.fill("Who watches the airway and does nothing else?", "PC 2203");
  await officer.choose("No", "Has the ambulance been told");
  await officer.press("Save and warn");
  await officer.sees("SUSPECTED ABD: emergency");
  await officer.press("Undo");
  await officer.seesNot("SUSPECTED ABD: emergency");
  const [line] = await officer.lines("Acute behavioural disturbance suspected");
  assert.match(line, /Taken back by/);
  assert.equal(await officer.page.getByRole("button", { name: "Undo" }).count(), 0);
}

// What was typed stays; the summary leads to the field; impossible times say why.
async function faults({ server }, officer, file) {
  await server.at(bst("2026-10-20 21:02"));
  await officer.form(file, "detain");
  await officer.fill("What did you see and hear that makes it necessary?", "<b>Tom & “Jo”</b> \u{1F6A8}");
  await officer.press("Detain now");
  assert.match(await officer.problems(), /Select whether the person is taken or kept/);
  assert.match(await officer.page.title(), /^Error: /);
  const box = officer.page.getByLabel("What did you see and hear that makes it necessary?");
  assert.equal(await box.inputValue(), "<b>Tom & “Jo”</b> \u{1F6A8}");
  await officer.tap(officer.page.getByRole("link", { name: "Select whether the person is taken or kept" }));
  const focused = await officer.page.evaluate(() => document.activeElement.id);
  assert.equal(focused, "f-manner-how");

  await officer.form(file, "ambulance");
  await officer.choose("By phone");
  await officer.at("2026-02-31", "02:00", "Paper form");
  await officer.press("Ambulance asked for");
  assert.match(await officer.problems(), /31 2 2026.* is not a day in the calendar/);
  await officer.day("2026-10-20");
  await officer.fill("What time?", "23:59");
  await officer.press("Ambulance asked for");
  assert.match(await officer.problems(), /not in the future: it is now 21:02 BST/);
}

// The board of somebody else shows a change without being loaded again.
async function live(screen, file) {
  const dispatcher = await Person.signIn(screen, "dispatcher_1");
  const row = dispatcher.page.locator(`#job-${file}`);
  await row.waitFor();
  assert.match(await row.innerText(), /Street B/);
  const other = await Person.signIn(screen, "pc_2203");
  await other.form(file, "journey");
  await other.choose("Harbour Suite, Canterbury");
  await other.choose("Ambulance", "In what?");
  await other.fill("Who escorts?", "PC 2203");
  await other.press("We are leaving");
  await dispatcher.page.waitForFunction(
    (id) => document.getElementById(id)?.textContent.includes("Harbour Suite"),
    `job-${file}`,
  );
  // And so does the page of the file: the position, the buttons and the timeline.
  await dispatcher.go(`/cases/${file}`);
  await other.form(file, "reached");
  await other.choose("Harbour Suite, Canterbury");
  await other.press("On site", { exact: true });
  await dispatcher.page.waitForFunction(
    () =>
      document.getElementById("timeline").textContent.includes("Reached the site") &&
      document.getElementById("position").textContent.includes("Outside the place of safety"),
  );
  await other.leave();
  await dispatcher.go("/board?show=contested");
  await dispatcher.sees("No open file fits this choice");
  await dispatcher.go("/board?district=Thanet");
  await dispatcher.go("/cases/new");
  await dispatcher.press("Open the file");
  assert.match(await dispatcher.problems(), /Select how it reached the police/);
  await dispatcher.choose("Request from another service");
  await dispatcher.press("Open the file");
  await dispatcher.sees("No power in force", "How: request from another service");
  await dispatcher.leave();
}

async function lookUp(screen, officer, file) {
  await officer.go("/places");
  await officer.sees("Willow Suite, Dartford", "Takes under 18s", "never anybody under 18");
  await officer.press("The rule");
  await officer.sees("Source", "How far checked");
  await officer.go("/about");
  await officer.go("/notices");
  await officer.go(`/cases/${file}/do`);
  await officer.sees("Ambulance and journey", "The person");
  await officer.go(`/cases/${file}/lines/2`);
  await officer.sees("Who has seen it", "PC 4471");
  await officer.go(`/cases/${file}/as-known-at`);
  await officer.fill("What time?", "25:00");
  await officer.press("Show it");
  assert.match(await officer.problems(), /instead of `25:00`/);
  const at = encodeURIComponent(bst("2026-10-20 20:00"));
  await officer.go(`/cases/${file}/as-known-at?at=${at}`);
  await officer.sees("Nothing had been recorded in this file by then");
  await officer.go(`/cases/${file}/print`);
  const reasons = officer.page.locator("#position details");
  await officer.page.emulateMedia({ media: "print" });
  for (const reason of await reasons.all()) {
    const text = reason.locator(":scope > :not(summary)").first();
    assert.ok((await text.boundingBox())?.height > 0, "a reason is closed on paper");
  }
  await officer.page.emulateMedia({ media: "screen" });
}

// A file that is another place's answers as one that does not exist; so does nonsense.
async function notTheirs(screen, file) {
  const nurse = await Person.signIn(screen, "nurse_willow");
  const pages = [`/cases/${file}`, `/cases/${file}/do/entered`, `/cases/${crypto.randomUUID()}`, "/cases/1", "/nowhere"];
  const said = new Set();
  for (const address of pages) {
    const answer = await nurse.page.goto(address);
    assert.equal(answer.status(), 404, address);
    said.add(await nurse.page.locator("main").innerText());
  }
  assert.equal(said.size, 1, "a file that may not be seen is told apart from one that is not there");
  await nurse.look();
  const refused = await nurse.page.goto("/decisions");
  assert.equal(refused.status(), 403);
  await nurse.look();
  await nurse.leave();
}

async function night(officer) {
  await officer.go("/my-jobs");
  await officer.tap(officer.page.getByRole("button", { name: "Night mode" }));
  await officer.page.locator("html.lantern-night").waitFor();
  await officer.page.waitForTimeout(300);
  await officer.go("/board");
  assert.equal(await officer.page.locator("html.lantern-night").count(), 1);
}

// Every role has a first page, and it is not an error.
async function everyHome(screen) {
  for (const account of [
    "sgt_lpt", "insp_duty", "supt_oncall", "custody_sgt", "custody_hcp", "nurse_harbour", "doctor_1",
    "amhp_1", "paramedic_1", "mhlo", "analyst", "records_manager", "control_room_supervisor", "call_taker_1",
  ]) {
    if (account === "nurse_harbour") continue;
    const person = await Person.signIn(screen, account);
    assert.equal(await person.page.locator("h1").count(), 1, account);
    await person.seesNot("Nothing found", "Not something your role does");
    await person.leave();
  }
}
