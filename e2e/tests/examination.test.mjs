// The examination: one question at a time to its end, the result, testing again, the sheet, a clinician's word.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onAnEmptyClinic } from "../lib/empty.mjs";
import { answerDanger, answerTheRest, byPointer, QUIET, STRAIN } from "../lib/interview.mjs";
import { choose, press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";

/** Up to the first question that the engine chose. */
async function toTheFirstQuestion(page) {
  await answerDanger(page, byPointer);
  for (const screen of ["/pain/where", "/pain/began", "/pain/you"]) {
    await page.waitForURL((url) => url.pathname === screen);
    await answerScreen(page, QUIET);
  }
  await page.waitForURL(/\/pain\/ask\//);
}

async function answerScreen(page, answers) {
  const names = await page.locator("main input[type=radio]").evaluateAll((all) => all.map((input) => input.name));
  for (const name of new Set(names)) await byPointer.choose(page, name, answers[name] ?? "unknown");
  await byPointer.press(page, "next");
}

describe("with a pointer", () => {
  const house = onAnEmptyClinic({ at: "/pain" });

  test("a strain from the first question to the sheet for the appointment", async () => {
    const { page } = house;
    await answerDanger(page, byPointer);
    let looked = 0;
    await answerTheRest(page, byPointer, STRAIN, async (at) => {
      if (at.startsWith("/pain/ask/") && looked < 3) {
        looked += 1;
        await look(page, `question-${looked}`);
      }
    });
    assert.match(await page.locator("h1").innerText(), /muscle strain/i);
    assert.ok((await page.locator("li.band").count()) >= 3, "what else it could be");
    assert.ok((await page.locator(".weigh tbody tr").count()) >= 3, "the weight of the answers");
    await look(page, "result-strain");

    await page.locator("#self_predicted_return_days-value").fill("soon");
    await page.locator("form.entry button").first().click();
    await page.locator("#self_predicted_return_days-error").waitFor();
    assert.ok((await page.locator("li.band").count()) >= 3, "the result itself comes back");
    assert.equal(await page.locator("#self_predicted_return_days-value").inputValue(), "soon");
    await page.locator("#self_predicted_return_days-value").fill("28");
    await page.locator("form.entry button").first().click();
    await page.waitForURL(/\/result$/);
    await page.getByText("You said 28").waitFor();

    await page.locator("#to-print").click();
    await page.getByRole("heading", { name: "What I want to ask" }).waitFor();
    await look(page, "appointment");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("#back").isVisible(), false, "no buttons on paper");
    await page.pdf({ path: new URL("../output/appointment.pdf", import.meta.url).pathname });
    await page.emulateMedia({ media: "screen" });
  });

  test("back, a reload in the middle, leaving and coming again lose nothing", async () => {
    const { page } = house;
    await toTheFirstQuestion(page);
    const first = page.url();
    await answerScreen(page, QUIET);
    await page.waitForURL((url) => url.href !== first);
    const second = page.url();
    await page.reload();
    assert.equal(page.url(), second);
    await page.locator("#back").click();
    await page.waitForURL(first);
    assert.equal(await page.locator("main input[type=radio]:checked").count(), 1, "the answer is still there");
    await byPointer.press(page, "next");
    await page.waitForURL(second);
    await page.locator("#enough").click();
    await page.waitForURL(/\/result$/);
    await page.locator("#go-on").click();
    await page.waitForURL(second);
  });

  test("not sure everywhere comes to an end, and every answer can be changed", async () => {
    const { page } = house;
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, {});
    assert.equal(new URL(page.url()).pathname, "/result");
    await look(page, "result-not-sure");
    assert.equal(await page.locator(".answer.go").count(), 0, "not knowing never reassures");
  });

  test("testing again keeps what was given and shows how it went", async () => {
    const { page } = house;
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, STRAIN);
    await page.locator("#to-again").click();
    await look(page, "again");
    const knee = "active_knee_extension_deficit_deg";
    await page.locator("details.why > summary").filter({ hasText: "not tested yet" }).click();
    await page.locator(`#${knee}-value`).fill("999");
    await page.locator("#next").click();
    await page.locator(`#${knee}-error`).waitFor();
    await page.locator(`#${knee}-value`).fill("12");
    await page.locator("#next").click();
    await page.waitForURL(/kept=1/);
    assert.equal(await page.locator(`#${knee}-value`).inputValue(), "12");
  });

  test("a clinician's word stands over the answer until they lift it", async () => {
    const { page } = house;
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, STRAIN);
    await page.locator("#to-clinician").click();
    await page.locator("#keep").click();
    await page.locator("#text-error").waitFor();
    await page.locator("#text").fill("No running until I have seen you again.");
    await byPointer.choose(page, "effect", "no_run");
    await page.locator("#keep").click();
    await page.waitForURL(/kept=1/);
    await look(page, "clinician");
    await page.goto("/today");
    assert.match(await page.locator("h1").innerText(), /not today/i);
    await page.goto("/clinician");
    await page.locator('button[id^="lift-"]').click();
    await page.locator("#lift-error").waitFor();
    await page.locator("input[name=said]").check();
    await page.locator('button[id^="lift-"]').click();
    await page.waitForURL(/lifted=1/);
  });
});

describe("with the keyboard alone", () => {
  const house = onAnEmptyClinic({ at: "/pain" });
  const byKeyboard = { choose, press: (page, id) => press(page, page.locator(`#${id}`)) };

  test("the whole interview, back, and on to today", async () => {
    const { page } = house;
    await answerDanger(page, byKeyboard, { fever_or_very_unwell: "absent" });
    await answerTheRest(page, byKeyboard, QUIET);
    assert.equal(new URL(page.url()).pathname, "/result");
    await tabTo(page, page.locator("#to-today"));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/today$/);
  });
});

describe("without scripts", () => {
  const house = onAnEmptyClinic({ at: "/pain", javaScriptEnabled: false });

  test("the whole interview, a refusal, testing again and the sheet", async () => {
    const { page } = house;
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, STRAIN);
    assert.equal(new URL(page.url()).pathname, "/result");
    await page.goto("/pain/ask/tender_length_cm?from=result");
    await page.locator("#tender_length_cm-value").fill("400");
    await page.locator("#next").click();
    await page.locator("#tender_length_cm-error").waitFor();
    assert.equal(await page.locator("#tender_length_cm-value").inputValue(), "400", "what was written stays");
    for (const path of ["/again", "/result/print", "/clinician"]) {
      await page.goto(path);
      await page.locator("h1").waitFor();
    }
  });
});
