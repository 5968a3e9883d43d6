// Answers for `/powers` when there is no connection, and for nothing else: its scope is that one
// page. It keeps the page's frame, the stylesheet, the scripts and the WebAssembly. None of them
// names anybody; an answer, a case or a clock never passes here. `TOLD` is put before this by the
// server: the page, the address of its frame, and the files, each with the hash of what it names.

const PREFIX = "lantern-pocket-";
const NAME = PREFIX + hash(JSON.stringify(TOLD));
/** How long a connection may take before the page that was kept is shown instead. */
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

// A visit with a connection brings the frame up to date: the force's policies stand in it.
self.addEventListener("message", (event) => {
  if (event.data === "renew") event.waitUntil(keep(TOLD.kept).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname === TOLD.page) {
    event.respondWith(page(request));
  } else if (request.method === "GET" && TOLD.files.includes(address.pathname + address.search)) {
    event.respondWith(file(request));
  }
});

/** The page from the server; the one that was kept where the server does not answer in time. */
async function page(request) {
  const kept = await caches.match(TOLD.kept, { cacheName: NAME });
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetch(request).catch(() => kept), late]);
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: NAME });
  return kept ?? fetch(request);
}

async function keepAll() {
  await Promise.all([TOLD.kept, ...TOLD.files].map(keep));
}

async function keep(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  // Somebody signed out is sent to sign in, and that page is not the one to keep.
  if (!answer.ok || answer.redirected) throw new Error(`${address} answered ${answer.status}`);
  const cache = await caches.open(NAME);
  await cache.put(address, answer);
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Enough to tell one list of files from another. */
function hash(text) {
  let found = 0;
  for (const letter of text) found = (Math.imul(found, 31) + letter.codePointAt(0)) | 0;
  return (found >>> 0).toString(16);
}
