// What a phone keeps of the cases that were opened on it: the numbers of each running clock, and
// the file's random id. No name, no place, no reference. They are forgotten at sign-out, wherever
// nobody is signed in, and when the clock has ended; and they are only ever shown on `/powers`.

const CLOCKS = "lantern-clocks";

/** The clocks that are kept. */
export function keptClocks() {
  try {
    const kept = JSON.parse(localStorage.getItem(CLOCKS) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** Keeps these clocks and no others. */
export function keepClocks(clocks) {
  try {
    if (clocks.length === 0) localStorage.removeItem(CLOCKS);
    else localStorage.setItem(CLOCKS, JSON.stringify(clocks));
  } catch {
    // A phone that keeps nothing shows no clock without a connection.
  }
}

/** Keeps the clock of the case on this page, and forgets all where nobody is signed in. */
export function startKeeping() {
  const page = document.getElementById("powers");
  const signOut = document.querySelector('form[action="/sign-out"]');
  if (!signOut && !("kept" in (page?.dataset ?? {}))) {
    keepClocks([]);
    return;
  }
  signOut?.addEventListener("submit", () => keepClocks([]));
  keepThisOne();
  // The panel is replaced when something new is known of the case.
  const live = document.querySelector("[data-live]");
  if (live) new MutationObserver(keepThisOne).observe(live, { childList: true, subtree: true });
}

function keepThisOne() {
  const panel = document.querySelector("[data-keep-file]");
  if (!panel) return;
  const { keepFile, keepClock } = panel.dataset;
  const others = keptClocks().filter((clock) => clock.file !== keepFile);
  if (keepClock) others.push(JSON.parse(keepClock));
  keepClocks(others);
}
