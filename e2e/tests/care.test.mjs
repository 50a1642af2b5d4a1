// Find care: no directory yet, bringing one in, from verdicts of different urgency to a place and a letter, side by side.

import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { launch, visit } from "../lib/browser.mjs";
import { answerDanger, answerTheRest, byPointer, QUIET } from "../lib/interview.mjs";
import { choose, press, tabTo } from "../lib/keyboard.mjs";
import { look, paper } from "../lib/look.mjs";
import { serve } from "../lib/server.mjs";

const LIST = `id,name,profession,lat,lon,skills,address,postcode,town,phone,wheelchair,hours,languages,updated
1,Praxis am Bogen,physiotherapist,51.4400,14.2400,shockwave;sports_background,Bogenstr. 1,02977,Hoyerswerda,03571 000 111,yes,Mo-Fr 08:00-18:00,de en,2026-10-31
2,Laufwerk Physio,physiotherapist,51.4420,14.2460,dry_needling,Am Stadion 4,02977,Hoyerswerda,03571 000 222,,Mo-Fr 10:00-20:00,,
3,Dr. Hanke,sports_physician,51.4461,14.2380,sports_background,,02977,Hoyerswerda,,,,,2026-09-20
4,Haus der Bewegung,physiotherapist;osteopath,51.4350,14.2500,,,,,,,,,2022-03-01
5,Lausitzer Klinikum,emergency_department,51.4500,14.2700,,Kliniksweg 2,02977,Hoyerswerda,03571 44,,24/7,,
6,Gemeinschaftspraxis,physician,51.4410,14.2440,,,,,03571 000 333,,,,
`;
const HERE = "51.4400, 14.2445";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const house = {};
beforeEach(async () => {
  house.server = await serve();
  Object.assign(house, await visit(browser, house.server.address));
});
afterEach(async () => {
  await house.context?.close();
  await house.server?.stop();
  assert.deepEqual(house.offences, []);
});

async function bringList(page) {
  const file = path.join(house.server.folder, "mine.csv");
  await writeFile(file, LIST);
  await page.goto("/care/directory");
  await page.locator("#files").setInputFiles(file);
  await page.locator("#send-files").click();
  await page.getByText("6 kept").waitFor();
}

async function find(page) {
  await page.locator("#near").fill(HERE);
  await page.locator("#find").click();
  await page.locator("#told").waitFor();
}

/** Every file below a folder with its bytes. */
async function everythingIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [path.relative(folder, file), await readFile(file)]));
}

/** A position as programs write numbers: as fractions, and in ten-millionths of a degree. */
function asStored({ latitude, longitude }) {
  return [latitude, longitude].flatMap((degrees) => {
    const [big, little, steps] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(4)];
    const rounded = Number(degrees.toFixed(3));
    big.writeDoubleBE(rounded);
    little.writeDoubleLE(rounded);
    steps.writeInt32BE(Math.round(rounded * 1e7));
    return [big, little, steps];
  });
}

describe("find care", () => {
  test("no directory yet: the page says how to get one", async () => {
    const { page } = house;
    await page.goto("/care");
    await page.locator("#no-directory").waitFor();
    await look(page, "care-none");
    await page.locator("#no-directory a").click();
    await page.getByText("How to get one").waitFor();
    await look(page, "care-directory");
  });

  test("from a quiet verdict to a place, side by side and a letter", async () => {
    const { page } = house;
    await bringList(page);
    await look(page, "care-directory-read");
    await page.goto("/pain");
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, QUIET);
    await page.getByRole("link", { name: "Whom to see, and who is near" }).click();
    await find(page);
    assert.equal(await page.locator(".place").count(), 4);
    assert.equal(await page.locator(".map .pin").count(), 4);
    assert.equal(await page.locator(".map image").count(), 0);
    await look(page, "care-found");
    await paper(page, "care-found");
    await page.locator(".place input[type=checkbox]").nth(0).check();
    await page.locator(".place input[type=checkbox]").nth(1).check();
    await page.locator("#compare").click();
    await page.locator(".compare table").waitFor();
    await look(page, "care-compare");
    await paper(page, "care-compare");
    await page.locator(".compare th a").first().click();
    await look(page, "care-place");
    await paper(page, "care-place");
    await page.locator("input[name=shortlisted]").check();
    await page.locator("#own-tendon").selectOption("yes");
    await page.locator("#note").fill("Asks about running first.");
    await page.locator("#keep").click();
    await page.locator("#toast .toast").waitFor();
    await page.goto("/care/shortlist");
    await page.getByText("Asks about running first.").waitFor();
    await look(page, "care-shortlist");
    await page.locator("main li a").first().click();
    await page.locator("#letter").click();
    await page.getByText("fits my answers best").waitFor();
    await look(page, "care-letter");
    await paper(page, "care-letter");
  });

  for (const [name, signs, heading] of [
    ["emergency", { saddle_numbness: "present" }, "Emergency care, now"],
    ["same-day", { one_sided_leg_swelling: "present", clot_risk: "present" }, "Someone who sees you today"],
  ]) {
    test(`${name}: the number first, and nobody to compare`, async () => {
      const { page } = house;
      await bringList(page);
      await page.goto("/pain");
      await answerDanger(page, byPointer, signs);
      await page.goto("/today");
      await page.getByRole("link", { name: "Whom to see, and who is near" }).click();
      assert.equal(await page.locator("h1").innerText(), heading);
      await page.locator("#call-first").waitFor();
      await find(page);
      assert.equal(await page.locator("input[name=place], #compare, #sort").count(), 0);
      await look(page, `care-${name}`);
      await page.locator(".place a").first().click();
      await page.locator("#letter").click();
      await page.getByText("Danger signs that were raised").waitFor();
      await look(page, `care-${name}-letter`);
    });
  }

  for (const [name, signs, location, heading] of [
    [
      "within two days",
      { groin_pain_on_weight_bearing: "present", earlier_stress_fracture: "present" },
      "groin_front",
      "A clinician within two days who can arrange a picture",
    ],
    ["within two weeks", { low_energy_availability: "present" }, "sit_bone", "A sports physician within two weeks"],
  ]) {
    test(`${name}: a place, a letter and the sheet with its address`, async () => {
      const { page } = house;
      await bringList(page);
      await page.goto("/pain");
      await answerDanger(page, byPointer, signs);
      await page.goto("/pain/where");
      await byPointer.choose(page, "side", "left");
      await byPointer.choose(page, "location", location);
      await byPointer.press(page, "next");
      await page.goto("/today");
      await page.getByRole("link", { name: "Whom to see, and who is near" }).click();
      assert.equal(await page.locator("h1").innerText(), heading);
      assert.equal(await page.locator("#call-first").count(), 0);
      await find(page);
      await page.getByRole("link", { name: "Dr. Hanke" }).click();
      await page.locator("#letter").click();
      await page.getByText("Danger signs that were raised").waitFor();
      assert.match(await page.locator("address").innerText(), /Dr\. Hanke/);
      await page.locator("#sheet").click();
      await page.getByText("Dr. Hanke").first().waitFor();
    });
  }

  test("with the keyboard alone from the search to a letter", async () => {
    const { page } = house;
    await bringList(page);
    await page.goto("/care?need=tendon_rehab");
    await tabTo(page, page.locator("#near"));
    await page.keyboard.type(HERE);
    await page.keyboard.press("Enter");
    for (const index of [0, 1]) await press(page, page.locator("input[name=place]").nth(index), "Space");
    await press(page, page.locator("#compare"));
    await press(page, page.locator(".compare th a").nth(1));
    await press(page, page.locator("input[name=been_there]"), "Space");
    await press(page, page.locator("#keep"));
    await page.locator("#toast .toast").waitFor();
    assert.ok(await page.locator("input[name=been_there]").isChecked());
    await press(page, page.locator("#letter"));
    await page.locator(".letter-page").waitFor();
  });

  test("nothing found says how far was looked and what would help", async () => {
    const { page } = house;
    await bringList(page);
    await page.goto(`/care?need=physiotherapist&near=52.2,14.2&within=5`);
    await page.locator("#widen").waitFor();
    await look(page, "care-nothing");
    await page.locator("#widen a").first().click();
    await page.locator(".place").first().waitFor();
  });

  test("five questions by keyboard lead to somebody", async () => {
    const { page } = house;
    await page.goto("/care");
    await tabTo(page, page.locator("#five"));
    await page.keyboard.press("Enter");
    for (let question = 1; question <= 5; question += 1) {
      await page.getByText(`Question ${question} of 5`).waitFor();
      if (question === 1) await look(page, "care-question");
      await choose(page, "answer", "no");
      await press(page, page.locator("#next"));
    }
    await page.waitForURL("**/care?need=check_up");
  });
});

describe("where the browser says one is", () => {
  const POSITION = { latitude: 51.437_719, longitude: 14.221_913 };
  const SHOWN = "51.438, 14.222";

  /** A visitor whose browser may be asked, and how often it was. */
  async function asked(options) {
    const visitor = await visit(browser, house.server.address, options);
    let times = 0;
    await visitor.page.exposeFunction("wasAsked", () => (times += 1));
    await visitor.page.addInitScript(() => {
      for (const name of ["getCurrentPosition", "watchPosition"]) {
        const own = navigator.geolocation[name].bind(navigator.geolocation);
        navigator.geolocation[name] = (...all) => (globalThis.wasAsked(), own(...all));
      }
    });
    return { ...visitor, times: () => times };
  }

  test("it is asked once, on a word, and kept nowhere", async () => {
    await bringList(house.page);
    const visitor = await asked({ permissions: ["geolocation"], geolocation: POSITION });
    const { page } = visitor;
    await page.goto("/care?need=tendon_rehab");
    assert.equal(visitor.times(), 0, "not before the button");
    await page.locator("[data-locate]").click();
    await page.getByText("Filled in").waitFor();
    assert.equal(await page.locator("#near").inputValue(), SHOWN);
    await page.locator("#find").click();
    await page.locator(".place").first().waitFor();
    await page.locator(".place a").first().click();
    await page.locator("#own").waitFor();
    await page.goto("/care?need=tendon_rehab");
    assert.equal(await page.locator("#near").inputValue(), "", "the next search begins empty");
    assert.equal(visitor.times(), 1);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.equal(kept, '[{},{},""]');
    visitor.assertClean();
    await visitor.context.close();
    const files = await everythingIn(house.server.folder);
    for (const secret of [...SHOWN.split(", "), "51.4377", "14.2219", ...asStored(POSITION)]) {
      for (const [name, bytes] of files) assert.ok(!bytes.includes(secret), `${name} holds the position`);
      assert.ok(!house.server.written().includes(secret), "the log holds the position");
    }
  });

  test("where it may not be asked a typed town still does", async () => {
    await bringList(house.page);
    const visitor = await asked({ permissions: [] });
    const { page } = visitor;
    await page.goto("/care?need=tendon_rehab");
    await page.locator("[data-locate]").click();
    await page.getByText("did not say where you are").waitFor();
    await find(page);
    assert.equal(await page.locator(".place").count(), 4);
    assert.equal(visitor.times(), 1);
    visitor.assertClean();
    await visitor.context.close();
  });
});

describe("map pictures", () => {
  const pictures = { asked: [] };
  before(async () => {
    const png = await readFile(path.join(import.meta.dirname, "picture.png"));
    pictures.server = createServer((request, response) => {
      pictures.asked.push(request);
      response.writeHead(200, { "content-type": "image/png" }).end(png);
    });
    await new Promise((resolve) => pictures.server.listen(0, "127.0.0.1", resolve));
    pictures.origin = `http://127.0.0.1:${pictures.server.address().port}`;
  });
  after(() => pictures.server?.close());

  /** The list of places, with every picture that belongs to it. */
  async function findWithPictures(page) {
    await page.goto(`/care?need=tendon_rehab&near=${encodeURIComponent(HERE)}`, { waitUntil: "networkidle" });
    return page.locator(".map image").count();
  }

  test("come only from the server that was named, only to a map, and only until they are switched off", async () => {
    await bringList(house.page);
    const visitor = await visit(browser, house.server.address, { other: pictures.origin });
    const { page } = visitor;
    assert.equal(await findWithPictures(page), 0);
    assert.equal(pictures.asked.length, 0, "nothing is asked before somebody says so");
    await page.locator("figcaption a").click();
    await page.locator("#address").fill(`${pictures.origin}/{z}/{x}/{y}.png`);
    await page.locator("#credit").fill("© Nobody in particular");
    await page.locator("#map-on").click();
    await page.locator("#informed-error").waitFor();
    await look(page, "care-map");
    await page.locator("input[name=informed]").check();
    await page.locator("#map-on").click();
    await page.locator("#map-off").waitFor();
    assert.equal(pictures.asked.length, 0, "the setting itself asks for nothing");

    const shown = await findWithPictures(page);
    assert.ok(shown > 3 && pictures.asked.length === shown, `${pictures.asked.length} asked for ${shown}`);
    for (const { url, headers } of pictures.asked) {
      assert.match(url, /^\/\d+\/\d+\/\d+\.png$/);
      assert.equal(headers.referer ?? headers.cookie, undefined);
    }
    await page.getByText("© Nobody in particular").waitFor();
    await look(page, "care-found-pictures");
    await paper(page, "care-found-pictures");
    pictures.asked.length = 0;
    for (const other of ["/care", "/care/map", "/today", "/data"]) await page.goto(other, { waitUntil: "networkidle" });
    assert.equal(pictures.asked.length, 0, "no other page asks");

    const plain = await visit(browser, house.server.address, { other: pictures.origin, javaScriptEnabled: false });
    assert.equal(await findWithPictures(plain.page), shown);
    assert.equal(pictures.asked.length, shown, "without scripts as well");
    await plain.context.close();

    await page.goto("/care/map");
    await page.locator("#map-off").click();
    await page.getByText("Switched off.").waitFor();
    pictures.asked.length = 0;
    assert.equal(await findWithPictures(page), 0);
    assert.equal(pictures.asked.length, 0);
    visitor.assertClean();
    await visitor.context.close();
  });
});