/* Opens the list, the sheets and urgent help without a network. It keeps public pages alone: a POST
   passes it by, and so does every address that is not listed, so no answer is ever in its cache. */
"use strict";
const CACHE = "public-{{ digest }}";
const PAGES = {{ pages|safe }};
const FILES = {{ files|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([...PAGES, ...FILES])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(request)));
  } else if (PAGES.includes(url.pathname)) {
    event.respondWith(
      fetch(request)
        .then((response) => {
          if (response.ok && !url.search) {
            const copy = response.clone();
            event.waitUntil(caches.open(CACHE).then((cache) => cache.put(url.pathname, copy)));
          }
          return response;
        })
        .catch(() => caches.match(url.pathname).then(offline)),
    );
  }
});

// A kept page says that it is one. The browser itself cannot tell a dead network from a live one.
async function offline(kept) {
  const html = (await kept.text()).replace(' id="offline" role="status" hidden', ' id="offline" role="status"');
  return new Response(html, { headers: kept.headers });
}
