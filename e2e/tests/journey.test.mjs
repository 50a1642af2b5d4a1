// The first ten minutes of a runner: pain now, today's answer, the log, the runs, and everything out again.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { bring, onAnEmptyClinic } from "../lib/empty.mjs";
import { answerDanger, answerTheRest, byPointer, goToToday, QUIET } from "../lib/interview.mjs";
import { choose, press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";
import { fit, gpx, morning } from "../lib/recordings.mjs";

describe("with a pointer", () => {
  const house = onAnEmptyClinic();

  test("from pain to today's answer, and the log changes it", async () => {
    const { page } = house;
    await page.locator("#start-pain").click();
    assert.equal(await page.locator("input[type=radio]:checked").count(), 0, "nothing is ticked beforehand");
    await look(page, "journey-danger");
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, QUIET, (at) => look(page, `journey${at.replaceAll("/", "-")}`));
    await look(page, "journey-result");
    await goToToday(page, byPointer);
    await look(page, "journey-today");
    assert.equal(await page.locator(".facts li").count(), 3, "three deciding facts");
    const before = await page.locator("h1").innerText();

    await page.locator("#during-6").click();
    await page.locator("#during-6[aria-pressed=true]").waitFor();
    const after = await page.locator("h1").innerText();
    await page.locator("#toast #undo").click();
    await page.locator("#during-6[aria-pressed=false]").waitFor();
    assert.equal(await page.locator("h1").innerText(), before, "undone is as if never said");
    assert.ok(after.length > 0);
    await page.locator("#during-6").click();
    await page.locator("#during-6[aria-pressed=true]").waitFor();
    await look(page, "journey-today-logged");
  });

  test("a danger sign comes before everything", async () => {
    const { page } = house;
    await page.locator("#start-pain").click();
    await answerDanger(page, byPointer, { saddle_numbness: "present" });
    if (!new URL(page.url()).pathname.startsWith("/today")) await page.goto("/today");
    await page.locator(".answer.stop").waitFor();
    await page.locator(".banner.danger").first().waitFor();
    await look(page, "journey-emergency");
  });

  test("an unanswered danger sign does not clear", async () => {
    const { page } = house;
    await page.locator("#start-pain").click();
    await answerDanger(page, byPointer, { saddle_numbness: "unknown" });
    await page.goto("/today");
    assert.equal(await page.locator(".answer.go").count(), 0, "never green with an open danger sign");
  });

  test("an answer that is missing is asked for, and the rest is kept", async () => {
    const { page } = house;
    await page.goto("/pain");
    await byPointer.choose(page, "chest_pain_or_breathless", "absent");
    await byPointer.press(page, "next");
    await page.locator("main").waitFor();
    await page.goto("/pain");
    assert.ok(await page.locator('input[name="chest_pain_or_breathless"][value=absent]').isChecked());
  });

  test("runs come in, are shown, and go out as they came", async () => {
    const { page, server } = house;
    const files = await recordings(server.folder);
    await page.locator("#start-import").click();
    await look(page, "journey-import");
    await page.locator("#files").setInputFiles(files.map((file) => file.path));
    await page.locator("#send-files").click();
    await page.waitForURL(/\/import\/\w+/);
    await page.locator("#stop-import").waitFor({ state: "detached" });
    await page.reload();
    await look(page, "journey-import-done");
    const outcomes = await page.locator(".import-files tbody tr").allInnerTexts();
    assert.equal(outcomes.length, files.length, outcomes.join("\n"));
    for (const file of files) {
      const row = outcomes.find((row) => row.includes(path.basename(file.path)));
      assert.match(row ?? "", file.outcome, path.basename(file.path));
    }

    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), files.filter((file) => file.isRun).length);
    await look(page, "journey-runs");
    await page.locator("li.run a").first().click();
    await page.locator(".stats").waitFor();
    await look(page, "journey-run");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the original" }).click(),
    ]);
    const original = await readFile(await download.path());
    assert.ok(files.some((file) => file.bytes.equals(original)), "the original is byte for byte what came in");

    await page.goto("/import");
    await page.locator("#files").setInputFiles(files.map((file) => file.path));
    await page.locator("#send-files").click();
    await page.waitForURL(/\/import\/\w+/);
    await page.locator("#stop-import").waitFor({ state: "detached" });
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), files.filter((file) => file.isRun).length, "twice is once");
  });

  test("everything can be taken out and deleted", async () => {
    const { page, server } = house;
    const [file] = await recordings(server.folder);
    await bring(page, [file.path]);
    await page.goto("/data");
    await look(page, "journey-data");
    for (const id of ["export", "backup"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`#${id}`).click()]);
      assert.ok((await readFile(await download.path())).length > file.bytes.length / 10, id);
    }
    await page.locator("#erase").click();
    await look(page, "journey-erase");
    await page.locator("#erase-now").click();
    await page.locator("#confirm[aria-invalid=true]").waitFor();
    await page.locator("#confirm").fill(await page.locator("label[for=confirm] code").innerText());
    await page.locator("#erase-now").click();
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), 0);
  });

  test("the example runner moves in and out", async () => {
    const { page } = house;
    await page.locator("#start-example").click();
    await page.waitForURL(/\/today/);
    await page.locator(".answer").waitFor();
    await page.goto("/runs");
    // The runs come in while the pages are served; the first page may be asked for before the first of them is in.
    await reloadUntil(page, async () => (await page.locator("li.run").count()) > 5);
  });

  test("hostile names are shown and do nothing", async () => {
    const { page, server } = house;
    const names = ['<script>alert(1)</script>"\'&', "\u202Eevil\u202C \u05E9\u05DC\u05D5\u05DD", "x".repeat(10_000)];
    const folder = path.join(server.folder, "names");
    await mkdir(folder);
    const files = await Promise.all(
      names.map(async (name, index) => {
        const file = path.join(folder, `${index}.gpx`);
        await writeFile(file, gpx({ start: morning(10 + index), minutes: 12, name }));
        return file;
      }),
    );
    page.on("dialog", () => assert.fail("a name ran as a script"));
    await bring(page, files);
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), files.length);
    await look(page, "hostile-runs");
    for (let index = 0; index < files.length; index += 1) {
      await page.goto("/runs");
      await page.locator("li.run a").nth(index).click();
      await page.waitForURL(/\/runs\/[^/?]+$/);
      await look(page, `hostile-run-${index}`);
    }
    const written = server.written();
    for (const secret of ["evil", "alert(1)", "51.4", "xxxxxxxxxx"]) {
      assert.ok(!written.includes(secret), `the log contains ${secret}`);
    }
  });
});

describe("with the keyboard alone", () => {
  const house = onAnEmptyClinic();
  const byKeyboard = { choose, press: (page, id) => press(page, page.locator(`#${id}`)) };

  test("from pain to today's answer and the log", async () => {
    const { page } = house;
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await tabTo(page, page.locator("#start-pain"));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/pain/);
    await answerDanger(page, byKeyboard, { fever_or_very_unwell: "absent", saddle_numbness: "absent" });
    await answerTheRest(page, byKeyboard, QUIET);
    await goToToday(page, byKeyboard);
    await press(page, page.locator("#after-2"));
    await page.locator("#after-2[aria-pressed=true]").waitFor();
  });
});

describe("without scripts", () => {
  const house = onAnEmptyClinic({ javaScriptEnabled: false });

  test("from pain to today's answer, the log and the runs", async () => {
    const { page, server } = house;
    await page.locator("#start-pain").click();
    await answerDanger(page, byPointer);
    await answerTheRest(page, byPointer, QUIET);
    await goToToday(page, byPointer);
    await page.locator("#next_morning-3, #next-morning-3, #next-3").first().click();
    await page.locator("[aria-pressed=true]").first().waitFor();
    const [file] = await recordings(server.folder);
    await page.goto("/import");
    await page.locator("#files").setInputFiles(file.path);
    await page.locator("#send-files").click();
    await page.waitForURL(/\/import\/\w+/);
    await reloadUntil(page, async () => (await page.locator("#stop-import").count()) === 0);
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), 1);
  });
});

/** What changes behind a page is seen by loading it again. */
async function reloadUntil(page, holds) {
  const until = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < until, `still waiting at ${page.url()}`);
    await page.reload();
  }
}

/** A FIT file, a GPX file, half a FIT file, and two that are none. */
async function recordings(folder) {
  const whole = fit({ start: morning(3), minutes: 40 });
  const files = [
    { name: "tuesday.fit", bytes: whole, outcome: /new run/i, isRun: true },
    { name: "loop.gpx", bytes: gpx({ start: morning(5), minutes: 30 }), outcome: /new run/i, isRun: true },
    {
      name: "broken.fit",
      bytes: fit({ start: morning(7), minutes: 40 }).subarray(0, 30_000),
      outcome: /partly read/i,
      isRun: true,
    },
    { name: "empty.fit", bytes: Buffer.alloc(0), outcome: /could not be read/i, isRun: false },
    { name: "letter.fit", bytes: Buffer.from("Dear physio, it hurts."), outcome: /could not be read|not a run/i, isRun: false },
  ];
  const where = path.join(folder, "recordings");
  await mkdir(where, { recursive: true });
  for (const file of files) {
    file.path = path.join(where, file.name);
    await writeFile(file.path, file.bytes);
  }
  return files;
}
