// Find care: no directory yet, bringing one in, from verdicts of different urgency to a place and a letter, side by side.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { launch, visit } from "../lib/browser.mjs";
import { answerDanger, answerTheRest, byPointer, QUIET } from "../lib/interview.mjs";
import { choose, press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";
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

/** What the printer gets, as a picture beside the others. */
async function paper(page, name) {
  await page.emulateMedia({ media: "print" });
  const output = path.resolve(import.meta.dirname, "../output");
  await mkdir(output, { recursive: true });
  await page.screenshot({ path: path.join(output, `${name}-print.png`), fullPage: true });
  await page.emulateMedia({ media: null });
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
    await look(page, "care-found");
    await page.locator(".place input[type=checkbox]").nth(0).check();
    await page.locator(".place input[type=checkbox]").nth(1).check();
    await page.locator("#compare").click();
    await page.locator(".compare table").waitFor();
    await look(page, "care-compare");
    await page.locator(".compare th a").first().click();
    await look(page, "care-place");
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
      await page.goto("/care");
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
