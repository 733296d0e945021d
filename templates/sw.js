/* Opens the list, the sheets and urgent help without a network. It keeps public pages alone: a POST
   passes it by, and so does every address that is not listed, so no answer is ever in its cache. */
"use strict";
const CACHE = "public-{{ digest }}";
const PAGES = {{ pages|safe }};
const FILES = {{ files|safe }};
const PATIENCE = 4000; // milliseconds for the network, where a page is kept

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE)
      .then((cache) => Promise.all([...PAGES, ...FILES].map((path) => fill(cache, path))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => names.filter((name) => name.startsWith("public-") && name !== CACHE))
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
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
    event.respondWith(networkFirst(event, url));
  }
});

// Whether an answer is a page or a file of this site: not the page of a network that wants a login
// first, not where somebody was sent on to, no error.
function ours(answer) {
  const head = (name) => answer.headers.get(name) || "";
  const whole = answer.ok && answer.type === "basic" && !answer.redirected;
  const page = head("content-type").startsWith("text/html");
  return whole && (!page || head("content-security-policy").startsWith("default-src 'none'"));
}

async function fill(cache, path) {
  const answer = await fetch(path);
  if (!ours(answer)) throw new Error(`not ours: ${path}`);
  await cache.put(path, answer);
}

// The network's answer; the kept page where that is an error of a server, or late.
async function networkFirst(event, url) {
  const asked = fetch(event.request);
  const stored = asked.then(async (answer) => {
    if (!ours(answer) || url.search) return;
    const copy = answer.clone();
    await (await caches.open(CACHE)).put(url.pathname, copy);
  });
  event.waitUntil(stored.catch(() => {}));
  const kept = await caches.match(url.pathname);
  if (!kept) return asked;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked.catch(() => null), late]);
  return answer && answer.status < 500 ? answer : offline(kept);
}

// A kept page says that it is one. The browser itself cannot tell a dead network from a live one.
async function offline(kept) {
  const html = (await kept.text()).replace(' id="offline" role="status" hidden', ' id="offline" role="status"');
  return new Response(html, { headers: kept.headers });
}
