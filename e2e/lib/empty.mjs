// An empty clinic and a browser, made anew for every test of a file.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { launch, visit } from "./browser.mjs";
import { serve } from "./server.mjs";

/** Opens a page of an empty clinic for each test, the first one where none is named; ends with nothing to complain about. */
export function onAnEmptyClinic({ at = "/", ...options } = {}) {
  const house = {};
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    house.server = await serve();
    Object.assign(house, await visit(browser, house.server.address, options));
    await house.page.goto(at);
  });
  afterEach(async () => {
    await house.context?.close();
    await house.server?.stop();
    assert.deepEqual(house.offences, []);
  });
  return house;
}

/** Sends files the way a visitor does, and waits until they are read. */
export async function bring(page, files) {
  await page.goto("/import");
  await page.locator("#files").setInputFiles(files);
  await page.locator("#send-files").click();
  await page.waitForURL(/\/import\/\w+/);
  await page.locator("#stop-import").waitFor({ state: "detached" });
}
