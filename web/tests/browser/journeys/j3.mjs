// J3, online part: section 136 at the railway bridge, no signal to ring a professional.

import assert from "node:assert/strict";
import { Person } from "../person.mjs";
import { bst } from "../server.mjs";

export const what = "an officer detains on a footbridge; two ambulance entries; the clock from the door";
export const begins = bst("2026-10-23 02:14");

const MOST_TAPS = 25;

export async function run(screen) {
  const { server } = screen;
  const officer = await Person.signIn(screen, "pc_4471");

  // 02:14, with person: one tap opens the file.
  await officer.press("With person now");
  await officer.choose("Street, park, bridge or other open place");
  await officer.fill("Where is it? (optional)", "Footbridge over the railway, Street A");
  await officer.press("Save where");
  const file = officer.file;

  await server.at(bst("2026-10-23 02:16"));
  await officer.press("Consult", { exact: true });
  await officer.press("Nobody could be consulted");
  await officer.choose("No phone or radio signal");
  await officer.fill("In your words", "No signal on the bridge, radio only in bursts");
  await officer.press("Save", { exact: true });

  await server.at(bst("2026-10-23 02:17"));
  await officer.press("Detain: section 136");
  await officer.choose("Taken to a place of safety");
  await officer.fill("What did you see and hear that makes it necessary?", "Over the parapet, says they will let go");
  await officer.choose("Yes", "Have they been told why");
  await officer.press("Detain now");

  await server.at(bst("2026-10-23 02:18"));
  await officer.press("Ambulance asked");
  await officer.choose("Over the radio, through the control room");
  await officer.press("Ambulance asked for");
  const taps = officer.taps;
  assert.ok(taps <= MOST_TAPS, `${taps} taps are more than ${MOST_TAPS}`);
  await officer.sees("Section 136(1): being removed", "No clock yet", "Ambulance asked for");
  await officer.picture("j3-detained");

  await redFlags(officer, file);
  await twoAmbulances(screen, officer, file);
  await journey(screen, officer, file);
  await clocksGoBack(screen);
  await officer.leave();
  return `${taps} taps from home to detained with an ambulance asked for`;
}

async function redFlags(officer, file) {
  await officer.go(`/cases/${file}`);
  await officer.press("Red flags");
  await officer.unfold("Unsure of any?");
  await officer.choose("Deep cuts", "Which are you unsure of?");
  await officer.press("Save the check");
  await officer.sees(/emergency department/i, /ambulance/i);
}

// 02:18 on the phone, 02:21 on the desk: one contested fact with two sources, and both are kept.
async function twoAmbulances(screen, officer, file) {
  await screen.server.at(bst("2026-10-23 02:21"));
  const dispatcher = await Person.signIn(screen, "dispatcher_1");
  await dispatcher.sees("Footbridge");
  await dispatcher.form(file, "ambulance");
  await dispatcher.choose("By the control room");
  await dispatcher.unfold("Add the ambulance reference");
  await dispatcher.fill("Ambulance reference", "8841");
  await dispatcher.press("Ambulance asked for");
  await dispatcher.sees("When the ambulance was asked for", "PC 4471", "Dispatcher 1");

  await screen.server.at(bst("2026-10-23 02:49"));
  await officer.go(`/cases/${file}`);
  await officer.sees("Contested");
  await officer.press("Settle it");
  await officer.choose("Each is a fact of its own: keep them all");
  await officer.fill("Why?", "I asked at 02:18; 02:21 is when the reference was given");
  await officer.press("Settle it");
  await officer.seesNot("Contested.");
  const asked = await officer.lines("Ambulance asked for");
  assert.equal(asked.length, 2, "nothing lost and nothing doubled");
  assert.ok(asked.some((line) => line.includes("8841")));
  await dispatcher.leave();
}

async function journey({ server }, officer, file) {
  await server.at(bst("2026-10-23 02:50"));
  await officer.form(file, "ambulance-time");
  await officer.fill("For what time is it promised?", "03:05");
  await officer.press("Save the time");
  await officer.sees("03:05 BST");

  await server.at(bst("2026-10-23 02:56"));
  await officer.form(file, "ambulance-here");
  await officer.press("Ambulance is here");
  // 38 minutes after it was asked for, 8 over the aim, and the ladder for late ambulances has it.
  await officer.sees("38 min after it was asked for, 8 min over the 30-minute aim");

  await server.at(bst("2026-10-23 03:00"));
  await officer.form(file, "journey");
  await officer.choose("Medway emergency department");
  await officer.choose("Ambulance", "In what?");
  await officer.fill("Who escorts?", "PC 4471");
  await officer.fill("How is the person kept safe on the way? (optional)", "Doors do not lock when stationary; officer sits by the door");
  await officer.press("We are leaving");
  await officer.sees("T3: ambulance not coming or over its target", "Doors do not lock");

  await server.at(bst("2026-10-23 03:18"));
  await officer.form(file, "reached");
  await officer.press("On site", { exact: true });
  await officer.seesNot("until Sat 24 Oct 2026");

  await server.at(bst("2026-10-23 03:26"));
  await officer.press("Inside: start clock");
  await officer.press("They are inside");
  await officer.sees("Section 136(2): detained", "Sat 24 Oct 2026, 03:26 BST");
  await officer.picture("j3-inside");
}

// Had the entry been on Saturday at 12:00, the clocks go back inside the period.
async function clocksGoBack(screen) {
  await screen.server.at(bst("2026-10-24 11:30"));
  const officer = await Person.signIn(screen, "pc_2203");
  await officer.press("With person now");
  await officer.choose("Street, park, bridge or other open place");
  await officer.press("Save where");
  const file = officer.file;
  await officer.form(file, "detain");
  await officer.choose("Taken to a place of safety");
  await officer.fill("What did you see and hear that makes it necessary?", "Stepping into the traffic");
  await officer.choose("Yes", "Have they been told why");
  await officer.press("Detain now");
  await screen.server.at(bst("2026-10-24 12:00"));
  await officer.form(file, "entered");
  await officer.choose("Medway emergency department");
  await officer.press("They are inside");
  await officer.sees("Sun 25 Oct 2026, 11:00 GMT");
  await officer.leave();
}
