// "What may I do here?": three answers with a connection, the same without one, and the clock of a
// case that was opened before. Nothing is sent, nothing of a case but its numbers is kept, and
// nothing after sign-out.

import assert from "node:assert/strict";
import { detain, detained, entered } from "../detention.mjs";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "what may be done here, with a connection and without, and a clock that runs on";
export const begins = bst("2026-10-23 02:14");
export const needs = ["pocket"];

export async function run(screen) {
  const { officer, file } = await detained(screen, "pc_4471", { met: begins });
  await detain(screen, officer, file, bst("2026-10-23 02:17"));
  await entered(screen, officer, file, bst("2026-10-23 03:26"), "Medway emergency department");
  const posts = sent(officer);

  await officer.go("/my-jobs");
  await officer.press("What may I do here?");
  await ready(officer);
  assert.ok(await officer.page.getByText("Who has been consulted?").isHidden());
  officer.taps = 0;
  await three(officer, "Street, park, bridge or other open place");
  assert.ok(officer.taps <= 6, `${officer.taps} taps to the first answer`);
  await officer.sees("Section 136 may be used here", "Consult a doctor, nurse, AMHP", "MHA s136(1)");
  await looked(officer, "answer");
  // Each further answer makes it more exact at once.
  await officer.unfold("What you know and have done");
  await officer.choose("Nurse", "Who has been consulted?");
  await officer.seesNot("First: Consult a doctor");
  assert.deepEqual(posts, [], "an answer left the phone");

  await clock(officer);
  await keptForLater(officer);

  await officer.page.context().setOffline(true);
  await officer.page.goto("/powers");
  await ready(officer);
  await officer.sees("No signal", "Fri 23 Oct 2026");
  await officer.seesNot("PC 4471", "Sign out");
  await clock(officer);
  await three(officer, "House, flat or room");
  await officer.sees("Section 136 may not be used here", "Entry to save life or limb");
  await looked(officer, "answer-offline");
  await officer.page.context().setOffline(false);

  await numbersOnly(officer, file);
  await officer.go("/my-jobs");
  await officer.press("Sign out");
  assert.equal(await kept(officer), null, "a clock outlived sign-out");
  await officer.leave();
  await warrant(screen);
  await withoutScript(screen);
}

/** Every form that is posted from here on. */
function sent({ page }) {
  const posts = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/powers")) posts.push(request.url());
  });
  return posts;
}

async function ready(officer) {
  await officer.page.locator('#powers[data-pocket="ready"]').waitFor();
}

async function three(officer, place) {
  await officer.choose(place, "Where is the person?");
  await officer.choose("They seem to have a mental disorder");
  await officer.choose("They need care or control now");
  await officer.choose("Something must be done");
  await officer.choose("No", "Is a hospital or detention power already in play?");
  await officer.tap(officer.page.getByRole("button", { name: "What may I do?" }));
  await officer.page.locator("#answer-heading").waitFor();
}

async function clock(officer) {
  const shown = officer.page.locator("#powers-clocks .lantern-clock");
  await shown.waitFor();
  const text = await shown.innerText();
  assert.match(text, /Sat 24 Oct 2026, 03:26 BST/);
  // The rehearsal's clock stands still, and the page's goes on.
  assert.match(text, /23 h 5\d min|24 h 00 min/);
  await officer.sees("s136-clock-start-removed");
}

async function keptForLater({ page }) {
  await page.locator("#powers-ready").waitFor();
}

const kept = ({ page }) => page.evaluate(() => localStorage.getItem("lantern-clocks"));

/** What the phone keeps of the case: instants, names of rules, and the file's random id. */
async function numbersOnly(officer, file) {
  const [clock, ...others] = JSON.parse(await kept(officer));
  assert.deepEqual(others, []);
  const { start, expiry, earliest, extended, rules } = clock;
  assert.deepEqual(clock, { file, start, expiry, earliest, extended, rules });
  const storage = await officer.page.evaluate(() => Object.keys(localStorage).sort());
  assert.deepEqual(storage, ["lantern-ahead", "lantern-clocks"]);
  const cached = await officer.page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found;
  });
  assert.ok(cached.includes("/powers/kept") && cached.includes("/assets/pocket.wasm"), cached.join(" "));
  const strange = cached.filter((path) => path !== "/powers/kept" && !path.startsWith("/assets/"));
  assert.deepEqual(strange, [], "the worker keeps more than the frame and its files");
}

/** The answer as it stands, by day and by night. */
async function looked(officer, name) {
  for (const look of ["day", "night"]) {
    await officer.page.evaluate((look) => {
      const page = document.documentElement.classList;
      page.toggle("lantern-night", look === "night");
      page.toggle("lantern-day", look === "day");
    }, look);
    await officer.check(`${officer.size} /powers ${name}, ${look}`);
    await officer.picture(`powers-${name}-${look}`);
  }
  await officer.page.evaluate(() => document.documentElement.classList.remove("lantern-night", "lantern-day"));
}

/** At a door with a warrant: who must be there decides, and each answer changes it at once. */
async function warrant(screen) {
  const officer = await Person.signIn(screen, "pc_2203");
  await officer.go("/powers");
  await ready(officer);
  await officer.choose("House, flat or room", "Where is the person?");
  await officer.tap(officer.page.getByRole("button", { name: "What may I do?" }));
  await officer.page.locator("#answer-heading").waitFor();
  await officer.choose("Section 135(1): to assess the person", "Is there a warrant");
  await officer.choose("Within the last month", "When was it issued?");
  await officer.choose("No", "Does its face give a last day?");
  await officer.choose("Yes", "Is this the address on it?");
  await officer.choose("Yes, in person", "Is an AMHP here?");
  await officer.choose("No", "Is a registered doctor here?");
  await officer.sees("Nobody may go in on this warrant now", "No registered medical practitioner is there", "MHA s135(4)");
  await officer.choose("Yes, in person", "Is a registered doctor here?");
  await officer.sees("You may go in now on the warrant");
  await looked(officer, "warrant");
  await officer.page.context().close();
}

/** The same by a form that is posted. */
async function withoutScript(screen) {
  const officer = await Person.signIn({ ...screen, javaScriptEnabled: false }, "pc_2203");
  await officer.go("/powers");
  await officer.choose("Emergency department");
  await officer.choose("They seem to have a mental disorder");
  await officer.press("What may I do?");
  await officer.sees("Not settled yet", "Who has been consulted?");
  assert.equal(new URL(officer.page.url()).search, "", "an answer stands in the address");
  await officer.page.context().close();
}
