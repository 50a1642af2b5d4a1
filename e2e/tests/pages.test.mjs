// Every page there is a way to, with nothing stored and with the example runner: looked at, weighed, alive.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, visit, weigh } from "../lib/browser.mjs";
import { look } from "../lib/look.mjs";
import { serve } from "../lib/server.mjs";

const FIRST_BYTES = 150_000;
const AGAIN_BYTES = 30_000;
/** Pages of one kind that differ only in what they show: two of each are enough. */
const ALIKE = 2;
const IDENTIFIER = /[0-9a-f]*\d[0-9a-f-]*|(?<=^\/answers\/).+/gi;

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
      paths = await everyPage(server.address);
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
      for (const path of paths) {
        const { first, again } = await weigh(browser, server.address, path);
        if (first > FIRST_BYTES || again > AGAIN_BYTES) heavy.push(`${path}: ${first} bytes, then ${again}`);
      }
      assert.deepEqual(heavy, []);
    });
  });
}

/** The same from run to run, though identifiers change. */
function pictureName(name, path) {
  const words = path.replaceAll(IDENTIFIER, "one").split(/[^a-z0-9]+/i).filter(Boolean);
  return [name, ...(words.length > 0 ? words : ["welcome"])].join("-");
}

/** Follows every link from the first page and returns the pages found; a dead end fails. */
async function everyPage(address) {
  const visitor = await visit(browser, address);
  const seen = new Map();
  const kinds = new Map();
  const waiting = ["/"];
  while (waiting.length > 0) {
    const path = waiting.shift();
    if (seen.has(path) || !isWorthAVisit(kinds, path)) continue;
    const answer = await visitor.context.request.get(path, { headers: { accept: "text/html" } });
    assert.equal(answer.status(), 200, `${path}, found on ${[...seen.keys()].at(-1)}`);
    const isPage = answer.headers()["content-type"]?.startsWith("text/html");
    seen.set(path, isPage);
    if (isPage) waiting.push(...links(await answer.text()));
  }
  await visitor.context.close();
  return [...seen].filter(([, isPage]) => isPage).map(([path]) => path);
}

function links(html) {
  const found = [...html.matchAll(/<a\s[^>]*?href="(\/[^"#]*)/g)].map(([, path]) => path.replaceAll("&amp;", "&"));
  return found.filter((path) => !path.startsWith("//") && !path.startsWith("/assets/"));
}

function isWorthAVisit(kinds, path) {
  const kind = path.replaceAll(/=[^&]*/g, "=").replaceAll(IDENTIFIER, "N");
  const count = (kinds.get(kind) ?? 0) + 1;
  kinds.set(kind, count);
  return count <= ALIKE;
}
