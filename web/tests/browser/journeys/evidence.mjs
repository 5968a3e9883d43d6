// Figures to look at: a measure with its chart and table, filters in the address, a number opened
// to its records, the leaders' page, and what somebody outside the force sees of it.

import assert from "node:assert/strict";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "figures with their definitions, a shared view, records behind a number, leaders, partners";
export const begins = bst("2026-10-20 21:00");

export async function run(screen) {
  const liaison = await Person.signIn(screen, "mhlo");
  await liaison.press("Evidence", { exact: true });
  await liaison.sees("Time and cost", "How long officers wait, by site");
  await liaison.press("Mental-health demand by month");
  await liaison.sees("All incidents of the month", "The last month is not over", "1 November 2025 to 20 October 2026");
  await liaison.page.getByLabel("First day", { exact: true }).fill("2026-08-01");
  await liaison.page.getByLabel("Up to, and without", { exact: true }).fill("2026-10-01");
  await liaison.select("Area", "Thanet");
  await liaison.press("Show", { exact: true });
  await liaison.sees("1 August 2026 to 30 September 2026. Thanet", "August 2026");
  await shared(screen, liaison.page.url());
  await nothingMovesThePage(liaison);
  await liaison.picture("evidence-measure");
  const october = liaison.page.locator("tr", { hasText: "September 2026" }).getByRole("link", { name: "45", exact: true });
  await Promise.all([liaison.page.waitForNavigation(), october.click()]);
  await liaison.look();
  await liaison.sees("National definition: 45", "INC-0001", "in the log of each file");
  await liaison.go("/evidence/demand_by_month?from=2026-10-02&to=2026-10-02");
  assert.match(await liaison.problems(), /not after 2026-10-02/);
  await liaison.go("/evidence/demand_by_hour");
  await nothingMovesThePage(liaison);
  await liaison.picture("evidence-hours");
  await liaison.go("/evidence/waits_by_site");
  await nothingMovesThePage(liaison);
  await liaison.picture("evidence-waits");
  await onPaper(liaison);
  await groups(liaison);
  await ways(liaison);
  await liaison.leave();
  await leaders(screen);
  await partner(screen);
}

// What is in the address bar is the view: somebody else who is sent it sees the same.
async function shared(screen, address) {
  const analyst = await Person.signIn(screen, "analyst");
  await analyst.page.goto(address);
  await analyst.sees("1 August 2026 to 30 September 2026. Thanet");
  assert.equal(await analyst.page.locator("a[href*='/records?']").count(), 0);
  await analyst.leave();
}

async function nothingMovesThePage(person) {
  const over = await person.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${person.path} is ${over} px wider than the screen`);
}

async function onPaper(person) {
  await person.page.emulateMedia({ media: "print" });
  assert.equal(await person.page.locator(".lantern-filter").isVisible(), false);
  assert.ok(await person.page.locator(".lantern-figures").first().isVisible());
  await person.sees("What this rests on");
  await person.page.emulateMedia({ media: "screen" });
}

// Rates of residents beside each other; the groups are chosen in the address; a group opens to the
// files of every code in it.
async function groups(person) {
  await person.go("/evidence/fairness_self_defined?from=2026-01-01&to=2026-10-01");
  await person.sees("Rates of residents", "38.8 (24.3 to 58.7)", "Persons for each 100,000", "are in no group");
  await nothingMovesThePage(person);
  await person.page.getByText("Restrained", { exact: true }).first().click();
  await person.sees("Share (95 % interval)");
  await person.look();
  await nothingMovesThePage(person);
  await person.picture("evidence-rates");
  await person.select("Groups", "Five groups, as NHS England has them");
  await person.press("Show", { exact: true });
  await person.sees("roll-up, nhs-five/1");
  const black = person.page.locator("tr", { hasText: "56,757" }).first().getByRole("link", { name: "22", exact: true });
  await Promise.all([person.page.waitForNavigation(), black.click()]);
  await person.sees("Detentions: 22", "B1, B2");
  await person.go("/evidence/fairness_perceived?from=2026-01-01&to=2026-10-01");
  await person.sees("There are none. No census asks how somebody looks to an officer.");
}

async function ways(person) {
  await person.go("/evidence/contact_to_outcome?from=2026-01-01&to=2026-10-01");
  await person.sees("went of their own will", "health-based place of safety 27");
  await person.look();
  await nothingMovesThePage(person);
  await person.picture("evidence-ways");
}

async function leaders(screen) {
  const superintendent = await Person.signIn(screen, "supt_oncall");
  await superintendent.press("Evidence", { exact: true });
  await superintendent.sees("Officers’ hours", "Handed over within the hour", "Admitted to hospital", "Open now");
  await nothingMovesThePage(superintendent);
  await superintendent.picture("evidence-leaders");
  await superintendent.press("Handed over within the hour");
  await superintendent.sees("How long officers wait, by site", "Medway ED");
  await superintendent.leave();
}

async function partner(screen) {
  const amhp = await Person.signIn(screen, "amhp_1");
  await amhp.go("/evidence/waits_by_site");
  await amhp.sees("1 July 2026 to 30 September 2026", "those under 5 are hidden", "[c]: there is a figure, and it is hidden");
  await nothingMovesThePage(amhp);
  await amhp.leave();
}
