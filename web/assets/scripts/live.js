// The live board. `[data-live]` names a stream of server-sent events:
//
//   event: row    data: {"id": "job-7", "html": "<tr id=\"job-7\">…</tr>", "position": 0}
//   event: gone   data: {"id": "job-7"}
//   event: beat   data: {"now": "2026-11-12T02:17:00Z"}
//   event: reload data: {}
//
// A row replaces the element of its id, or is put in; `position` is its place among the rows,
// from 0, and may be left out. Any event may bring `now`, the server's instant. Something must
// come every fifteen seconds: after `data-live-silence` seconds (45 if not given) without, the
// page says that what it shows is growing old.

import { atTheWall, correct, now } from "./clock.js";

const SILENCE_S = 45;
const CHANGED_MS = 4000;
const RETRY_MS = 5000;
const RELOAD_WITHIN_MS = 3000;

/** Follows every stream that the page names. */
export function startLive() {
  for (const root of document.querySelectorAll("[data-live]")) follow(root);
}

function follow(root) {
  const list = root.querySelector("[data-live-list]") ?? root;
  const silence = 1000 * Number(root.dataset.liveSilence || SILENCE_S);
  const banner = lostBanner();
  let heard = performance.now();
  let known = now();
  let source;

  const hear = (event, act) => {
    heard = performance.now();
    const data = event.data ? JSON.parse(event.data) : {};
    if (data.now) correct(data.now);
    known = now();
    banner.hidden = true;
    act?.(data);
    showWhetherEmpty(root, list);
  };

  const open = () => {
    source = new EventSource(root.dataset.live);
    source.addEventListener("row", (event) => hear(event, (data) => put(list, data)));
    source.addEventListener("gone", (event) => hear(event, (data) => byId(data.id)?.remove()));
    source.addEventListener("beat", (event) => hear(event));
    source.addEventListener("reload", (event) => hear(event, reloadSoon));
    // The page fell behind, or the server began anew: what is shown may be missing something.
    source.addEventListener("reload", () => location.reload());
  };

  const watch = () => {
    // A browser tries again by itself unless the server refused; then it is tried here.
    if (source.readyState === EventSource.CLOSED) open();
    if (performance.now() - heard <= silence) return;
    if (banner.hidden) {
      banner.firstElementChild.textContent =
        `Connection lost. Showing what was known at ${atTheWall(known)}.`;
      banner.hidden = false;
    }
  };

  open();
  setInterval(watch, Math.min(RETRY_MS, silence));
  // A page that is left closes its stream, and one that is come back to reads itself anew.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// The page is too far behind to be mended: it is read anew, not by everybody in the same instant.
function reloadSoon() {
  setTimeout(() => location.reload(), RELOAD_WITHIN_MS * Math.random());
}

/** The page's own banner for a lost connection, or one made for it. */
function lostBanner() {
  const own = document.querySelector("[data-live-lost]");
  if (own) return own;
  const banner = document.createElement("div");
  banner.className = "lantern-banner lantern-banner--lost";
  banner.dataset.liveLost = "";
  banner.setAttribute("role", "alert");
  banner.hidden = true;
  const text = document.createElement("p");
  text.className = "lantern-banner__text govuk-width-container";
  banner.append(text);
  const main = document.querySelector("main");
  (main?.closest(".govuk-width-container") ?? main ?? document.body).before(banner);
  return banner;
}

function put(list, { id, html, position }) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  if (!fresh) return;
  const old = byId(id);
  const focus = old && placeOfFocus(old);

  if (old) {
    for (const details of old.querySelectorAll("details[open][id]")) {
      fresh.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
    }
    old.replaceWith(fresh);
  }
  if (Number.isInteger(position) || !old) {
    const others = [...list.children].filter((child) => child !== fresh);
    const before = Number.isInteger(position) ? (others[position] ?? null) : null;
    const placed = fresh.parentElement === list && fresh.nextElementSibling === before;
    if (!placed) list.insertBefore(fresh, before);
  }
  if (focus) restoreFocus(fresh, focus);

  // A row among others is marked for a moment; a part of a page is only put in its place.
  if (!list.contains(fresh) || !fresh.matches(".lantern-board__row")) return;
  fresh.classList.add("lantern-board__row--changed");
  setTimeout(() => fresh.classList.remove("lantern-board__row--changed"), CHANGED_MS);
}

const CAN_HAVE_FOCUS = "a[href], button, input, select, textarea, summary, [tabindex]";

// Who was on the second link of a row is on the second link of the row that replaces it.
function placeOfFocus(element) {
  const active = document.activeElement;
  if (!active || !element.contains(active)) return null;
  return { id: active.id, index: [...element.querySelectorAll(CAN_HAVE_FOCUS)].indexOf(active) };
}

function restoreFocus(element, { id, index }) {
  const same = id && element.querySelector(`#${CSS.escape(id)}`);
  const target = same || element.querySelectorAll(CAN_HAVE_FOCUS)[index];
  target?.focus({ preventScroll: true });
}

function showWhetherEmpty(root, list) {
  const sentence = root.querySelector("[data-live-empty]");
  if (sentence) sentence.hidden = list.children.length > 0;
}

function byId(id) {
  return document.getElementById(id);
}
