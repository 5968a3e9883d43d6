// Clocks: `[data-until]` counts down to an instant, `[data-since]` up from one. Both are ISO 8601
// instants. The server's clock is the one that counts: `<html data-now>` is what it said when
// it wrote the page, and the device's own clock is only used for how long ago that was.

/** Where the last known difference is kept, for a page that the server did not just write. */
const AHEAD = "lantern-ahead";

let ahead = serverIsAheadBy();

/** The server's present instant, in milliseconds since 1970. */
export function now() {
  return Date.now() + ahead;
}

/** Takes the server's word for what instant it is. */
export function correct(instant) {
  const told = Date.parse(instant);
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

function serverIsAheadBy() {
  const told = Date.parse(document.documentElement.dataset.now ?? "");
  if (Number.isNaN(told)) return keptAhead();
  // The page was written when its first byte arrived, not when this script ran.
  const arrival = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  const found = told - (performance.timeOrigin + arrival);
  try {
    localStorage.setItem(AHEAD, String(Math.round(found)));
  } catch {
    // Without it, a page with no connection goes by the device's own clock.
  }
  return found;
}

function keptAhead() {
  try {
    return Number(localStorage.getItem(AHEAD)) || 0;
  } catch {
    return 0;
  }
}

/**
 * A length of time in words: `3 h 07 min`, `42 min`, and in the last ten minutes `9 min 05 s`.
 * Whole minutes are rounded so that a time left is never overstated and a time spent never
 * understated by more than the minute that is running.
 */
export function spoken(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (number) => String(number).padStart(2, "0");
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  if (minutes >= 10) return `${minutes} min`;
  if (minutes > 0) return `${minutes} min ${two(seconds % 60)} s`;
  return `${seconds} s`;
}

/** An instant as the wall clock of the force shows it, with its zone: `02:17 GMT`. */
export function atTheWall(instant) {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(instant);
}

function show(element, text) {
  // Written only when it changes, so that nothing is laid out again for nothing.
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  const present = now();
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(element.dataset.until) - present;
    if (Number.isNaN(left)) continue;
    show(element, left > 0 ? spoken(left) : `${spoken(-left)} over`);
    if (left <= 0) runOut(element);
  }
  for (const element of document.querySelectorAll("[data-since]")) {
    const spent = present - Date.parse(element.dataset.since);
    if (!Number.isNaN(spent)) show(element, spoken(spent));
  }
}

// What the time running out means is for the server to say. Until it does, the clock shows that
// it has, in the words the page brought for it.
function runOut(element) {
  const clock = element.closest(".lantern-clock");
  if (!clock || clock.classList.contains("lantern-clock--over")) return;
  if (clock.classList.contains("lantern-clock--contested")) return;
  clock.classList.remove("lantern-clock--running", "lantern-clock--soon", "lantern-clock--urgent");
  clock.classList.add("lantern-clock--over");
  const state = clock.querySelector(".lantern-clock__state");
  if (state && element.dataset.over) state.textContent = element.dataset.over;
}

/** Starts every clock on the page, and those that arrive later. */
export function startClocks() {
  tick();
  setInterval(tick, 1000);
  // A phone that was asleep shows the right time at once when it is looked at.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) tick();
  });
}
