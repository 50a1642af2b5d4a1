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

/** What a sprinter says five days after a sharp pain in the middle of the thigh. */
export const STRAIN = {
  side: "right",
  location: "thigh_belly",
  onset: "sudden",
  setting: "fast_running",
  age_years: 27,
  sex: "male",
  previous_hamstring_strains: 1,
  months_since_last_strain: 14,
  onset_date: new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10),
  pop_felt: "absent",
  bruise_within_7_days: "absent",
  large_bruise: "absent",
  limp_walking: "absent",
  cannot_walk_fast_or_climb_stairs: "absent",
  resisted_knee_flexion_pain: "present",
  taking_off_shoe_test: "present",
  muscle_belly_tender: "present",
  tender_distance_from_sit_bone_cm: 9,
  tender_length_cm: 4,
  pain_now: "2",
  pain_worst: "6",
};

/** How a pointer answers: on the words, as the button itself is hidden, and only once they lie still. */
export const byPointer = {
  choose: async (page, name, value) => {
    const button = `input[name="${name}"][value="${value}"]`;
    await page.locator("label").filter({ has: page.locator(button) }).click();
    await page.locator(`${button}:checked`).waitFor({ state: "attached" });
  },
  press: (page, id) => page.locator(`#${id}`).click(),
};

/** All danger signs on their one screen, to the page after it; `signs` names those that are not *no*. */
export async function answerDanger(page, hand, signs = {}) {
  for (const [name, value] of Object.entries(signs)) await hand.choose(page, name, value);
  await hand.press(page, "none-of-these");
  await page.waitForURL((url) => url.pathname !== "/pain");
}

/** From the place to the result; `seen` is called on each new step. */
export async function answerTheRest(page, hand, answers, seen = async () => {}) {
  for (let step = 0; !isAnswer(page.url()); step += 1) {
    assert.ok(step < MOST_STEPS, `still asking after ${MOST_STEPS} steps, at ${page.url()}`);
    const at = page.url();
    await seen(new URL(at).pathname);
    for (const name of await groups(page)) {
      const values = await page.locator(`input[name="${name}"]`).evaluateAll((inputs) => inputs.map((i) => i.value));
      const typed = name.replace(/_known$/, "");
      if (typed !== name && answers[typed] !== undefined) {
        await hand.choose(page, name, "typed");
        await page.locator(`#${typed}-value`).fill(String(answers[typed]));
        continue;
      }
      const value = answers[name] ?? (values.includes("unknown") ? "unknown" : values.at(-1));
      await hand.choose(page, name, String(value));
    }
    await hand.press(page, "next");
    await page.waitForURL((url) => url.href !== at);
  }
}

/** From the result to the answer of the day. */
export async function goToToday(page, hand) {
  await hand.press(page, "to-today");
  await page.waitForURL(/\/today$/);
}

/** Names of the radio groups on the page, in order. */
async function groups(page) {
  const names = await page.locator("main input[type=radio]").evaluateAll((inputs) => inputs.map((input) => input.name));
  return [...new Set(names)];
}

function isAnswer(url) {
  return ["/today", "/result"].includes(new URL(url).pathname);
}
