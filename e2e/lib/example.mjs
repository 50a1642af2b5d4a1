// The example runner and a browser, there for every test of a file.

import { after, before } from "node:test";
import { launch, visit } from "./browser.mjs";
import { serve } from "./server.mjs";

/** Serves the example runner while the file's tests run. `visit` opens a fresh visitor, with the options of a context. */
export function onTheExample() {
  let browser;
  const house = { server: undefined, visit: (options) => visit(browser, house.server.address, options) };
  before(async () => {
    house.server = await serve({ demo: true });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await house.server?.stop();
  });
  return house;
}
