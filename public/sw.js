// Keeps the static shell, so that the program opens offline. It never stores an answer of the API,
// a map feature, a live feed or a file: those may hold personal data.
// The build fills in the version, the program's folder, the list of hashed names, and of which pieces each part of the
// program is made. Parts are kept as they come, and those that are in use are fetched again with a new program.

const CACHE = "linli-{{version}}";
const ASSETS = /*{{assets}}*/[];
const PARTS = /*{{parts}}*/{};
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

async function fill() {
  const cache = await caches.open(CACHE);
  // "reload" goes past the HTTP cache: index.html keeps its name from release to release.
  const fresh = (path) => new Request(path, { cache: "reload" });
  const used = await inUse();
  await cache.addAll([SHELL, ...ASSETS, ...used.pieces].map(fresh));
  // A library that the new program no longer has is not missed.
  await Promise.allSettled(used.libraries.map((path) => cache.add(fresh(path))));
}

// What the program before came to need on this device. Pieces are numbered anew in every build, so a part is found by
// its name.
async function inUse() {
  const [pieces, libraries] = [new Set(), new Set()];
  for (const name of await others()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      const path = new URL(url).pathname;
      const part = /^\/program-[^/]+\/split_(.+)\.wasm$/.exec(path)?.[1];
      for (const piece of PARTS[part] ?? []) pieces.add(`${PROGRAM}${piece}.wasm`);
      if (path.startsWith("/vendor/")) libraries.add(path);
    }
  }
  return { pieces: [...pieces], libraries: [...libraries] };
}

// Caches of other editions of the program.
async function others() {
  return (await caches.keys()).filter((name) => name.startsWith("linli-") && name !== CACHE);
}

async function removeOthers() {
  await Promise.all((await others()).map((name) => caches.delete(name)));
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
