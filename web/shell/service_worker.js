// Keeps one whole build of the program in a cache, so that it starts without a network, and never
// mixes two builds.
//
//   install    fetch every file of this build, past the HTTP cache; all or nothing. Of the words
//              those of the languages that were read here: worker.js keeps them in the cache of its
//              build, and a new build takes over which ones
//   waiting    until the user agrees to the new version (main.js says `take-over`), or all tabs of
//              the old one are closed: a running page keeps the files it started with
//   activate   remove the caches of other builds
//   fetch      this build's files from its cache; everything else (sync, feeds) from the network

const build = '__BUILD__';
const assets = __ASSETS__.filter((path) =>
  path !== 'service_worker.js' && !path.startsWith('booking/'));
const isWords = (path) => path.endsWith('.words');
const cacheName = `retour-${build}`;

/// Addresses of the words that any build has kept.
async function wordsRead() {
  const addresses = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith('retour-')) continue;
    for (const {url} of await (await caches.open(name)).keys()) if (isWords(url)) addresses.add(url);
  }
  return [...addresses];
}

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    const wanted = [...assets.filter((path) => !isWords(path)), ...await wordsRead()];
    await cache.addAll(wanted.map((path) => new Request(path, {cache: 'reload'})));
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('retour-') && name !== cacheName) await caches.delete(name);
    }
  })());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (event.request.method !== 'GET' || url.origin !== scope.origin ||
      !url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length) || 'index.html';
  if (!assets.includes(path)) return;
  event.respondWith((async () => {
    const cache = await caches.open(cacheName);
    return await cache.match(path) ?? fetch(event.request);
  })());
});
