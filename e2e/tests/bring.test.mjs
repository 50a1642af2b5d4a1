// Bring my runs: dropped, chosen from the keyboard, stopped half way, twice the same, and with notes nobody should write.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { bring, onAnEmptyClinic } from "../lib/empty.mjs";
import { press, tabTo } from "../lib/keyboard.mjs";
import { look } from "../lib/look.mjs";
import { fit, gpx, morning, zip } from "../lib/recordings.mjs";

const MANY = 800;
const HOSTILE = ['<script>alert(1)</script>"\'&', "\u202Eevil\u202C \u05E9\u05DC\u05D5\u05DD", "x".repeat(10_000)];

describe("with a pointer", () => {
  const house = onAnEmptyClinic();

  test("what is dropped is read while every page answers, and stopping keeps what is read", async () => {
    const { page, server } = house;
    const one = fit({ start: morning(1), minutes: 1 });
    await page.goto("/import");
    await drop(page, [["loop.gpx", gpx({ start: morning(5), minutes: 12 })], ["tuesday.fit", one]]);
    await page.waitForURL(/\/import\/\w+/);
    await page.locator("#stop-import").waitFor({ state: "detached" });
    const read = await page.locator(".import-files th.file").allInnerTexts();
    assert.deepEqual(read.map((name) => path.basename(name)).sort(), ["loop.gpx", "tuesday.fit"]);

    const many = Array.from({ length: MANY }, (_, index) => [
      `runs/${index}.fit`,
      fit({ start: morning(10 + index), minutes: 10 }),
    ]);
    await mkdir(path.join(server.folder, "many"));
    const archive = path.join(server.folder, "many", "export.zip");
    await writeFile(archive, zip(many));
    await page.goto("/import");
    await page.locator("#path").fill(archive);
    await page.locator("#send-path").click();
    await page.locator("#stop-import").waitFor();
    for (const there of ["/", "/today", "/runs", "/import", "/data"]) {
      assert.equal((await fetch(`${server.address}${there}`)).status, 200, there);
    }
    await page.locator("#stop-import").click();
    await page.getByText(/Stopped after \d+ file/).first().waitFor();
    await look(page, "bring-stopped", { whole: false });
    const kept = Number((await page.locator("h1, #progress-h").allInnerTexts()).join(" ").match(/after (\d+)/)[1]);
    assert.ok(kept > 0 && kept <= MANY, `${kept} of ${MANY}`);
    await page.goto("/runs");
    assert.ok((await page.locator("li.run").count()) > 0, "what was read is kept");
  });

  test("a run that came from two watches counts once, and the other can be kept too", async () => {
    const { page, server } = house;
    const start = morning(3);
    await bring(page, await written(server, [["watch.fit", fit({ start, minutes: 30 })], ["phone.gpx", gpx({ start, minutes: 30 })]]));
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), 1, "one run");
    await page.locator("li.run a").first().click();
    const both = page.getByRole("button", { name: "Undo: keep both" });
    await both.waitFor();
    await look(page, "bring-merged");
    await both.click();
    await page.goto("/runs");
    assert.equal(await page.locator("li.run").count(), 2, "both are kept");
    await page.locator("li.run a").first().click();
    await page.locator("#take-out").click();
    await page.goBack();
    await page.reload();
    await page.locator("#put-back").waitFor();
    await look(page, "bring-taken-out");
  });

  test("notes that nobody should write are shown and do nothing", async () => {
    const { page, server } = house;
    page.on("dialog", () => assert.fail("a note ran as a script"));
    const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
    const lines = HOSTILE.map((text, index) =>
      [index + 1, quoted("Nov 2, 2024, 6:12:09 AM"), quoted(text), "Run", quoted(text), `activities/${index}.gpx`].join(","),
    );
    const list = ["Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename", ...lines];
    const runs = HOSTILE.map((_, index) => [`activities/${index}.gpx`, gpx({ start: morning(20 + index), minutes: 12 })]);
    const archive = zip([["activities.csv", Buffer.from(`${list.join("\n")}\n`)], ...runs]);
    await bring(page, await written(server, [["export.zip", archive]]));
    for (let index = 0; index < HOSTILE.length; index += 1) {
      await page.goto("/runs");
      await page.locator("li.run a").nth(index).click();
      await page.waitForURL(/\/runs\/[^/?]+$/);
      const note = await page.locator("#note").inputValue();
      assert.ok(note.length > 0 && HOSTILE.some((text) => text.startsWith(note) || note.startsWith(text.slice(0, 100))), note.slice(0, 60));
      await look(page, `bring-note-${index}`, { whole: false });
    }
    await page.locator("#note").fill(HOSTILE[0]);
    await page.locator("#save-title").click();
    await page.waitForURL(/saved=1/);
    assert.equal(await page.locator("#note").inputValue(), HOSTILE[0]);
    for (const secret of ["evil", "alert(1)", "xxxxxxxxxx"]) {
      assert.ok(!server.written().includes(secret), `the log contains ${secret}`);
    }
  });

  test("an address where nothing is says so and leads back", async () => {
    const { page } = house;
    for (const nowhere of ["/nowhere", "/runs/00000000000000000000", "/import/none"]) {
      assert.equal((await page.goto(nowhere)).status(), 404, nowhere);
      await look(page, `bring${nowhere.replaceAll("/", "-")}`);
    }
  });
});

describe("with the keyboard alone", () => {
  const house = onAnEmptyClinic();

  test("runs come in, one is opened, and everything goes out and away", async () => {
    const { page, server } = house;
    // Choosers are caught from here on: asked for together with the key press, the key may be quicker.
    page.on("filechooser", () => {});
    const files = await written(server, [["tuesday.fit", fit({ start: morning(2), minutes: 20 })]]);
    await press(page, page.locator("#start-import"));
    await page.waitForURL(/\/import$/);
    await tabTo(page, page.locator("#files"));
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
    await chooser.setFiles(files);
    await press(page, page.locator("#send-files"));
    await page.waitForURL(/\/import\/\w+/);
    await page.locator("#stop-import").waitFor({ state: "detached" });
    await page.reload();
    await press(page, page.getByRole("link", { name: /^See the run/ }));
    await page.waitForURL(/\/runs\/\w+/);
    await press(page, page.locator("#save-title"));
    await page.waitForURL(/saved=1/);

    await page.goto("/data");
    for (const id of ["export", "backup"]) {
      await tabTo(page, page.locator(`#${id}`));
      await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    }
    await press(page, page.locator("#erase"));
    const word = await page.locator("label[for=confirm] code").innerText();
    await tabTo(page, page.locator("#confirm"));
    await page.keyboard.type(word);
    await press(page, page.locator("#erase-now"));
    await page.waitForURL((url) => !url.pathname.startsWith("/data/erase"));
    await page.goto("/");
    await press(page, page.locator("#start-example"));
    await page.waitForURL(/\/today/);
  });
});

/** Files dropped from outside the browser, by name and bytes. */
async function drop(page, files) {
  const carried = files.map(([name, bytes]) => [name, bytes.toString("base64")]);
  const transfer = await page.evaluateHandle((carried) => {
    const transfer = new DataTransfer();
    for (const [name, text] of carried) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    }
    return transfer;
  }, carried);
  await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
}

async function written(server, files) {
  const folder = path.join(server.folder, "chosen");
  await mkdir(folder, { recursive: true });
  const places = files.map(([name]) => path.join(folder, name));
  await Promise.all(files.map(([, bytes], index) => writeFile(places[index], bytes)));
  return places;
}
