// How smoothly the history pans and zooms in Chromium: `node frames.mjs [address]` serves the example runner, or uses a running
// server; stretches its year to ten years of days, moves for 6 s, and keeps Chromium's trace in output/frames-trace.json. Beside the
// time between frames stands the processor time that the page's own thread spends on each: the clock tells of other programs too.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { launch, visit } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";

const SECONDS = 6, DAYS = 3650;
const given = process.argv[2];
const server = given ? { address: given, stop: async () => {} } : await serve({ demo: true });
const browser = await launch();
const { page, context } = await visit(browser, server.address, { viewport: { width: 1280, height: 900 } });
await context.route("**/runs/history.json", async (route) => {
  const days = Array.from({ length: DAYS }, (_, day) => day);
  const column = (most) => days.map((day) => (day * 7919) % most);
  const panels = [
    { title: "Distance, km", kind: "bars", divide: 100, values: column(2400) },
    { title: "Hamstring index", kind: "bars", divide: 1, values: column(9000) },
    { title: "Worst pain, 0 to 10", kind: "pain", divide: 1, values: days.map((day) => (day % 9 ? null : day % 7)) },
  ];
  await route.fulfill({ json: { x: { kind: "day", unit: "", first: 16_000, values: days }, panels } });
});
await page.goto("/runs");
await page.locator("[data-zoom=history]").click();
await page.waitForSelector(".zoom-bar");
await browser.startTracing(page);
const frames = await page.evaluate(
  (seconds) =>
    new Promise((done) => {
      const { show, whole } = document.getElementById("history").femorisView;
      const span = whole[1] - whole[0], times = [], begun = performance.now();
      const step = (now) => {
        times.push(now);
        const phase = (now - begun) / 1000;
        if (phase > seconds) return done(times.slice(1).map((time, index) => time - times[index]));
        const width = span * (0.05 + 0.45 * (1 + Math.sin(phase * 2)) / 2);
        const from = whole[0] + (span - width) * (1 + Math.sin(phase * 3)) / 2;
        show(from, from + width);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }),
  SECONDS,
);
const trace = await browser.stopTracing();
const output = path.resolve(import.meta.dirname, "output");
await mkdir(output, { recursive: true });
await writeFile(path.join(output, "frames-trace.json"), trace);
const sorted = [...frames].sort((a, b) => a - b);
const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(1);
console.log(`${frames.length} frames in ${SECONDS} s: median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, longest ${at(1)} ms`);
console.log(`processor time of the page's thread: ${(busy(trace) / frames.length).toFixed(1)} ms a frame`);
await browser.close();
await server.stop();

/** Milliseconds of processor time that the busiest main thread of a page spent in its tasks. */
function busy(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const thread = (event) => `${event.pid}/${event.tid}`;
  const names = traceEvents.filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain");
  const spent = new Map(names.map((event) => [thread(event), 0]));
  for (const event of traceEvents) {
    if (event.name === "RunTask" && event.tdur && spent.has(thread(event))) {
      spent.set(thread(event), spent.get(thread(event)) + event.tdur / 1000);
    }
  }
  return Math.max(...spent.values());
}
