// Every form there is, filled with what nobody should send: refused in words or kept harmlessly, never a fault.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { everyPage } from "../lib/crawl.mjs";
import { serve } from "../lib/server.mjs";

const HOSTILE = [
  "",
  " ",
  "-1",
  "11",
  "1e309",
  "NaN",
  "3,5",
  "2031-13-45",
  "0000-00-00",
  "999999-01-01",
  "present'; DROP TABLE event; --",
  '<script>alert("x")</script>',
  "\u202Etxt.\u0000\u0007\uFEFF",
  "../../../etc/passwd",
  "9".repeat(400),
  "x".repeat(10_000),
];

let server;
let forms;
before(async () => {
  server = await serve({ demo: true });
  const pages = await everyPage(server.address);
  forms = collect([...pages.values()].join("\n"));
});
after(() => server?.stop());

test("there are forms to try", () => {
  assert.ok(forms.size >= 8, [...forms.keys()].join(" "));
});

test("no field of any form can be filled with a fault", async () => {
  const faults = [];
  for (const [action, names] of forms) {
    for (const name of names.values()) {
      for (const value of HOSTILE) {
        const what = await send(action, new URLSearchParams([[name, value]]));
        if (what) faults.push(`${action} ${name}=${JSON.stringify(value.slice(0, 40))}: ${what}`);
      }
      const twice = await send(action, new URLSearchParams([[name, "1"], [name, "2"]]));
      if (twice) faults.push(`${action} ${name} sent twice: ${twice}`);
    }
    for (const body of ["", "%", "a=%ff%fe", "=".repeat(2_000), "&".repeat(2_000)]) {
      const what = await send(action, body);
      if (what) faults.push(`${action} with the body ${JSON.stringify(body.slice(0, 20))}: ${what}`);
    }
  }
  assert.deepEqual(faults, []);
});

test("a form larger than any is refused, and the server goes on", async () => {
  for (const action of forms.keys()) {
    const status = await post(action, new URLSearchParams([["x", "y".repeat(1_000_000)]])).then(
      (answer) => answer.status,
      () => 413, // the connection is closed while we are still sending
    );
    assert.ok(status >= 300 && status < 500, `${action}: ${status}`);
  }
  assert.equal((await fetch(`${server.address}/today`)).status, 200);
});

test("the runner is still there afterwards", async () => {
  const runs = await (await fetch(`${server.address}/runs`)).text();
  assert.match(runs, /class="run"/);
});

/** Addresses of ordinary forms and the names of their fields. What carries files has its own tests. */
function collect(html) {
  const found = new Map();
  for (const [, head, body] of html.matchAll(/<form\s([^>]*)>([\s\S]*?)<\/form>/g)) {
    const action = head.match(/action="([^"]+)"/)?.[1];
    if (!/method="post"/.test(head) || !action || /multipart/.test(head)) continue;
    const names = found.get(action) ?? new Map();
    for (const [, name] of body.matchAll(/\sname="([^"]+)"/g)) names.set(alike(name), name);
    found.set(action, names);
  }
  return found;
}

/** A session has the same fields for each of its exercises and sides: one of each is enough. */
const alike = (name) => name.replace(/^e\d+-(easier-|harder-)?((left|right|both)-)?/, "exercise-");

function post(action, body) {
  return fetch(server.address + action, {
    method: "POST",
    redirect: "manual",
    headers: {
      accept: "text/html",
      "content-type": "application/x-www-form-urlencoded",
      origin: server.address,
      "sec-fetch-site": "same-origin",
    },
    body,
  });
}

/** What was wrong with the answer, if anything. */
async function send(action, body) {
  const answer = await post(action, body);
  const page = await answer.text();
  if (answer.status >= 500) return `status ${answer.status}`;
  if (page.includes("<script>alert(")) return "a script came back as it was sent";
  if (answer.status >= 400 && !/<h1/.test(page)) return `status ${answer.status} without a page`;
  if (page.includes("root:x:")) return "a file of this machine was shown";
  return undefined;
}
