// Answers for a page without network: asks us first, and gives what it kept where we are away.

const HOME = new URL(self.registration.scope).pathname, KEPT = `fokus${HOME}`, PATIENCE = 6000;
const LISTS = ["/s/", "/api/v1/ehrenamtskarte/status-lists/"], KEYS = "/api/v1/ehrenamtskarte/keys.cwt";
// browsers give a worker every path that begins as its own, /kommunen with /k: only these are its own
const isList = (path) => LISTS.some((one) => path.startsWith(one));
const isOurs = (path) => path === HOME || path.startsWith(`${HOME}/`) || path === KEYS || isList(path);

/** Loads a path, and keeps what may be kept: never a page of somebody who is signed in. */
async function load(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok || (answer.headers.get("cache-control") ?? "").includes("no-store")) return answer;
  const headers = new Headers(answer.headers);
  headers.set("fokus-loaded", new Date().toISOString());
  const copy = new Response(await answer.clone().arrayBuffer(), { status: answer.status, headers });
  await (await caches.open(KEPT)).put(path, copy); // by its path: digits behind # are never kept
  return answer;
}

const kept = async (path) => (await caches.open(KEPT)).match(path, { ignoreVary: true });

async function answer(path) {
  try {
    const found = await load(path);
    if (found.status < 500) return found;
  } catch {
    // no network, or none to speak of
  }
  return (await kept(path)) ?? Response.error();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (isOurs(pathname)) event.respondWith(answer(pathname));
  else if (pathname.startsWith("/static/")) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(event.request)));
  }
});

self.addEventListener("message", (event) => {
  const wanted = new Set(event.data);
  const done = (async () => {
    await Promise.allSettled([...wanted].map((path) => load(path)));
    const store = await caches.open(KEPT);
    for (const one of await store.keys()) {
      if (!wanted.has(new URL(one.url).pathname)) await store.delete(one);
    }
    event.source.postMessage((await kept(HOME)) ? "kept" : "not kept");
  })();
  event.waitUntil(done);
});
