// Somebody at a screen. Every page they come to is looked at by axe, by day and by night.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const LEAST_TARGET = 47.5;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A screen: its name, and what a browser is told of it. */
export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1280, height: 900 } },
};

/** What has been looked at already, and what was found. One for the whole run. */
export class Looked {
  constructor(screenshots) {
    this.screenshots = screenshots;
    this.seen = new Set();
    this.violations = [];
    mkdirSync(screenshots, { recursive: true });
  }
}

export class Person {
  constructor({ page, server, size, looked, account }) {
    Object.assign(this, { page, server, size, looked, account });
    this.taps = 0;
    this.errors = [];
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
        this.errors.push(message.text());
      }
    });
  }

  /** A new person with a browser of their own, signed in. */
  static async signIn({ browser, server, size, looked, javaScriptEnabled = true }, account) {
    const context = await browser.newContext({
      ...SIZES[size],
      baseURL: server.address,
      locale: "en-GB",
      timezoneId: "Europe/London",
      javaScriptEnabled,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const person = new Person({ page, server, size, looked, account });
    await person.go("/sign-in");
    await person.fill("Account", account);
    await person.fill("Password", server.password);
    await person.press("Sign in");
    person.taps = 0;
    return person;
  }

  async leave() {
    assert.deepEqual(this.errors, [], `${this.account} met errors in the browser`);
    await this.page.context().close();
  }

  async go(address) {
    await this.page.goto(address);
    await this.look();
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }

  /** The file that is on the screen. */
  get file() {
    return this.path.match(/cases\/([0-9a-f-]{36})/)?.[1];
  }

  /** Taps what is given: a locator. Counted. */
  async tap(target) {
    this.taps += 1;
    if (SIZES[this.size].hasTouch) await target.tap();
    else await target.click();
  }

  /** Presses a button or follows a link that is called this, and waits for the page it leads to. */
  async press(name, { exact = false } = {}) {
    const named = this.page
      .getByRole("button", { name, exact })
      .or(this.page.getByRole("link", { name, exact }))
      .first();
    const arrived = this.page.waitForNavigation({ waitUntil: "load" });
    // A tap that fails says so itself; what it would have led to is then of no interest.
    arrived.catch(() => {});
    await this.tap(named);
    await arrived;
    await this.look();
  }

  /** Types in the box that is called this. */
  async fill(label, text) {
    const box = this.page.getByLabel(label, { exact: true }).first();
    this.taps += 1;
    await box.fill(text);
  }

  /** Chooses a radio button or ticks a box that is called this, inside a question if one is named. */
  async choose(option, question) {
    const within = question
      ? this.page.getByRole("group", { name: question }).last()
      : this.page;
    const button = within
      .getByRole("radio", { name: option })
      .or(within.getByRole("checkbox", { name: option }))
      .first();
    const id = await button.getAttribute("id");
    await this.tap(this.page.locator(`label[for="${id}"]`));
    assert.ok(await button.isChecked(), `“${option}” was not chosen`);
  }

  /** Chooses from a drop-down. */
  async select(label, option) {
    this.taps += 1;
    await this.page.getByLabel(label, { exact: true }).first().selectOption({ label: option });
  }

  /** Opens what is folded away under these words. */
  async unfold(words) {
    await this.tap(this.page.locator("summary").filter({ hasText: words }).first());
  }

  /** Gives another time than now, in London. */
  async at(day, time, source) {
    await this.unfold("Give another time");
    await this.choose("At another time");
    await this.day(day);
    await this.fill("What time?", time);
    await this.select("Where does the time come from?", source);
  }

  /** Types a day, `2026-10-08`, in the three boxes. */
  async day(day) {
    const [year, month, date] = day.split("-").map(Number);
    await this.fill("Day", String(date));
    await this.fill("Month", String(month));
    await this.fill("Year", String(year));
  }

  /** Opens a form of a file by its address, for what is not a journey's point. */
  async form(file, slug) {
    await this.go(`/cases/${file}/do/${slug}`);
  }

  /** Everything a reader of the page can see, with what is folded away. */
  text() {
    return this.page.evaluate(() => document.body.textContent.replace(/\s+/g, " "));
  }

  async sees(...wanted) {
    const text = await this.text();
    for (const words of wanted) {
      const there = words instanceof RegExp ? words.test(text) : text.includes(words);
      assert.ok(there, `${this.account} does not see ${words} at ${this.path}:\n${text.slice(0, 6000)}`);
    }
  }

  async seesNot(...unwanted) {
    const text = await this.text();
    for (const words of unwanted) {
      const there = words instanceof RegExp ? words.test(text) : text.includes(words);
      assert.ok(!there, `${this.account} sees ${words} at ${this.path}:\n${text.slice(0, 6000)}`);
    }
  }

  /** The error summary. */
  async problems() {
    return (await this.page.locator(".govuk-error-summary").allInnerTexts()).join(" ");
  }

  /** The lines of the timeline on the page that are called this, as text. */
  async lines(title) {
    const named = this.page.locator(".lantern-timeline__title", { hasText: title });
    return this.page.locator(".lantern-timeline__item").filter({ has: named }).allInnerTexts();
  }

  /** Looks at the page by day and by night, once for each kind of page and size. */
  async look() {
    if (!this.page.url().startsWith("http")) return;
    const trouble = await this.page.locator(".govuk-error-summary").count();
    const kind = kindOf(this.path);
    // A file's own page differs by who looks; the others only by what they are.
    const whose = kind === "/cases/{file}" ? ` ${roleOf(this.account)}` : "";
    const key = `${this.size} ${kind}${trouble ? " with errors" : ""}${whose}`;
    if (this.looked.seen.has(key)) return;
    this.looked.seen.add(key);
    if (await this.page.evaluate(() => !document.documentElement.dataset.now)) return;
    for (const look of ["day", "night"]) {
      await this.page.evaluate((look) => {
        const page = document.documentElement.classList;
        page.toggle("lantern-night", look === "night");
        page.toggle("lantern-day", look === "day");
      }, look);
      await this.check(`${key}, ${look}`);
      if (SIZES[this.size].hasTouch) await this.reach(`${key}, ${look}`);
      await this.page.screenshot({
        path: path.join(this.looked.screenshots, `${fileName(key)}.${look}.png`),
        fullPage: false,
      });
    }
    await this.page.evaluate(() =>
      document.documentElement.classList.remove("lantern-night", "lantern-day"),
    );
  }

  async check(key) {
    await this.page.evaluate(axeSource);
    // What stays at an edge of the screen covers a part of what scrolls under it. A reader scrolls
    // that out; axe measures one moment, and would call whatever is at the edge obscured.
    await this.page.evaluate(() => {
      for (const bar of document.querySelectorAll(".lantern-dock, .lantern-identity")) {
        bar.style.setProperty("position", "static");
      }
    });
    const found = await this.page.evaluate(
      (tags) =>
        window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
      TAGS,
    );
    for (const violation of found.violations) {
      const where = violation.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`);
      this.looked.violations.push(`${key}: ${violation.id}\n  ${where.slice(0, 4).join("\n  ")}`);
    }
    await this.page.evaluate(() => {
      for (const bar of document.querySelectorAll(".lantern-dock, .lantern-identity")) {
        bar.style.removeProperty("position");
      }
    });
  }

  /** On a phone, everything that is pressed is large enough for a gloved finger. */
  async reach(key) {
    const small = await this.page.evaluate((least) => {
      const pressed =
        "button, .govuk-button, .lantern-action, .govuk-input, .govuk-select, .govuk-textarea, " +
        "summary, .lantern-header__link, .govuk-radios__input, .govuk-checkboxes__input";
      return [...document.querySelectorAll(pressed)]
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.height > 0 && box.height < least)
        .map(([element, box]) => `${element.className || element.tagName}: ${Math.round(box.height)} px`);
    }, LEAST_TARGET);
    if (small.length > 0) this.looked.violations.push(`${key}: targets under 48 px\n  ${small.slice(0, 4).join("\n  ")}`);
  }

  /** A picture of the page as it stands. */
  async picture(name, fullPage = true) {
    const file = path.join(this.looked.screenshots, `${name}.${this.size}.png`);
    await this.page.screenshot({ path: file, fullPage });
  }
}

function kindOf(address) {
  return address
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{file}")
    .replace(/\d{4}-\d\d/g, "{month}")
    .replace(/\/\d+/g, "/{line}")
    .replace(/\/law\/.*/, "/law/{rule}");
}

function roleOf(account) {
  return account.replace(/_[0-9].*/, "");
}

function fileName(key) {
  return key.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
}
