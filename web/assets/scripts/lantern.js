// The pages' one script. Everything it does is an improvement on a page that works without it,
// and it runs under a policy that allows scripts from this server alone.

import { initAll } from "./govuk-frontend.min.js";
import { startClocks } from "./clock.js";
import { startKeeping } from "./kept.js";
import { startLive } from "./live.js";
import { startNight } from "./night.js";
import { startPocket } from "./pocket.js";
import { startReveal } from "./reveal.js";
import { startUndo } from "./undo.js";

// GOV.UK Frontend's components look for these before they start.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

// One part that fails must not take the others with it: the clocks above all.
for (const start of [
  startClocks, startKeeping, startPocket, startLive, startUndo, startNight, startReveal, initAll,
]) {
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}
