// "What may I do here?" answered on the phone itself: the same Rust as the server's, as
// WebAssembly, so that it answers at once and without a connection. Where it cannot be had the
// form is posted, and the server answers with the same page.

import { now } from "./clock.js";
import { keepClocks, keptClocks } from "./kept.js";

/** Answers the questions of `/powers` here, and keeps the page for when there is no connection. */
export function startPocket() {
  const page = document.getElementById("powers");
  if (!page) return;
  const pocket = page.dataset.wasm ? load(page.dataset.wasm) : null;
  if (pocket) {
    answerHere(page, pocket);
    showClocks(pocket);
    pocket.then(() => keepPage(page)).catch((error) => console.warn(error));
  }
}

/** Loads the program and gives a function that asks it. */
export async function load(address) {
  const { instance } = await compiled(address);
  const { memory, pocket_room, pocket_ask, pocket_answer } = instance.exports;
  return (question) => {
    const bytes = new TextEncoder().encode(JSON.stringify(question));
    const room = pocket_room(bytes.length);
    if (room === 0) throw new Error("the question is too long");
    new Uint8Array(memory.buffer, room, bytes.length).set(bytes);
    const length = pocket_ask();
    return new TextDecoder().decode(new Uint8Array(memory.buffer, pocket_answer(), length));
  };
}

async function compiled(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  // A server between us may have changed the media type, which streaming insists on.
  if (answer.headers.get("content-type") === "application/wasm") {
    return WebAssembly.instantiateStreaming(answer);
  }
  return WebAssembly.instantiate(await answer.arrayBuffer());
}

function answerHere(page, pocket) {
  const form = document.getElementById("questions");
  let ask = null;
  pocket.then((loaded) => {
    // A browser compiles what is called for the first time: let that be before anybody waits.
    told(page, [["place", "outdoors"], ["status", "none"]], loaded);
    ask = loaded;
    page.dataset.pocket = "ready";
  }).catch(() => {
    page.dataset.pocket = "none";
  });

  form.addEventListener("submit", (event) => {
    const kept = "kept" in page.dataset;
    if (!ask && !kept) return;
    event.preventDefault();
    pocket.then((loaded) => {
      show(page, form, loaded);
      lead(page);
    }).catch((error) => console.error(error));
  });
  // After the first answer, each further one makes it more exact at once.
  form.addEventListener("change", (event) => {
    standAlone(form, event.target);
    if (ask && document.getElementById("answer").hasChildNodes()) show(page, form, ask);
  });
}

/** `None of these` and what it excludes are never both ticked. */
function standAlone(form, box) {
  if (box.type !== "checkbox" || !box.checked) return;
  for (const other of form.querySelectorAll(`input[name="${box.name}"]`)) {
    const excluded = (box.value === "none") !== (other.value === "none");
    if (other !== box && excluded) other.checked = false;
  }
}

function show(page, form, ask) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf");
  const { answer, later, problems } = told(page, fields, ask);
  document.getElementById("powers-problems").innerHTML = problems;
  replace("answer", answer);
  replace("later", later);
  document.getElementById("powers-later").hidden = !answer;
  const heading = document.getElementById("answer-heading");
  document.getElementById("powers-told").textContent = heading?.textContent ?? "";
}

/** The parts of the page for some answers, as at this moment. */
function told(page, fields, ask) {
  const profile = JSON.parse(page.dataset.profile);
  const at = new Date(now()).toISOString();
  const parts = JSON.parse(ask({ ask: "answer", fields, at, profile }));
  if (parts.error) throw new Error(parts.error);
  return parts;
}

/** Puts new HTML in a part of the page, and leaves the focus and what was opened as they were. */
function replace(id, html) {
  const part = document.getElementById(id);
  if (part.dataset.html === html) return;
  part.dataset.html = html;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = new Set([...part.querySelectorAll("details[open]")].map(nameOf));
  part.innerHTML = html;
  for (const one of part.querySelectorAll("details")) if (opened.has(nameOf(one))) one.open = true;
  if (focused) document.getElementById(focused)?.focus();
}

function nameOf(details) {
  const card = details.closest("[id]")?.id ?? "";
  return `${card} ${details.querySelector("summary")?.textContent ?? ""}`;
}

function lead(page) {
  const problems = page.querySelector("#powers-problems .govuk-error-summary");
  const target = problems ?? document.getElementById("answer");
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

/** The clocks of the cases that were opened on this phone. */
function showClocks(pocket) {
  const kept = keptClocks();
  if (kept.length === 0) return;
  pocket.then((ask) => {
    const instant = now();
    const at = new Date(instant).toISOString();
    const told = JSON.parse(ask({ ask: "clocks", clocks: kept, at }));
    if (told.error) {
      // Written by an older page in another form: of no more use.
      keepClocks([]);
      return;
    }
    document.getElementById("powers-clocks").innerHTML = told.clocks;
  }).catch((error) => console.warn(error));
}

/** Keeps the page for when there is no connection, and says so once it is kept. */
async function keepPage(page) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  if (!("kept" in page.dataset)) {
    const kept = await workers.register("/powers/worker.js", { scope: "/powers" });
    const working = kept.active ?? (await arrived(kept));
    if (!working) return;
    working.postMessage("renew");
  }
  document.getElementById("powers-ready").hidden = false;
}

/** The worker of a registration, once it has kept everything. */
function arrived(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(worker);
      if (worker.state === "redundant") resolve(null);
    });
  });
}
