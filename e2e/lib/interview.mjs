// Walks through *I have pain now*, giving the answers it was told and *not sure* to everything else.

import assert from "node:assert/strict";

const MOST_STEPS = 40;

/** What a runner with a sore sit bone and a quiet week would say. */
export const QUIET = {
  side: "left",
  location: "sit_bone",
  onset: "gradual",
  setting: "gradual_build_up",
  sitting_provokes: "present",
  eases_with_warm_up: "present",
  limp_walking: "absent",
};

/** How a pointer answers. */
export const byPointer = {
  choose: (page, name, value) => page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true }),
  press: (page, id) => page.locator(`#${id}`).click(),
};

/** All danger signs on their one screen; `signs` names those that are not *no*. */
export async function answerDanger(page, hand, signs = {}) {
  for (const [name, value] of Object.entries(signs)) await hand.choose(page, name, value);
  await hand.press(page, "none-of-these");
}

/** From the place to the answer of the day; `seen` is called on each new step. */
export async function answerTheRest(page, hand, answers, seen = async () => {}) {
  for (let step = 0; !isAnswer(page.url()); step += 1) {
    assert.ok(step < MOST_STEPS, `still asking after ${MOST_STEPS} steps, at ${page.url()}`);
    const at = page.url();
    await seen(new URL(at).pathname);
    for (const name of await groups(page)) {
      const values = await page.locator(`input[name="${name}"]`).evaluateAll((inputs) => inputs.map((i) => i.value));
      const value = answers[name] ?? (values.includes("unknown") ? "unknown" : values.at(-1));
      await hand.choose(page, name, String(value));
    }
    await hand.press(page, "next");
    await page.waitForURL((url) => url.href !== at);
  }
}

/** Names of the radio groups on the page, in order. */
async function groups(page) {
  const names = await page.locator("main input[type=radio]").evaluateAll((inputs) => inputs.map((input) => input.name));
  return [...new Set(names)];
}

function isAnswer(url) {
  return new URL(url).pathname === "/today";
}
