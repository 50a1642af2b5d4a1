// Sessions that wait to be sent: kept in this browser until the server has said that it has them.
"use strict";
(() => {
  const BASE = "femoris", WAITING = "waiting", DRAFTS = "drafts";
  const place = () => document.getElementById("outbox");

  function opened() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore(WAITING, { keyPath: "session" });
        asked.result.createObjectStore(DRAFTS, { keyPath: "day" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }
  /** Does one thing with a store; what it promised is on the disk when this returns. */
  async function within(store, mode, work) {
    const base = await opened();
    try {
      const transaction = base.transaction(store, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(store));
      await new Promise((done, fail) => {
        transaction.oncomplete = done;
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
      return asked?.result;
    } finally {
      base.close();
    }
  }
  const put = (store, entry) => within(store, "readwrite", (kept) => void kept.put(entry));
  const remove = (store, key) => within(store, "readwrite", (kept) => void kept.delete(key));
  const read = (store, key) => within(store, "readonly", (kept) => kept.get(key));
  const waiting = () => within(WAITING, "readonly", (kept) => kept.getAll());

  /** Changes an entry, or with `null` drops it, unless the runner put another one in its place meanwhile. */
  function settle(entry, changed) {
    return within(WAITING, "readwrite", (kept) => {
      kept.get(entry.session).onsuccess = ({ target }) => {
        if (target.result?.body !== entry.body) return;
        if (changed) kept.put(changed);
        else kept.delete(entry.session);
      };
    });
  }

  /** `{ kept }`, `{ message }` where it was refused, or nothing where nobody answered. */
  async function post(body) {
    const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch("/session", { method: "POST", headers, body, redirect: "error" }).catch(() => null);
    if (!answer || answer.status >= 500) return {};
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told.kept ? told : {};
    return { message: told.message ?? `It was refused with the number ${answer.status}.` };
  }

  /** What was sent since this page was opened. */
  const arrived = [];
  /** Sends what waits, one after the other and never twice at a time. */
  function send() {
    const work = async () => {
      for (const entry of (await waiting()).filter(({ refused }) => !refused)) {
        const told = await post(entry.body);
        if (told.kept) {
          arrived.push(entry.title);
          await settle(entry, null);
          await remove(DRAFTS, entry.day);
        } else if (told.message) {
          await settle(entry, { ...entry, refused: told.message });
        } else break;
      }
    };
    const sent = navigator.locks ? navigator.locks.request("femoris-outbox", work) : work();
    return sent.then(show);
  }

  /** Keeps a session and sends it if that can be. What became of it: `kept`, `refused` or `waiting`. */
  async function hand(entry) {
    await put(WAITING, entry);
    navigator.storage?.persist?.().catch(() => false);
    await send();
    const left = await within(WAITING, "readonly", (kept) => kept.get(entry.session));
    return !left ? "kept" : left.refused ? "refused" : "waiting";
  }

  function element(tag, words, ...inner) {
    const made = Object.assign(document.createElement(tag), words);
    made.append(...inner);
    return made;
  }
  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#i-${name}`);
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  }
  function banner(entry) {
    const title = element("b", { textContent: entry.refused ? `The ${entry.title} was not taken.` : "Kept on this device, will be sent." });
    const isOpen = document.querySelector("#session-form [name=day]")?.value === entry.day;
    const said = entry.refused ? `${entry.refused}${isOpen ? " Correct it below, and keep it again." : ""}` : `Your ${entry.title} goes out by itself once Femoris answers.`;
    const text = element("p", {}, title, ` ${said}`);
    const box = element("div", { className: entry.refused ? "banner bad" : "banner" }, icon(entry.refused ? "warn" : "up"), text);
    box.setAttribute("role", entry.refused ? "alert" : "status");
    if (!entry.refused) return box;
    const again = element("button", { className: "btn", type: "button", textContent: "Send again" });
    again.addEventListener("click", () => settle(entry, { ...entry, refused: undefined }).then(send));
    const away = element("button", { className: "btn", type: "button", textContent: "Throw away" });
    away.addEventListener("click", () => {
      if (away.dataset.sure) settle(entry, null).then(() => remove(DRAFTS, entry.day)).then(show);
      away.dataset.sure = "yes";
      away.textContent = "Throw away for good";
    });
    const mend = element("a", { className: "btn go", href: `/session?day=${entry.day}#session-form`, textContent: "Correct it" });
    box.append(element("div", { className: "bar" }, ...(isOpen ? [] : [mend]), again, away));
    return box;
  }
  function thanks(title) {
    const text = element("p", {}, element("b", { textContent: `Your ${title} has arrived.` }), " It is kept by Femoris now.");
    const box = element("div", { className: "banner ok" }, icon("check"), text);
    box.setAttribute("role", "status");
    return box;
  }
  async function show() {
    if (!place()) return;
    const banners = [...(await waiting()).map(banner), ...arrived.map(thanks)];
    place().hidden = !banners.length;
    place().replaceChildren(...banners);
  }

  /** Has the coming week kept for when nothing answers. */
  async function keepWeek() {
    await navigator.serviceWorker.register("/worker.js");
    (await navigator.serviceWorker.ready).active?.postMessage("keep");
  }

  /** Before everything is deleted, nothing more is put aside. */
  async function stopKeeping() {
    (await navigator.serviceWorker.getRegistration())?.active?.postMessage("stop");
  }
  /** Where there is nothing at all, what was put aside is of no use. What waits to be sent may belong elsewhere, and stays. */
  async function dropWeek() {
    await stopKeeping();
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  }

  window.femorisOutbox = {
    hand,
    waiting,
    draft: (entry) => put(DRAFTS, entry),
    drafted: (day) => read(DRAFTS, day),
  };
  const nothing = () => {};
  const worker = "serviceWorker" in navigator;
  if (worker && document.querySelector("form[action='/example']")) dropWeek().catch(nothing);
  if (!place()) return;
  send().catch(nothing);
  addEventListener("online", () => send().catch(nothing));
  document.addEventListener("visibilitychange", () => document.hidden || send().catch(nothing));
  document.addEventListener("htmx:after:swap", () => show().catch(nothing));
  const keepOrStop = document.querySelector("form[action='/data/erase']") ? stopKeeping : keepWeek;
  if (worker) addEventListener("load", () => keepOrStop().catch(nothing));
})();
