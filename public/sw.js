// Keeps the static shell, so that the program opens offline. It never stores an answer of the API,
// a map feature, a live feed or a file: those may hold personal data.
// The build fills in the version, the program's folder and the list of hashed names. Parts of the program are kept as
// they come.

const CACHE = "linli-{{version}}";
const ASSETS = /*{{assets}}*/[];
const PROGRAM = "/{{program}}/";
const SHELL = "/index.html";

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(url.pathname)) event.respondWith(page(request));
  } else if (isAsset(url)) {
    event.respondWith(asset(request));
  }
});

// A kiosk forgets the last person: everything goes, the shell is fetched again when needed.
self.addEventListener("message", (event) => {
  if (event.data !== "forget") return;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
      .then(() => event.ports[0]?.postMessage("forgotten")),
  );
});

async function fill() {
  const cache = await caches.open(CACHE);
  // "reload" goes past the HTTP cache: index.html keeps its name from release to release.
  await cache.addAll([SHELL, ...ASSETS].map((path) => new Request(path, { cache: "reload" })));
}

async function removeOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("linli-") && name !== CACHE).map((name) => caches.delete(name)));
}

// Addresses the server answers itself are no pages of the program.
function isPage(path) {
  return !/^\/(api|map|live|file|ogc|vendor|healthz|readyz|metrics)(\/|$)/.test(path);
}

function isAsset(url) {
  const isFolder = url.pathname.startsWith("/vendor/") || url.pathname.startsWith(PROGRAM);
  return ASSETS.includes(url.pathname) || (isFolder && url.search === "");
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (offline) {
    const kept = await caches.match(SHELL, { cacheName: CACHE });
    if (kept) return kept;
    throw offline;
  }
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}
