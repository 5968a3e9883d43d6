// The whole of it without JavaScript: sign in, detain, settle on night mode, take back, look back.

import assert from "node:assert/strict";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "the same pages without JavaScript";
export const begins = bst("2026-10-21 11:00");

export async function run(screen) {
  const { server } = screen;
  const officer = await Person.signIn({ ...screen, javaScriptEnabled: false }, "pc_4471");
  await officer.press("With person now");
  await officer.choose("Street, park, bridge or other open place");
  await officer.press("Save where");
  const file = officer.file;

  // Every question is on the page, hidden or not: without a script nothing is folded away for good.
  await officer.form(file, "detain");
  assert.ok(await officer.page.getByText("Where are they kept?").isVisible());
  await officer.choose("Taken to a place of safety");
  await officer.fill("What did you see and hear that makes it necessary?", "Says they will step off");
  await officer.choose("Yes", "Have they been told why");
  await officer.press("Detain now");
  await officer.sees("Section 136(1): being removed");
  assert.ok(await officer.page.getByRole("button", { name: "Undo" }).isVisible());

  await server.at(bst("2026-10-21 11:20"));
  await officer.form(file, "entered");
  await officer.choose("Medway emergency department");
  await officer.at("2026-10-21", "11:15", "Body-worn video");
  await officer.press("They are inside");
  await officer.sees("Thu 22 Oct 2026, 11:15 BST", "23 h 55 min");
  await officer.press("Undo");
  await officer.sees("Taken back by", "Section 136(1): being removed");

  await officer.go("/board");
  await officer.press("Night mode");
  assert.equal(await officer.page.locator("html.lantern-night").count(), 1);
  await officer.press("Sign out");
  await officer.sees("Sign in");
  await officer.page.context().close();
}
