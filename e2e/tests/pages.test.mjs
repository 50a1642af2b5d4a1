// Every page there is a way to, with nothing stored and with the example runner: looked at, weighed, alive.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, visit, weigh } from "../lib/browser.mjs";
import { everyPage, IDENTIFIER } from "../lib/crawl.mjs";
import { look } from "../lib/look.mjs";
import { serve } from "../lib/server.mjs";

const FIRST_BYTES = 150_000;
const AGAIN_BYTES = 30_000;
/** Pages weighed side by side: most of the time is waiting until nothing more is asked for. */
const AT_ONCE = 4;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [name, options] of [["empty", {}], ["example", { demo: true }]]) {
  describe(`with ${name === "empty" ? "nothing stored" : "the example runner"}`, () => {
    let server;
    let paths;
    before(async () => {
      server = await serve(options);
      paths = [...(await everyPage(server.address)).keys()];
    });
    after(() => server?.stop());

    test("every link leads to a page", () => {
      assert.ok(paths.length >= 5, `only found ${paths.join(" ")}`);
    });

    test("every page is accessible, fits its window and keeps quiet", async () => {
      const visitor = await visit(browser, server.address);
      for (const path of paths) {
        await visitor.page.goto(path);
        await look(visitor.page, pictureName(name, path));
      }
      visitor.assertClean();
      await visitor.context.close();
    });

    test("every page is light", async () => {
      const heavy = [];
      const waiting = [...paths];
      const weighAll = async () => {
        for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
          const { first, again } = await weigh(browser, server.address, path);
          if (first > FIRST_BYTES || again > AGAIN_BYTES) heavy.push(`${path}: ${first} bytes, then ${again}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, weighAll));
      assert.deepEqual(heavy, []);
    });
  });
}

/** The same from run to run, though identifiers change. */
function pictureName(name, path) {
  const words = path.replaceAll(IDENTIFIER, "one").split(/[^a-z0-9]+/i).filter(Boolean);
  return [name, ...(words.length > 0 ? words : ["welcome"])].join("-");
}
