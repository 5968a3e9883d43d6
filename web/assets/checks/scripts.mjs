// What the scripts do, each shown on the page of patterns with a stream that the check writes.

import assert from "node:assert/strict";

const ROW = (id, name, more = "") =>
  `<tr class="lantern-board__row" role="row" id="${id}"><td class="lantern-board__cell" role="cell">` +
  `<a class="govuk-link" href="#">${name}</a>${more}</td></tr>`;

const rows = (page) =>
  page.locator("[data-live-list] > tr").evaluateAll((found) => found.map((row) => row.id));

/** Each check by the fact it shows. */
export const SCRIPTS = {
  async "a clock counts by the server's time and not by the device's"({ page }) {
    const left = await page.locator(".lantern-position .lantern-clock__remaining").textContent();
    assert.match(left, /^3 h 1[12] min$/);
    const over = await page.locator("#job-3 .lantern-clock__remaining").textContent();
    assert.match(over, /^12 min over$/);
  },

  async "the server's word for the time moves every clock"({ page, tell }) {
    tell("beat", { now: "2026-11-12T05:35:00Z" });
    const clock = page.locator(".lantern-position .lantern-clock");
    await clock.and(page.locator(".lantern-clock--over")).waitFor();
    assert.equal(await clock.locator(".lantern-clock__state").textContent(), "The time is over");
    assert.match(await clock.locator("time").textContent(), /^(6 min 0\d s|5 min 59 s) over$/);
  },

  async "a row is replaced, put in its place, and taken away"({ page, tell }) {
    tell("row", { id: "job-2", html: ROW("job-2", "Changed name") });
    await page.getByText("Changed name").waitFor();
    assert.deepEqual(await rows(page), ["job-1", "job-2", "job-3"]);
    tell("row", { id: "job-9", html: ROW("job-9", "Newest"), position: 0 });
    await page.locator("#job-9").waitFor();
    assert.deepEqual(await rows(page), ["job-9", "job-1", "job-2", "job-3"]);
    tell("row", { id: "job-9", html: ROW("job-9", "Newest, later"), position: 3 });
    await page.getByText("Newest, later").waitFor();
    assert.deepEqual(await rows(page), ["job-1", "job-2", "job-3", "job-9"]);
    for (const id of ["job-1", "job-2", "job-3", "job-9"]) tell("gone", { id });
    await page.locator("[data-live-empty]").waitFor({ state: "visible" });
    assert.deepEqual(await rows(page), []);
  },

  async "whoever is on a row's link stays on it when the row is replaced"({ page, tell }) {
    await page.locator("#job-2 a").focus();
    tell("row", { id: "job-2", html: ROW("job-2", "Changed under the hand"), position: 0 });
    await page.getByText("Changed under the hand").waitFor();
    assert.equal(
      await page.evaluate(() => document.activeElement.textContent),
      "Changed under the hand",
    );
  },

  async "what came in a row is shown and never run"({ page, tell }) {
    const bad = `<script>document.title = "run"</script><img src="x" onerror="document.title = 'run'">`;
    tell("row", { id: "job-1", html: ROW("job-1", "With a script", bad) });
    await page.getByText("With a script").waitFor();
    assert.equal(await page.title(), "Patterns - Lantern");
  },

  async "a silent stream is told, with the time that is shown, and told no more when it speaks"({
    page,
    tell,
  }) {
    const banner = page.locator("[data-live-lost]");
    await banner.waitFor({ state: "visible" });
    assert.match(
      await banner.textContent(),
      /Connection lost\. Showing what was known at 02:1[789] GMT\./,
    );
    tell("beat", {});
    await banner.waitFor({ state: "hidden" });
  },

  async "the undo goes when its time is past and leaves nobody at the top of the page"({
    page,
    tell,
  }) {
    const undo = page.locator(".lantern-undo");
    await undo.getByRole("button").focus();
    tell("beat", { now: "2026-11-12T03:17:01Z" });
    await undo.waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  },

  async "the night button changes the page at once and the focus stays on its opposite"({ page }) {
    await page.getByRole("button", { name: "Night mode" }).click();
    assert.ok(await page.evaluate(() => document.documentElement.matches(".lantern-night")));
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Day mode");
  },
};
