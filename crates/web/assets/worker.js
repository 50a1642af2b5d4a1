// Keeps the sessions of the coming week, so that they open when nothing answers. It sends nothing and changes nothing.
"use strict";
const LIST = "/session/week.json", PREFIX = "week-";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keep());
  if (event.data === "stop") stop.abort();
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (/^\/(assets|figures)\//.test(url.pathname)) event.respondWith(file(request));
});

const kept = (what) => caches.match(what, { ignoreVary: true });

async function page(request, url) {
  try {
    return await fetch(request);
  } catch {
    const day = url.searchParams.get("day") ?? today();
    const session = url.pathname === "/session" ? await kept(`/session?day=${day}`) : undefined;
    return session ?? (await kept("/offline")) ?? Response.error();
  }
}

// These never change under their address.
async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

/** The day on this device, as addresses write it. */
function today() {
  const now = new Date(), two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

let work = Promise.resolve(), stop = new AbortController();
/** One after the other: two pages may ask at once. */
function keep() {
  if (stop.signal.aborted) stop = new AbortController();
  work = work.then(renew).catch(() => {});
  return work;
}

/** A week is whole once its list stands in it; until then the one before stays. */
async function renew() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const whole = [];
  for (const name of names) {
    if (await (await caches.open(name)).match(LIST)) whole.push(name.slice(PREFIX.length));
    else await caches.delete(name);
  }
  const { signal } = stop;
  const ask = (have) => fetch(`${LIST}?have=${have}`, { cache: "no-store", signal });
  const answer = await ask(whole[0] ?? "");
  if (answer.status !== 200) return;
  const list = await answer.clone().json();
  const name = PREFIX + list.stamp, cache = await caches.open(name);
  try {
    await fill(cache, list, signal);
    // What changed meanwhile, or was deleted, is not kept.
    if ((await ask(list.stamp)).status !== 204) throw new Error("it changed meanwhile");
    await cache.put(LIST, answer);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  for (const old of names) if (old !== name) await caches.delete(old);
}

async function fill(cache, list, signal) {
  for (const address of [...list.files, ...list.drawings, ...list.pages]) {
    const isPage = list.pages.includes(address);
    const there = isPage ? undefined : await kept(address);
    const got = there ?? (await fetch(address, { cache: isPage ? "no-store" : "default", signal }));
    if (!got.ok || got.redirected) throw new Error(`${address} could not be kept`);
    await cache.put(address, got);
  }
}
