// `[data-undo-until]` is a form that takes back what was just done, until an instant. It counts
// down and then goes. The server holds the limit whatever the page shows.

import { now } from "./clock.js";

/** Counts every undo on the page down, and takes it away when its time is past. */
export function startUndo() {
  for (const form of document.querySelectorAll("[data-undo-until]")) {
    const until = Date.parse(form.dataset.undoUntil);
    if (Number.isNaN(until)) continue;
    const left = form.querySelector("[data-undo-left]");
    const tick = () => {
      const seconds = Math.ceil((until - now()) / 1000);
      if (seconds <= 0) {
        clearInterval(timer);
        leave(form);
      } else if (left) {
        left.textContent = `${seconds} s left`;
      }
    };
    const timer = setInterval(tick, 250);
    tick();
  }
}

// Somebody on the button when it goes would be sent back to the top of the page.
function leave(form) {
  if (form.contains(document.activeElement)) {
    const heading = document.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
  form.hidden = true;
}
