// A Chromium that reports what no page of ours may do: talk to others, log errors, break the content policy.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  assert.ok(executablePath, "no Chromium found: set CHROMIUM to one");
  return chromium.launch({ executablePath, args: QUIET });
}

/**
 * A fresh visitor; `offences` collects what should not have happened. Nothing is kept for later unless
 * `serviceWorkers: "allow"` asks for it: the worker would fetch a week of sessions for each visitor. `other` is the
 * one other server that may be asked, such as the test's own for map pictures.
 */
export async function visit(browser, address, { other, ...options } = {}) {
  const context = await browser.newContext({
    baseURL: address,
    serviceWorkers: "block",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 360, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const offences = [];
  const allowed = [`${address}/`, "data:", "blob:", ...(other ? [`${other}/`] : [])];
  const isOurs = (url) => allowed.some((start) => url.startsWith(start));
  const leave = (url) => offences.push(`a request left the machine: ${url}`);
  // A request that is looked at on its way passes by the worker; where there is one, requests are only listened to.
  if (options.serviceWorkers === "allow") {
    context.on("request", (request) => isOurs(request.url()) || leave(request.url()));
  } else {
    await context.route("**/*", (route) => {
      const url = route.request().url();
      if (isOurs(url)) return route.continue();
      leave(url);
      return route.abort();
    });
  }
  page.on("console", (message) => {
    if (message.type() === "error" && !isWantedRefusal(message)) offences.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => offences.push(`script error: ${error.message}`));
  return {
    page,
    context,
    offences,
    /** Fails with everything that went wrong since the visit began. */
    assertClean() {
      assert.deepEqual(offences, []);
    },
  };
}

/** Chromium logs every 4xx answer; a form that is refused on purpose answers 400 or 422. */
function isWantedRefusal(message) {
  return /status of (400|404|409|413|422)/.test(message.text());
}

/** Bytes over the wire for one page, with nothing kept yet and then again with what the browser kept. */
export async function weigh(browser, address, path) {
  // No routing here: it would switch the browser's cache off.
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  let bytes = 0;
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  const load = async () => {
    bytes = 0;
    await page.goto(address + path, { waitUntil: "networkidle" });
    return bytes;
  };
  const first = await load();
  const again = await load();
  await context.close();
  return { first, again };
}
