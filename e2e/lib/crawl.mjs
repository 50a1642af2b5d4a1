// Finds every page that a link leads to.

import assert from "node:assert/strict";

/** Pages of one kind that differ only in what they show: two of each are enough. */
const ALIKE = 2;
export const IDENTIFIER = /[0-9a-f]*\d[0-9a-f-]*|(?<=^\/(?:answers|exercises|pain\/ask)\/)[^?]+/gi;

/** Follows every link from the first page; returns address and HTML of each page found. A dead end fails. */
export async function everyPage(address) {
  const pages = new Map();
  const seen = new Set();
  const kinds = new Map();
  const waiting = [["/", "the address bar"]];
  while (waiting.length > 0) {
    const [path, from] = waiting.shift();
    if (seen.has(path) || !isWorthAVisit(kinds, path)) continue;
    seen.add(path);
    const answer = await fetch(address + path, { headers: { accept: "text/html" } });
    assert.equal(answer.status, 200, `${path}, linked from ${from}`);
    const isPage = answer.headers.get("content-type")?.startsWith("text/html");
    if (!isPage) {
      await answer.body?.cancel();
      continue;
    }
    const body = await answer.text();
    pages.set(path, body);
    waiting.push(...links(body).map((link) => [link, path]));
  }
  return pages;
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
