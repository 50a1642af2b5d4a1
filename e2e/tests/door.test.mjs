// The local server's own door: who may knock, what every answer carries, how fast it opens.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { serve } from "../lib/server.mjs";

const START_MS = 2_000;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.stop());

/** One request exactly as given: `fetch` would tidy the path and own the Host header. */
function ask(path, { method = "GET", headers = {}, body } = {}) {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

test("it opens soon after the program starts", () => {
  assert.ok(server.startedAfterMs < START_MS, `${server.startedAfterMs.toFixed(0)} ms until the address was printed`);
});

test("another name for this machine is refused", async () => {
  for (const host of ["evil.example", "127.0.0.1.evil.example", "femoris.example:80"]) {
    const answer = await ask("/", { headers: { host } });
    assert.ok([400, 403, 421].includes(answer.status), `${host}: ${answer.status}`);
  }
  assert.equal((await ask("/")).status, 200);
});

test("a form sent from another site is refused", async () => {
  const foreign = [
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:9" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ];
  for (const headers of foreign) {
    for (const path of ["/pain", "/log", "/import", "/data/erase"]) {
      const type = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await ask(path, { method: "POST", headers: { ...type, ...headers }, body: "x=1" });
      assert.equal(answer.status, 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
});

test("no path leads out of the house", async () => {
  const tricks = [
    "/assets/../Cargo.toml",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets//etc/passwd",
    "/assets/..\\..\\etc\\passwd",
    "/runs/..%2f..%2fetc%2fpasswd",
    "/runs/%00",
    "/runs/" + "9".repeat(5_000),
    "/%ff%fe",
  ];
  for (const path of tricks) {
    const answer = await ask(path);
    assert.ok(answer.status >= 400 && answer.status < 500, `${path.slice(0, 60)}: ${answer.status}`);
    assert.ok(!answer.body.includes("root:"), path);
  }
});

test("every answer forbids what no page needs", async () => {
  for (const path of ["/", "/pain", "/today", "/import", "/runs", "/data", "/about", "/nowhere"]) {
    const { headers } = await ask(path, { headers: { accept: "text/html" } });
    const policy = headers["content-security-policy"] ?? "";
    assert.match(policy, /default-src '(none|self)'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:|\*/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.match(policy, /form-action 'self'/, path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.match(headers["referrer-policy"] ?? "", /no-referrer|same-origin/, path);
    assert.equal(headers["access-control-allow-origin"], undefined, path);
  }
});

test("an unknown page says so, and what to do", async () => {
  const answer = await ask("/nowhere", { headers: { accept: "text/html" } });
  assert.equal(answer.status, 404);
  assert.match(answer.body, /<h1/);
  assert.match(answer.body, /href="\/"/);
});
