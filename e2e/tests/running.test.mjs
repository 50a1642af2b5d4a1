// Load in the browser: effort in one tap, a twinge by tapping the chart, the whole history zoomed by keyboard and wheel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onTheExample } from "../lib/example.mjs";
import { look, paper } from "../lib/look.mjs";

const house = onTheExample();

async function newestRun(page) {
  await page.goto("/runs");
  await page.locator(".run a").first().click();
  await page.waitForSelector("#effort");
}

test("how hard a run was is told in one tap, and taken back in one", async () => {
  const { page, context, assertClean } = await house.visit();
  await newestRun(page);
  await page.locator("#effort-7").click();
  await page.waitForSelector('#effort-7[aria-pressed="true"]');
  await page.locator("#undo").click();
  await page.waitForSelector('#effort-7[aria-pressed="false"]');
  assertClean();
  await context.close();
});

test("a tap on the chart says when something pulled", async () => {
  const { page, context, assertClean } = await house.visit();
  await newestRun(page);
  const drawing = page.locator("[data-along] .narrow svg").first();
  const box = await drawing.boundingBox();
  await drawing.click({ position: { x: box.width / 2, y: 60 } });
  const at = await page.locator("#twinge_at").inputValue();
  assert.match(at, /^\d+:\d\d$/);
  await page.locator("#mark-twinge").click();
  await page.waitForSelector("#twinges");
  assert.match(await page.locator("#twinges").textContent(), new RegExp(`Twinge ${at} in`));
  assert.ok((await page.locator("path.c-mark").count()) >= 3, "the moment stands in the drawings");
  await look(page, "run-twinge");
  assertClean();
  await context.close();
});

test("the zoomed chart takes a tap too, and a time by keyboard", async () => {
  const { page, context, assertClean } = await house.visit({ viewport: { width: 1280, height: 900 } });
  await newestRun(page);
  await page.locator("[data-zoom=traces]").click();
  const panel = page.locator(".zoomed .u-over").first();
  await panel.waitFor();
  const box = await panel.boundingBox();
  const tap = async (share) => {
    await panel.click({ position: { x: box.width * share, y: box.height / 2 } });
    const [minutes, seconds] = (await page.locator("#twinge_at").inputValue()).split(":").map(Number);
    return minutes * 60 + seconds;
  };
  const early = await tap(0.25), late = await tap(0.75);
  assert.ok(0 < early && early < late, `${early} before ${late}`);
  await page.locator("#twinge_at").fill("0:30");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#twinges");
  assert.match(await page.locator("#twinges").textContent(), /Twinge 0:30 in/);
  await page.locator("[data-zoom=traces]").click();
  await page.locator(".zoomed .u-over").first().waitFor();
  assert.deepEqual(await page.locator(".zoomed .uplot").first().locator(".u-legend .u-label").allTextContents(), ["km", "as recorded", "levelled for hills"]);
  await look(page, "run-zoomed");
  assertClean();
  await context.close();
});

test("the whole history opens day by day, by buttons, wheel and keyboard", async () => {
  const { page, context, assertClean } = await house.visit({ viewport: { width: 1280, height: 900 } });
  await page.goto("/runs");
  await page.locator("[data-zoom=history]").click();
  await page.waitForSelector(".zoom-bar");
  const view = () => page.evaluate(() => document.getElementById("history").femorisView.view());
  const whole = await view();
  await page.getByRole("button", { name: "Closer" }).press("Enter");
  await page.waitForFunction((span) => {
    const [min, max] = document.getElementById("history").femorisView.view();
    return max - min < span;
  }, whole[1] - whole[0]);
  const closer = await view();
  await page.getByRole("button", { name: "Earlier" }).press("Enter");
  await page.waitForFunction((from) => document.getElementById("history").femorisView.view()[0] < from, closer[0]);
  await page.locator(".u-over").first().hover();
  const before = await view(), top = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await page.waitForFunction((from) => scrollY > from, top);
  assert.deepEqual(await view(), before, "the wheel alone scrolls the page");
  await page.mouse.wheel(0, -120);
  await page.waitForFunction((from) => scrollY === from, top);
  await page.locator(".u-over").first().hover();
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await page.waitForFunction((span) => {
    const [min, max] = document.getElementById("history").femorisView.view();
    return max - min < span;
  }, closer[1] - closer[0]);
  await page.getByRole("button", { name: "All of it" }).press("Enter");
  await page.waitForFunction((from) => document.getElementById("history").femorisView.view()[0] === from, whole[0]);
  await look(page, "runs-zoomed");
  assertClean();
  await context.close();
});

test("a run that overstepped its speed is marked on screen and on paper", async () => {
  const { page, context, assertClean } = await house.visit();
  await page.goto("/data");
  const found = await page.locator("#own_maximum").inputValue();
  // Her runs are the faster, the lower her top speed is told; this one is still plausible.
  await page.locator("#own_maximum").fill("16");
  await page.keyboard.press("Enter");
  await page.waitForURL(/saved=1/);
  await newestRun(page);
  assert.ok((await page.locator(".c-over").count()) > 0, "drawn on the pace");
  assert.match(await page.locator("#against").innerText(), /without a break, at \d+:\d\d per km, from \d+:\d\d to \d+:\d\d/);
  await page.getByText("Each place that was faster than asked").click();
  assert.ok((await page.locator("#over tbody tr").count()) > 0, "and listed");
  await look(page, "run-over");
  await paper(page, "run-over");
  await page.goto("/data");
  await page.locator("#own_maximum").fill(found);
  await page.keyboard.press("Enter");
  await page.waitForURL(/saved=1/);
  assertClean();
  await context.close();
});
