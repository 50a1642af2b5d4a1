// The session of the day: played by pointer and by keyboard, looked at, and finished while nothing answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onTheExample } from "../lib/example.mjs";
import { press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";

const house = onTheExample();

async function open(page) {
  await page.goto("/session");
  await page.waitForSelector("#player[data-ready]", { state: "attached" });
}
const where = (page) => page.locator("#p-where").textContent();

/** Goes on beat by beat to an exercise, counted from 1, or to the end. */
async function playTo(page, number = Infinity) {
  const isThere = await page.evaluate((wanted) => {
    const here = () => Number.parseInt(document.getElementById("p-where").textContent, 10);
    const isThere = () => !document.getElementById("p-end").hidden || here() >= wanted;
    for (let beats = 0; beats < 600 && !isThere(); beats += 1) document.getElementById("p-next").click();
    return isThere();
  }, number);
  assert.ok(isThere, `it goes on for ever, at ${await where(page)}`);
}
const waiting = (page) => page.evaluate(() => window.femorisOutbox.waiting());
/** Asks in the page, again and again, until it is so: what is asked answers with a promise. */
async function until(page, isSo) {
  const late = Date.now() + 30_000;
  while (!(await page.evaluate(isSo))) assert.ok(Date.now() < late, `it never came to ${isSo}`);
}
const nothingWaits = (page) => until(page, async () => (await window.femorisOutbox.waiting()).length === 0);
const weekIsKept = (page) =>
  until(page, async () => {
    for (const name of await caches.keys()) {
      if (await (await caches.open(name)).match("/session/week.json")) return true;
    }
    return false;
  });
/** Nothing but the network may have been missed. */
const assertOnlyCut = ({ offences }) =>
  assert.deepEqual(offences.filter((what) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(what)), []);

test("each exercise is played with the times of the page, and the form is filled in", async () => {
  const { page, context, assertClean } = await house.visit();
  await page.clock.install();
  await open(page);
  await page.locator("#play").click();
  await page.waitForSelector("#p-fig svg");
  assert.match(await where(page), /^1 of \d+ · \d+ min left$/);
  const beats = await page.locator("[data-item]").first().getAttribute("data-beats");
  const [, , , seconds] = beats.split(" ")[0].split(":");
  await page.clock.runFor((Number(seconds) + 1) * 1000);
  assert.equal(await page.locator("#player").getAttribute("data-kind"), "work", "getting ready ends by itself");
  await page.locator("#p-toggle").click();
  const before = await page.locator("#p-time").textContent();
  await page.clock.runFor(5000);
  assert.equal(await page.locator("#p-time").textContent(), before, "a pause stops the time");
  await page.locator("#p-toggle").click();
  await page.locator("#p-pain label").nth(2).click();
  await playTo(page, 2);
  assert.equal(await page.locator("[name^='e0-'][name$='-pain']").first().inputValue(), "2");
  await page.locator("#p-more summary").click();
  await page.locator("[data-skip=time]").click();
  assert.match(await where(page), /^3 of/);
  assert.equal(await page.locator("[name^='e1-'][name$='-did']").first().inputValue(), "time");

  const swappable = await page.evaluate(() =>
    [...document.querySelectorAll("[data-item]")].findIndex((item) => item.querySelector("[data-swap]")) + 1);
  assert.ok(swappable > 2, "the example runner may change an exercise");
  await playTo(page, swappable);
  const planned = await page.locator("#p-name").textContent();
  await page.locator("#p-more summary").click();
  await look(page, "session-player", { whole: false });
  await page.locator("#p-swaps button").first().click();
  assert.notEqual(await page.locator("#p-name").textContent(), planned);
  await playTo(page);
  const done = (which) => page.locator(which).evaluateAll((all) => all.filter(({ value }) => value === "yes").length);
  assert.ok((await done("[data-swap] select")) > 0, "what was done instead is told");
  assert.ok((await done("[data-side=left] select")) > 0, "sides are told apart");
  await page.locator("#p-end .effort label").nth(5).click();
  const forms = () => page.locator("[name$='-form']").evaluateAll((all) => all.map(({ value }) => value).filter(Boolean));
  assert.deepEqual(await forms(), [], "whether the position held is not told by itself");
  const slipped = page.locator("#p-end [data-form=slipped]").first();
  await slipped.click();
  assert.equal(await slipped.getAttribute("aria-pressed"), "true");
  assert.deepEqual([...new Set(await forms())], ["slipped"]);
  await page.locator("#p-end [data-form=kept]").first().click();
  assert.equal(await slipped.getAttribute("aria-pressed"), "false", "one or the other");
  assert.deepEqual([...new Set(await forms())], ["kept"]);
  await page.locator("#p-end [data-form=kept]").first().click();
  assert.deepEqual(await forms(), [], "a second press takes it back");
  await slipped.click();
  await look(page, "session-end", { whole: false });
  assertClean();
  await context.close();
});

/** The value of a field of an exercise, by the last part of its name. */
const told = (page, group, name) => page.locator(`[name^='${group}-'][name$='-${name}']`).first().inputValue();

test("pain above what is tolerated stops the exercise, offers a way on, and what was done stays told", async () => {
  const { page, context, assertClean } = await house.visit();
  await open(page);
  const at = await page.evaluate(() =>
    [...document.querySelectorAll("[data-item]")].findIndex((item) => item.querySelector("[data-swap=easier]")) + 1);
  assert.ok(at > 1, "the example runner may do something easier");
  const group = `e${at - 1}`;
  const item = page.locator(`[data-item][data-doable=${group}]`);
  const limit = Number(await item.getAttribute("data-limit"));
  assert.ok(limit > 0 && limit < 6, `${limit}`);
  assert.match(await item.locator("[data-stop]").first().textContent(), new RegExp(`${limit} of 10`));

  await page.locator("#play").click();
  await playTo(page, at);
  await page.locator("#p-next").click();
  await page.locator("#p-pain label").nth(limit).click();
  assert.ok(await page.locator("#p-stopped").isHidden(), "what is tolerated stops nothing");
  await page.locator("#p-pain label").nth(limit + 1).click();
  const said = await page.locator("#p-stopped").textContent();
  assert.match(said, new RegExp(`Stop here: .*${limit + 1} of 10 is more than you may have in it now, which is ${limit} of 10`));
  assert.equal(await page.locator("#player").getAttribute("data-running"), "no");
  assert.deepEqual([await told(page, group, "did"), await told(page, group, "pain"), await told(page, group, "stopped")], ["yes", String(limit + 1), "pain"]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "p-stop-h");
  await look(page, "session-stop", { whole: false });

  // It outlives the page, and a slip can be taken back.
  await until(page, async () => (await window.femorisOutbox.drafted(document.querySelector("[name=day]").value))?.stop);
  await open(page);
  await page.locator("#play").click();
  assert.match(await page.locator("#p-stopped").textContent(), /Stop here/);
  await page.locator("#p-stop-ways button", { hasText: "Correct the number" }).click();
  assert.deepEqual([await told(page, group, "did"), await told(page, group, "pain"), await told(page, group, "stopped")], ["", "", ""]);
  assert.match(await where(page), new RegExp(`^${at} of`));

  await page.locator("#p-pain label").nth(limit + 1).click();
  await page.locator("#p-stop-ways button").first().click();
  assert.equal(await page.locator("#p-name").textContent(), await item.locator("[data-swap=easier]").getAttribute("data-name"));
  assert.equal(await told(page, group, "stopped"), "pain", "what hurt stays told beside the easier one");
  assert.equal(await page.locator("#p-swaps button").count(), 0, "nothing as hard as what hurt is offered");

  // Back does not lead around a stop.
  await page.locator("#p-next").click();
  await page.locator("#p-pain label").nth(limit + 1).click();
  await page.locator("#p-stop-ways button", { hasText: "Go on with" }).click();
  await page.locator("#p-back").click();
  assert.match(await page.locator("#p-stopped").textContent(), /Too much: /);
  await page.locator("#p-stop-ways button", { hasText: "Go on with" }).click();

  // Severe pain and signs end the session.
  await page.locator("#p-next").click();
  await page.locator("#p-pain label").nth(9).click();
  assert.match(await page.locator("#p-stop-h").textContent(), /Stop the session/);
  assert.equal(await page.locator("#p-stop-ways button").count(), 2);
  await page.locator("#p-stop-ways button").last().click();
  await page.locator("#p-wrong summary").click();
  await page.locator("#p-signs button").first().click();
  await look(page, "session-sign", { whole: false });
  await page.locator("#p-stop-ways button").first().click();
  assert.ok(await page.locator("#p-end").isVisible());
  assert.ok(await page.locator("#signs input").first().isChecked());
  assertClean();
  await context.close();
});

test("back leads to the work before, in the exercise before as well, and a half-done exercise keeps its reason", async () => {
  const { page, context, assertClean } = await house.visit();
  await open(page);
  await page.locator("#play").click();
  await playTo(page, 2);
  const done = await told(page, "e0", "sets");
  await page.locator("#p-back").click();
  assert.match(await where(page), /^1 of/);
  assert.equal(await page.locator("#player").getAttribute("data-kind"), "work");
  await playTo(page, 2);
  assert.equal(await told(page, "e0", "sets"), done);

  // Sets with a rest between them, and the holds of a single set with theirs: the first is done, then it is left out.
  const rest = await page.evaluate(() =>
    [...document.querySelectorAll("[data-item]")].flatMap(({ dataset }, index) => {
      const beats = dataset.beats.split(" ").map((beat) => beat.split(":"));
      const sets = Math.max(...beats.map(([, , set]) => Number(set)));
      const rests = beats.some(([kind, , set]) => kind === "rest" && set === "1");
      return rests ? [{ at: index + 1, of: sets > 1 ? "sets" : "repetitions" }] : [];
    }));
  assert.deepEqual([...new Set(rest.map(({ of }) => of))].sort(), ["repetitions", "sets"], "both kinds are in the session");
  for (const { at, of } of rest) {
    if (Number.parseInt(await where(page), 10) > at) continue;
    await playTo(page, at);
    await page.evaluate(() => {
      const isRest = () => document.getElementById("player").dataset.kind === "rest";
      for (let beats = 0; beats < 40 && !isRest(); beats += 1) document.getElementById("p-next").click();
    });
    await page.locator("#p-more summary").click();
    await page.locator("[data-skip=tired]").click();
    const group = `e${at - 1}`;
    assert.deepEqual([await told(page, group, "did"), await told(page, group, of), await told(page, group, "stopped")], ["yes", "1", "tired"], group);
  }
  assertClean();
  await context.close();
});

test("a session that is refused is told on every page with what to do, and is not lost", async () => {
  const { page, context, assertClean } = await house.visit();
  await open(page);
  await page.locator("[name$='-did']").first().selectOption("yes");
  await page.evaluate(() => { document.querySelector("[name=session]").value = "one-that-is-refused"; document.querySelector("[name=stage]").value = "A9"; });
  await page.locator("#keep").click();
  await page.waitForSelector("#outbox .banner.bad");
  await page.goto("/plan");
  await page.waitForSelector("#outbox .banner.bad");
  const banner = page.locator("#outbox .banner.bad");
  assert.match(await banner.textContent(), /was not taken\. .*stage/i);
  assert.match(await banner.locator("a").getAttribute("href"), /^\/session\?day=\d{4}-\d\d-\d\d#session-form$/);
  await banner.getByRole("button", { name: "Send again" }).click();
  await page.waitForSelector("#outbox .banner.bad");
  await until(page, async () => (await window.femorisOutbox.waiting())[0]?.refused);
  assert.equal((await waiting(page)).length, 1, "it is still there");
  await banner.getByRole("button", { name: "Throw away" }).click();
  assert.equal((await waiting(page)).length, 1, "one slip throws nothing away");
  await banner.getByRole("button", { name: "Throw away for good" }).click();
  await nothingWaits(page);
  assertClean();
  await context.close();
});

/** In place of what can be heard: what was asked for, in order. Tones by their height in hertz, speech by its words. */
function listen() {
  window.heard = [];
  localStorage.setItem("femoris-voice", "on");
  const volume = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  window.AudioContext = class {
    currentTime = 0;
    destination = {};
    resume() {}
    createGain() { return { gain: volume, connect: (to) => to }; }
    createOscillator() {
      const frequency = { value: 0 };
      return { frequency, connect: (to) => to, start: () => window.heard.push(frequency.value), stop() {} };
    }
  };
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = { cancel() {}, speak: ({ text }) => window.heard.push(text) };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
}

test("repetitions and the last seconds of a rest are spoken, and tones fall on the beats", async () => {
  const { page, context, assertClean } = await house.visit();
  await page.addInitScript(listen);
  await page.clock.install();
  await open(page);
  const stopTime = async () => page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
  await stopTime();
  const all = await page.locator("[data-item]").evaluateAll((items) => items.map(({ dataset }) => dataset.beats.split(" ")));
  // Repetitions at a pace on both sides at once, then a rest.
  const isCounted = ([, work, after]) => /^count:\w+:1:[1-9]\d*:\d+$/.test(work ?? "") && /^(rest|change):/.test(after ?? "");
  const place = all.findIndex(isCounted);
  assert.ok(place >= 0, "the example runner counts");
  const seconds = (beat) => Number(beat.split(":")[3]);
  const [ready, work, after] = all[place];
  await page.locator("#play").click();
  await playTo(page, place + 1);
  const heard = () => page.evaluate(() => window.heard.splice(0));
  const [, name] = [await heard(), await page.locator("#p-name").textContent()];
  await page.clock.runFor(seconds(ready) * 1000 + 50);
  const [three, two, one] = [660, 660, 660].map((tick, index) => [tick, String(3 - index)]);
  const begun = await heard();
  assert.deepEqual(begun.slice(0, 6), [...three, ...two, ...one], "getting ready is counted down");
  assert.equal(begun.at(-1), 880, `${name} begins with the high tone`);
  assert.match(begun.at(-2), /repetitions?\.$/);
  assert.equal(await page.locator("#p-time").textContent(), "1");
  const number = Number(work.split(":")[4]), each = seconds(work) / number;
  await page.clock.runFor(each * 1000 + 100);
  assert.equal(await page.locator("#p-time").textContent(), "2");
  await page.locator("#p-toggle").click();
  await page.clock.resume();
  await look(page, "session-counting", { whole: false });
  await stopTime();
  await page.locator("#p-toggle").click();
  await page.clock.runFor((seconds(work) - each) * 1000);
  const counted = await heard();
  const expected = Array.from({ length: number - 1 }, (_, index) => [660, String(index + 2)]).flat();
  assert.deepEqual(counted.slice(0, expected.length), expected, "each repetition after the announced first one");
  assert.equal(counted.at(-1), 520, "the low tone ends the work");
  assert.match(counted.at(-2), /^(Rest, \d+ seconds|Change to the (left|right))\.$/);
  await page.clock.runFor(seconds(after) * 1000);
  if (seconds(after) >= 6) assert.deepEqual((await heard()).slice(0, 6), [...three, ...two, ...one]);
  await page.locator("#p-voice").click();
  await page.locator("#p-sound").click();
  await heard();
  await page.clock.runFor(20_000);
  assert.deepEqual(await heard(), [], "voice and sound are off");
  assertClean();
  await context.close();
});

test("by keyboard alone; what was begun and the mute are there again, and paper shows the plain page", async () => {
  const { page, context, assertClean } = await house.visit();
  await open(page);
  await press(page, page.locator("#play"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "p-toggle");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#player").getAttribute("data-running"), "no");
  await press(page, page.locator("#p-sound"));
  await press(page, page.locator("#p-next"));
  await tabTo(page, page.locator("#p-pain input").first());
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("#p-stopped").isHidden(), "a score that may be on the way to another stops nothing");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#p-stopped:not([hidden])");
  assert.match(await page.locator("#p-stop-why").textContent(), /^5 of 10/, "no score on the way stops anything");
  await press(page, page.locator("#p-stop-ways button").last());
  assert.equal(await page.evaluate(() => document.activeElement.id), "p-toggle");
  await press(page, page.locator("#p-more summary"));
  await press(page, page.locator("[data-skip=tired]"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "p-toggle", "the focus is not lost");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "play", "the focus comes back");
  await until(page, () => window.femorisOutbox.drafted(document.querySelector("[name=day]").value));
  await open(page);
  assert.match(await page.locator("#play-bar").textContent(), /Go on.*exercise 2/s);
  await press(page, page.locator("#play"));
  assert.match(await where(page), /^2 of/);
  assert.equal(await page.locator("#p-sound").getAttribute("aria-pressed"), "false");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#player").isVisible(), false, "the player is not for paper");
  assert.ok(await page.locator("[data-item] h3").first().isVisible());
  await page.emulateMedia({ media: null });
  await playTo(page);
  assert.ok(await page.evaluate(() => document.getElementById("p-end").contains(document.activeElement)));
  await tabTo(page, page.locator("#keep"));
  assertClean();
  await context.close();
});

test("a session that is cut off is finished, outlives its page, and arrives exactly once", async () => {
  const visitor = await house.visit({ serviceWorkers: "allow" });
  const { context } = visitor;
  let { page } = visitor;
  await open(page);
  await weekIsKept(page);
  await page.locator("#play").click();
  await playTo(page, 3);
  await context.setOffline(true);
  await playTo(page);
  await page.locator("#keep").click();
  await page.waitForSelector("#outbox .banner");
  assert.match(await page.locator("#outbox").textContent(), /Kept on this device, will be sent/);
  await page.close();

  page = await context.newPage();
  await open(page);
  assert.equal((await waiting(page)).length, 1);
  assert.equal(await page.locator("#play-bar").isVisible(), false, "it is not offered twice");
  await page.goto("/today");
  assert.match(await page.locator("h1").textContent(), /does not answer/);
  await look(page, "session-offline");

  const answers = [];
  context.on("response", (answer) => answer.request().method() === "POST" && answers.push(answer.json()));
  await context.setOffline(false);
  await page.waitForSelector("#outbox .banner.ok");
  assert.match(await page.locator("#outbox").textContent(), /has arrived/);
  await nothingWaits(page);
  await open(page);
  assert.match(await page.locator("main").textContent(), /You did a session today/);
  await page.reload();
  await page.waitForLoadState("load");
  assert.deepEqual(await Promise.all(answers), [{ kept: "kept" }], "sent once, kept once");
  assertOnlyCut(visitor);
  await context.close();
});

test("a sign that waits to be sent stops the days after it as well", async () => {
  const { page, context } = await house.visit({ serviceWorkers: "allow" });
  await open(page);
  await weekIsKept(page);
  const today = await page.locator("#session-form [name=day]").inputValue();
  const next = await page.evaluate(async () => {
    const pages = (await (await fetch("/session/week.json")).json()).pages.filter((path) => path.includes("day="));
    return pages.find((path) => !path.endsWith(document.querySelector("#session-form [name=day]").value));
  });
  await context.setOffline(true);
  await page.locator("[name$='-did']").first().selectOption("yes");
  await page.locator("#signs input").first().check();
  await page.locator("#keep").click();
  await page.waitForSelector("#outbox .banner");
  await page.clock.setFixedTime(new Date(`${new URL(next, "http://x").searchParams.get("day")}T09:00:00`));
  await page.goto(next);
  await page.waitForSelector("dialog[data-ready]", { state: "attached" });
  assert.notEqual(await page.locator("#session-form [name=day]").inputValue(), today);
  assert.equal(await page.locator("#play").isVisible(), false, "nothing is started before somebody has looked");
  assert.match(await page.locator("#play-note").textContent(), /has to be looked into first/);
  await context.close();
});

test("an answer that gets lost is asked for again, and the session is there once", async () => {
  const { page, context } = await house.visit();
  await open(page);
  await page.locator("[name$='-did']").first().selectOption("yes");
  const answers = [];
  await context.route("**/session", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const answer = await route.fetch();
    answers.push(await answer.json());
    return answers.length === 1 ? route.abort() : route.fulfill({ response: answer });
  });
  await page.locator("#keep").click();
  await page.waitForSelector("#outbox .banner");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await nothingWaits(page);
  assert.deepEqual(answers, [{ kept: "kept" }, { kept: "again" }]);
  await context.close();
});

test("what is refused stays with its field named until it is corrected, and deleting everything empties the browser", async () => {
  const visitor = await house.visit({ serviceWorkers: "allow" });
  const { page, context } = visitor;
  await open(page);
  await weekIsKept(page);
  const pain = page.locator("[name$='-pain']").first();
  await page.locator("[name$='-did']").first().selectOption("yes");
  await pain.fill("11");
  await context.setOffline(true);
  await page.locator("#keep").click();
  await page.waitForSelector("#outbox .banner");
  await context.setOffline(false);
  await page.waitForSelector("#outbox .banner.bad");
  assert.match(await page.locator("#outbox").textContent(), /was not taken\. .+, pain: /);
  await look(page, "session-refused", { whole: false });
  await open(page);
  await page.waitForSelector("#outbox .banner.bad");
  await pain.fill("1");
  await page.locator("#keep").click();
  await page.waitForURL(/kept=\d/);
  assert.deepEqual(await waiting(page), []);

  await page.goto("/data/erase");
  await page.locator("[name=confirm]").fill("delete");
  await page.locator("#erase-now").click();
  await page.waitForURL(`${house.server.address}/`);
  const kept = await page.evaluate(async () => [
    await caches.keys(),
    await indexedDB.databases(),
    (await navigator.serviceWorker.getRegistrations()).length,
  ]);
  assert.deepEqual(kept, [[], [], 0]);
  assertOnlyCut(visitor);
  await context.close();
});
