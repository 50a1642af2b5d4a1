// A visitor without a pointer: Tab, Shift+Tab, arrows, Space and Enter are all there is.

import assert from "node:assert/strict";

const MOST_STOPS = 250;

/** Tabs forward until the focus is on what the locator finds; fails if it cannot be reached. */
export async function tabTo(page, locator) {
  const wanted = locator.first();
  await wanted.waitFor({ state: "attached" });
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      assert.ok(await visiblyFocused(page), `the focus on ${locator} cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`${locator} cannot be reached with the Tab key on ${page.url()}`);
}

/** Chooses one radio button of a group: into the group with Tab, along it with the arrows, Space where none was on. */
export async function choose(page, name, value) {
  const group = page.locator(`input[type=radio][name="${name}"]`);
  const values = await group.evaluateAll((inputs) => inputs.map((input) => input.value));
  assert.ok(values.includes(value), `${name} offers ${values.join(", ")}, not ${value}`);
  const focused = () =>
    page.evaluate(() => ({ name: document.activeElement?.name, value: document.activeElement?.value }));
  for (let stop = 0; (await focused()).name !== name; stop += 1) {
    assert.ok(stop < MOST_STOPS, `the choice ${name} cannot be reached with the Tab key`);
    await page.keyboard.press("Tab");
  }
  assert.ok(await visiblyFocused(page), `the focus on ${name} cannot be seen`);
  for (let step = 0; (await focused()).value !== value; step += 1) {
    assert.ok(step < values.length, `the arrows do not lead to ${value} of ${name}`);
    await page.keyboard.press("ArrowDown");
  }
  if (!(await group.evaluateAll((inputs, wanted) => inputs.find((input) => input.value === wanted).checked, value))) {
    await page.keyboard.press("Space");
  }
}

export async function press(page, locator, key = "Enter") {
  await tabTo(page, locator);
  await page.keyboard.press(key);
}

/** The element itself, its label or its neighbour draws a ring. */
async function visiblyFocused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element?.matches(":focus-visible")) return false;
    const near = [element, element.nextElementSibling, element.closest("label"), element.parentElement];
    return near.some((candidate) => {
      if (!candidate) return false;
      const style = getComputedStyle(candidate);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    });
  });
}
