// The plan: tests of a gate by keyboard, a gate that opens, the library's pictures, the run of the day, and all on paper.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, visit } from "../lib/browser.mjs";
import { answerDanger, answerTheRest, byPointer } from "../lib/interview.mjs";
import { choose, press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";
import { serve } from "../lib/server.mjs";

const OUTPUT = path.resolve(import.meta.dirname, "../output");
const A4 = { format: "A4", preferCSSPageSize: true, printBackground: true };

/** Legs that are sore after a hard session, nothing torn; how much it hurts is left open. */
const SORE = {
  side: "both",
  location: "thigh_belly",
  onset: "delayed",
  setting: "after_hard_session",
  age_years: 34,
  pop_felt: "absent",
  bruise_within_7_days: "absent",
  muscle_belly_tender: "absent",
  limp_walking: "absent",
  bilateral_diffuse: "present",
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Sheets of paper that a page takes; the file is kept to be looked at. */
async function sheets(page, name) {
  await mkdir(OUTPUT, { recursive: true });
  const bytes = await page.pdf(A4);
  await writeFile(path.join(OUTPUT, `${name}.pdf`), bytes);
  return [...bytes.toString("latin1").matchAll(/\/Type\s*\/Page[^s]/g)].length;
}

/** Writes a number into a typed answer, by keyboard alone. */
async function type(page, name, value) {
  await choose(page, `${name}_known`, "typed");
  await tabTo(page, page.locator(`#${name}-value`));
  await page.keyboard.press("Control+A");
  await page.keyboard.type(value);
}

/** Opens what is folded away, where it is. */
async function unfold(page, section) {
  const folded = page.locator(`${section} > details:not([open]) > summary`);
  if ((await folded.count()) > 0) await press(page, folded);
}

describe("with the example runner", () => {
  let server;
  before(async () => {
    server = await serve({ demo: true });
  });
  after(() => server?.stop());

  test("tests of the gate are entered by keyboard: a bad one is refused at its field, the good one kept", async () => {
    const { page, context, assertClean } = await visit(browser, server.address);
    await page.goto("/plan");
    await unfold(page, "#tests");
    await type(page, "bridge_sore_reps", "many");
    await type(page, "bridge_other_reps", "20");
    await press(page, page.locator("#keep-tests"));
    await page.locator("#bridge_sore_reps-error").waitFor();
    assert.equal(await page.locator("#bridge_other_reps-error").count(), 0);
    assert.equal(await page.locator("#bridge_sore_reps-value").getAttribute("aria-invalid"), "true");
    assert.equal(await page.locator("#bridge_sore_reps-value").inputValue(), "many", "what was typed is still there");
    await look(page, "plan-refused");
    await type(page, "bridge_sore_reps", "17");
    await press(page, page.locator("#keep-tests"));
    await page.waitForURL(/\/plan\?tested=1/);
    const mine = await page.locator("#gate .mine").allInnerTexts();
    assert.match(mine.join("\n"), /17\D+today/);
    assert.match(mine.join("\n"), /20\D+today/);
    await look(page, "plan-tested");
    assertClean();
    await context.close();
  });

  test("confidence takes one tap, and what fits the runner is kept", async () => {
    const { page, context, assertClean } = await visit(browser, server.address);
    await page.goto("/plan");
    await unfold(page, "#sure");
    await choose(page, "confidence", "6");
    await press(page, page.locator("#keep-sure"));
    await page.waitForURL(/tested=1/);
    assert.match(await page.locator("#sure").innerText(), /You said 6\/10/);
    await unfold(page, "#fits");
    await choose(page, "kit", "gym");
    await tabTo(page, page.locator("input[name=ailment][value=saddle]"));
    await page.keyboard.press("Space");
    await press(page, page.locator("#keep-fits"));
    await page.waitForURL(/kept=1/);
    await unfold(page, "#fits");
    assert.ok(await page.locator("input[name=kit][value=gym]").isChecked());
    assert.ok(await page.locator("input[name=ailment][value=saddle]").isChecked());
    assertClean();
    await context.close();
  });

  test("a ride beside the sessions is told by keyboard: what is missing is asked for, what was typed stands", async () => {
    const { page, context, assertClean } = await visit(browser, server.address);
    await page.goto("/plan");
    await unfold(page, "#outing");
    await look(page, "plan-outing");
    await choose(page, "limp", "absent");
    await press(page, page.locator("#keep-outing"));
    await page.locator("#out-minutes-error").waitFor();
    await page.locator("#pain-error").waitFor();
    assert.ok(await page.locator("#outing input[name=limp][value=absent]").isChecked());
    await look(page, "plan-outing-refused");
    await tabTo(page, page.locator("#out-minutes"));
    await page.keyboard.type("30");
    await choose(page, "pain", "1");
    await press(page, page.locator("#keep-outing"));
    await page.waitForURL(/outing=1/);
    assertClean();
    await context.close();
  });

  test("session and week fit on one sheet of paper each, and the pages around them print", async () => {
    const { page, context, assertClean } = await visit(browser, server.address, { viewport: { width: 1280, height: 900 } });
    await page.goto("/plan");
    await press(page, page.locator("#to-week"));
    await page.waitForURL(/\/plan\/week$/);
    assert.equal(await page.locator(".sheet-week > li").count(), 7);
    assert.equal(await sheets(page, "week-sheet"), 1);
    await page.goto("/session/print");
    assert.equal(await sheets(page, "session-sheet"), 1);
    for (const at of ["/plan", "/running", "/exercises"]) {
      await page.goto(at);
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator("h1").isVisible(), at);
      assert.equal(await page.locator("nav.tabs").isVisible(), false, `${at}: no navigation on paper`);
      await page.emulateMedia({ media: null });
    }
    assertClean();
    await context.close();
  });

  test("from the plan to the run of the day and back, by keyboard", async () => {
    const { page, context, assertClean } = await visit(browser, server.address);
    await page.goto("/plan");
    await press(page, page.locator("#to-running"));
    await page.waitForURL(/\/running$/);
    await tabTo(page, page.locator("#distance"));
    await page.keyboard.type("far");
    await tabTo(page, page.locator("#race_day"));
    await page.locator("#race_day").fill("2031-04-11");
    await press(page, page.locator("#set-goal"));
    await page.locator("#distance-error").waitFor();
    await look(page, "running-refused");
    await page.goto("/running");
    await press(page, page.locator("#to-plan"));
    await page.waitForURL(/\/plan$/);
    assertClean();
    await context.close();
  });

  test("the library shows a picture of each exercise when it comes into sight", async () => {
    const { page, context, assertClean } = await visit(browser, server.address);
    await page.goto("/exercises");
    const pictures = page.locator("img.thumb");
    const last = pictures.last();
    assert.equal(await last.evaluate((image) => image.complete && image.naturalWidth > 0), false, "not before");
    await last.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => {
      const image = [...document.querySelectorAll("img.thumb")].at(-1);
      return image.complete && image.naturalWidth > 0;
    });
    await tabTo(page, page.locator("#q"));
    await page.keyboard.type("nordic");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=nordic/);
    assert.ok((await pictures.count()) >= 1);
    await press(page, page.locator(".thumbs a"));
    await page.locator(".drawn svg").first().waitFor();
    assertClean();
    await context.close();
  });
});

test("a gate opens when its tests are passed, and the next stage begins", async () => {
  const server = await serve();
  const { page, context, assertClean } = await visit(browser, server.address);
  await page.goto("/pain");
  await answerDanger(page, byPointer);
  await answerTheRest(page, byPointer, SORE);
  await page.goto("/plan");
  const first = await page.locator("h1").innerText();
  assert.match(first, /^Stage 1 of/);
  assert.equal(await page.locator("#pass").count(), 0, "closed while nothing is tested");
  await unfold(page, "#tests");
  await choose(page, "pain_now", "1");
  await press(page, page.locator("#keep-tests"));
  await page.waitForURL(/tested=1/);
  await look(page, "plan-open-gate");
  await press(page, page.locator("#pass"));
  await page.waitForURL(/passed=1/);
  assert.match(await page.locator("h1").innerText(), /^Stage 2 of/);
  assert.match(await page.locator(".road .done").first().innerText(), /passed/);
  assertClean();
  await context.close();
  await server.stop();
});

test("kinds of tightness stand on the plan, each with what is not known about it", async (here) => {
  const server = await serve();
  here.after(() => server.stop());
  const { page, context, assertClean } = await visit(browser, server.address);
  await page.goto("/pain");
  await answerDanger(page, byPointer);
  await answerTheRest(page, byPointer, SORE);
  server.run("log", "stage", "confirmed", "T2");
  await page.goto("/plan");
  assert.match(await page.locator("#kind").innerText(), /Which kind it is/);
  await look(page, "plan-kinds-of-tightness");
  await page.goto("/today");
  await look(page, "today-kinds-of-tightness");
  assertClean();
  await context.close();
});

test("a bad night and an illness are told by keyboard, and taken back", async (here) => {
  const server = await serve({ demo: true });
  here.after(() => server.stop());
  const { page, context, assertClean } = await visit(browser, server.address);
  await page.goto("/today");
  await press(page, page.locator("#how > summary"));
  await press(page, page.locator("#sleep-3"));
  await page.waitForSelector("#sleep-3[aria-pressed=true]");
  await press(page, page.locator("#health-ill"));
  await page.waitForSelector("#health-ill[aria-pressed=true]");
  assert.equal(await page.locator("#start").count(), 0, "who is ill has no session");
  await look(page, "today-ill");
  await press(page, page.locator("#health-well"));
  await page.waitForSelector("#health-well[aria-pressed=true]");
  assertClean();
  await context.close();
});
