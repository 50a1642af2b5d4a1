// Looks at one page as it is now: accessibility, width, and a picture, at three widths in both schemes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const OUTPUT = path.resolve(import.meta.dirname, "../output");
const WIDTHS = [360, 768, 1280];
/** Wide enough for anybody; no picture is kept of it. */
const WIDEST = 1600;
const SCHEMES = ["light", "dark"];
/** Half the work of a PNG, and as good to look at. */
const PICTURE = { type: "jpeg", quality: 85 };
/** What may differ from scheme to scheme; everything else is judged once for each width. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails on any violation or sideways scroll; leaves six pictures named for the page, `whole` or as much as a window shows. */
export async function look(page, name, { whole = true } = {}) {
  await mkdir(OUTPUT, { recursive: true });
  await page.waitForLoadState("load");
  const before = page.viewportSize();
  const seen = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 700 ? 800 : 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const at = `${name}-${width}-${colorScheme}`;
      seen.push(...(await sideways(page)).map((what) => `${at}: ${what}`));
      const wanted = colorScheme === SCHEMES[0] ? { type: "tag", values: RULES } : { type: "rule", values: COLOUR_RULES };
      seen.push(...(await violations(page, wanted)).map((what) => `${at}: ${what}`));
      await page.screenshot({ ...PICTURE, path: path.join(OUTPUT, `${at}.jpg`), fullPage: whole });
    }
  }
  await page.setViewportSize({ width: WIDEST, height: 900 });
  seen.push(...(await sideways(page)).map((what) => `${name}-${WIDEST}: ${what}`));
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  if (before) await page.setViewportSize(before);
  assert.deepEqual(seen, [], `on ${page.url()}`);
}

/** What the printer gets, as a picture beside the others. */
export async function paper(page, name) {
  await page.emulateMedia({ media: "print" });
  await mkdir(OUTPUT, { recursive: true });
  await page.screenshot({ ...PICTURE, path: path.join(OUTPUT, `${name}-print.jpg`), fullPage: true });
  await page.emulateMedia({ media: null });
}

async function violations(page, runOnly) {
  if (await page.evaluate(() => globalThis.axe === undefined)) await page.evaluate(axe);
  const found = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }),
    runOnly,
  );
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

async function sideways(page) {
  const { wide, shown } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }));
  return wide > shown ? [`scrolls sideways: ${wide} px of content in ${shown} px`] : [];
}
