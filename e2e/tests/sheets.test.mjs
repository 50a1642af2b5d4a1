// Contact sheets of all figures, in both sizes and both colour schemes: kept as pictures to look at, and measured.
// `cargo xtask sheets` draws them; without them there is nothing to look at here.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { launch } from "../lib/browser.mjs";

const FOLDER = fileURLToPath(new URL("../output/figures", import.meta.url));
const SHEETS = ["96", "400", "left", "pairs"];
const DRAWN = 85;
const skip = existsSync(FOLDER) ? false : "no sheets: run cargo xtask sheets first";

let browser;
before(async () => {
  browser = skip ? undefined : await launch();
});
after(() => browser?.close());

for (const name of SHEETS) {
  for (const colorScheme of ["light", "dark"]) {
    test(`every figure of sheet ${name} stays in its frame, ${colorScheme}`, { skip }, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1700, height: 1000 } });
      const page = await context.newPage();
      await page.goto(pathToFileURL(`${FOLDER}/figures-${name}.html`).href);
      const seen = await page.evaluate(measureAll);
      assert.ok(seen.length >= DRAWN, `only ${seen.length} figures`);
      assert.deepEqual(seen.filter(({ over }) => over.length > 0), []);
      assert.deepEqual(seen.filter(({ parts }) => parts < 12), []);
      await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png`, fullPage: true });
      await context.close();
    });
  }
}

/** Which parts of each figure reach beyond its frame; the ground of a hill does, and is cut off there. */
function measureAll() {
  return [...document.querySelectorAll("figure")].map((figure) => {
    const svg = figure.querySelector("svg");
    const frame = svg.getBoundingClientRect();
    const parts = [...svg.querySelectorAll("path, rect, circle")].filter((part) => !part.classList.contains("fl"));
    const slack = frame.width * 0.01;
    const over = parts
      .filter((part) => {
        const box = part.getBoundingClientRect();
        const beyond = [frame.left - box.left, frame.top - box.top, box.right - frame.right, box.bottom - frame.bottom];
        return Math.max(...beyond) > slack;
      })
      .map((part) => part.getAttribute("class"));
    return { id: figure.id, parts: parts.length, over };
  });
}
