// The player: leads through the form of the session one exercise at a time, and fills it in. Every time it counts comes with
// the page (docs/player.md); the form stays what is sent.
"use strict";
(() => {
  const TICK_MS = 100, LAST_SECONDS = 3, LONG_S = 6, SETTLED_MS = 6000;
  const WORK = new Set(["count", "hold", "keep", "way", "ladder"]);
  const form = document.getElementById("session-form"), dialog = document.getElementById("player");
  const sound = window.femorisSound, outbox = window.femorisOutbox;
  if (!form || !dialog?.showModal || !sound || !outbox) return;
  const at = (id) => document.getElementById(id);
  const day = form.elements.day.value;

  // --- What is to be done -------------------------------------------------------------------------------------------
  const parse = (text) => text.split(" ").filter(Boolean).map((beat) => {
    const [kind, side, set, seconds, number, of] = beat.split(":");
    return { kind, side, set: +set, seconds: +seconds, number: +number || 0, of: +of || 0 };
  });
  const items = [...form.querySelectorAll("[data-item]")].map((node) => {
    const choices = [node, ...node.querySelectorAll("[data-swap]")];
    return { node, choices, now: node, beats: parse(node.dataset.beats), done: new Set(), cut: new Set() };
  });
  const fieldset = (item, side) => form.querySelector(`[data-field="${item.now.dataset.doable}-${side}"]`);
  const field = (item, side, name) => form.elements.namedItem(`${item.now.dataset.doable}-${side}-${name}`);
  const sides = (item) => [...new Set(item.beats.map(({ side }) => side))];
  const cueList = (item) => item.now.querySelector("[data-cues]");
  const DEMANDS = { easier: 0, harder: 2 };
  const demand = ({ dataset }) => DEMANDS[dataset.swap] ?? 1;
  const hasStopped = ({ dataset }) =>
    ["both", "left", "right"].some((side) => form.elements.namedItem(`${dataset.doable}-${side}-stopped`)?.value === "pain");
  /** What may be done in its place: nothing as hard as what was stopped for pain. */
  const open = (item) => {
    const least = Math.min(...item.choices.filter(hasStopped).map(demand));
    return item.choices.filter((choice) => choice !== item.now && demand(choice) < least);
  };
  /** Where its work stands among its beats, of one side or of all. */
  const works = (item, side) =>
    item.beats.flatMap((beat, index) => (WORK.has(beat.kind) && (!side || beat.side === side) ? [index] : []));
  const isTimed = ({ kind, seconds }) => seconds > 0 && kind !== "way" && kind !== "ladder";

  // Where it stands: which exercise, which beat of it, how much of that is left, and what stopped it.
  const now = { item: 0, beat: 0, left: 0, running: false, ended: false, worked: 0, since: 0, spoke: 0, stop: null };
  const item = () => items[now.item];
  const beat = () => item().beats[now.beat];

  /** The last side that worked, for the pain in it: of this exercise, or of the one before while this one is got ready. */
  function lastWorked() {
    for (let one = now.item, from = now.beat; one >= 0; one -= 1, from = Infinity) {
      const beats = items[one].beats.slice(0, from === Infinity ? undefined : from + 1);
      const worked = beats.findLast(({ kind }) => WORK.has(kind));
      if (worked && (one === now.item || items[one].done.size)) return { item: items[one], side: worked.side };
    }
    return null;
  }

  // --- Into the form ------------------------------------------------------------------------------------------------
  function write(one) {
    for (const side of sides(one)) {
      const sets = new Map();
      one.beats.forEach((beat, index) => {
        if (beat.side !== side || !WORK.has(beat.kind)) return;
        sets.set(beat.set, (sets.get(beat.set) ?? true) && one.done.has(index));
      });
      const count = [...sets.values()].filter(Boolean).length, did = field(one, side, "did");
      if (!did) continue;
      if (count) {
        did.value = "yes";
        field(one, side, "sets").value = count;
      } else if (did.value === "yes" && !one.cut.has(side)) did.value = "";
    }
  }
  /** What was done of a first set that was not finished; nothing where it was not begun. */
  function begunOn(one, side) {
    const held = works(one, side).map((index) => (one.done.has(index) ? one.beats[index].of : 0)).filter((of) => of > 1);
    // Sides that take turns have the holds of both in a set; what is asked is asked of each.
    if (held.length) return { repetitions: Math.floor((held.length * field(one, side, "repetitions").defaultValue) / held[0]) };
    const current = one === item() ? beat() : null;
    if (!current || current.side !== side || !WORK.has(current.kind)) return null;
    const seconds = Math.floor(current.seconds - now.left / 1000);
    if (current.kind === "hold") return { repetitions: 1, seconds };
    if (current.kind === "keep") return { seconds };
    if (current.kind === "count" && current.seconds) return { repetitions: repetition(current) - 1 };
    return { repetitions: "", seconds: "" };
  }
  /** Ends an exercise before all of it was done. What was done stays, with the reason; a side that was not begun is left out. */
  function cut(one, reason) {
    for (const side of sides(one)) {
      const did = field(one, side, "did");
      if (!did || works(one, side).every((index) => one.done.has(index))) continue;
      const part = begunOn(one, side), hurt = reason === "pain" && field(one, side, "pain").value !== "";
      if (did.value !== "yes") {
        did.value = reason;
        if (!part || !(hurt || (part.seconds ?? part.repetitions) > 0)) continue;
        did.value = "yes";
        for (const [name, value] of Object.entries({ sets: 1, ...part })) if (field(one, side, name)) field(one, side, name).value = value;
      }
      field(one, side, "stopped").value = reason;
      one.cut.add(side);
    }
  }
  /** It goes on after all. */
  function uncut(one) {
    for (const side of sides(one)) {
      const did = field(one, side, "did");
      if (did && did.value !== "yes") did.value = "";
      if (!one.cut.delete(side)) continue;
      field(one, side, "stopped").value = "";
      for (const name of ["repetitions", "seconds"]) {
        const input = field(one, side, name);
        if (input) input.value = input.defaultValue;
      }
    }
    write(one);
  }
  function keepDraft() {
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const { item, beat, left, ended, worked, stop } = now;
    const chosen = items.map(({ now, done, cut }) => [now.dataset.doable, [...done], [...cut], now.dataset.name, now.dataset.beats]);
    outbox.draft({ day, plan: plan(), fields, chosen, item, beat, left, ended, worked, stop }).catch(() => {});
  }
  const plan = () => items.map(({ node }) => `${node.dataset.name} ${node.dataset.beats}`).join("\n");
  function restore(draft) {
    const { item, beat, left, ended, worked, stop } = draft;
    Object.assign(now, { item, beat, left, ended, worked, stop: stop ?? null });
    draft.chosen.forEach(([doable, done, cut, , beats], index) => {
      const one = items[index], choice = one.choices.find(({ dataset }) => dataset.doable === doable && dataset.beats === beats);
      choose(one, choice ?? one.node);
      // What is not offered any more is not half done either.
      if (!choice && index === item) Object.assign(now, { beat: 0, left: 0 });
      one.done = new Set(choice && done);
      one.cut = new Set(choice && cut);
    });
    for (const [name, value] of draft.fields) tellAgain(name, value);
  }
  function tellAgain(name, value) {
    const control = form.elements.namedItem(name);
    if (control instanceof RadioNodeList) control.value = value;
    else if (control?.type === "checkbox" || control?.type === "radio") control.checked ||= control.value === value;
    else if (control && (control.type !== "hidden" || name === "session" || name === "log" || name.endsWith("-stopped"))) control.value = value;
  }
  /** Another session stands in place of the one that was begun, such as a longer one. What was told of exercises it has too stays
      told, and so do signs; what ended the session ends this one. */
  function carry(draft) {
    const choices = items.flatMap((one, index) => one.choices.map((choice) => ({ choice, index })));
    for (const [doable, , , name] of draft.chosen) {
      const place = choices.findIndex(({ choice }) => choice.dataset.name === name);
      if (place < 0) continue;
      // Each once: what warms up may cool down as well.
      const [found] = choices.splice(place, 1);
      for (const [field, value] of draft.fields) {
        const [, told] = field.startsWith(`${doable}-`) ? field.split(doable) : [];
        if (!told || !/-(did|sets|repetitions|seconds|pain|effort|form|stopped)$/.test(told)) continue;
        tellAgain(`${found.choice.dataset.doable}${told}`, value);
        if (told.endsWith("-pain") && value !== "" && Number(value) >= Number(form.dataset.severe)) {
          if (items[found.index].now !== found.choice) choose(items[found.index], found.choice);
          Object.assign(now, { item: found.index, stop: { item: found.index, side: told.split("-")[1], score: value } });
        }
      }
    }
    for (const sign of signs) {
      sign.checked ||= draft.fields.some(([name]) => name === sign.name);
      if (sign.checked) now.stop = { item: now.item, side: "", sign: sign.name };
    }
  }

  // --- Onto the screen ----------------------------------------------------------------------------------------------
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const onSide = (side) => (side === "both" ? "" : `, ${side}`);
  const counted = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
  const allSets = () => Math.max(...item().beats.map(({ set }) => set));
  const setOf = ({ set, side }) => (allSets() > 1 ? `Set ${set} of ${allSets()}${onSide(side)}` : sideName(side));
  const sideName = (side) => ({ left: "Left side", right: "Right side" })[side] ?? item().now.dataset.dose;
  const DOING = {
    ready: () => "get ready",
    count: ({ number }) => `of ${counted(number, "repetition")}`,
    hold: ({ number, of }) => (of > 1 ? `hold ${number} of ${of}` : "hold"),
    release: () => "let go",
    keep: () => "keep going",
    way: () => "metres, then Done",
    ladder: () => "your ladder, then Done",
    change: ({ side }) => `change to the ${side}`,
    rest: () => "rest",
  };
  const SAID = {
    ready: () => `${item().now.dataset.name}. ${item().now.dataset.dose}. Get ready.`,
    count: (beat) => `${setOf(beat)}. ${counted(beat.number, "repetition")}.`,
    hold: (beat) => `${beat.of > 1 ? `Hold ${beat.number} of ${beat.of}${onSide(beat.side)}` : `${setOf(beat)}. Hold`}, ${counted(beat.seconds, "second")}.`,
    keep: (beat) => `${setOf(beat)}. ${counted(beat.seconds, "second")}.`,
    way: (beat) => `${setOf(beat)}. ${counted(beat.number, "metre")}, then press Done.`,
    ladder: () => "As your ladder says, then press Done.",
    change: ({ side }) => `Change to the ${side}.`,
    rest: ({ seconds }) => `Rest, ${counted(seconds, "second")}.`,
  };

  function showTime() {
    const current = beat(), seconds = Math.ceil(now.left / 1000), share = current.seconds ? now.left / (current.seconds * 1000) : 1;
    let big = clock(seconds);
    if (current.kind === "count") big = String(current.seconds ? repetition(current) : current.number);
    if (current.kind === "way") big = String(current.number);
    if (current.kind === "ladder") big = "";
    at("p-time").textContent = big;
    at("p-oval").setAttribute("aria-label", isTimed(current) ? `${counted(seconds, "second")} left` : "No time runs");
    at("p-time").classList.toggle("long", big.length > 4);
    at("p-run").setAttribute("stroke-dasharray", `${isTimed(current) ? (100 * share).toFixed(2) : 100} 100`);
    const later = items.slice(now.item).flatMap(({ beats }, index) => beats.slice(index ? 0 : now.beat + 1));
    const minutes = Math.ceil((later.reduce((sum, { seconds }) => sum + seconds, 0) + now.left / 1000) / 60);
    at("p-where").textContent = `${now.item + 1} of ${items.length} · ${minutes} min left`;
  }
  /** Which repetition it is, at the pace that is asked for. */
  function repetition({ seconds, number }) {
    const each = seconds / number, gone = seconds - now.left / 1000;
    return Math.min(Math.floor(gone / each) + 1, number);
  }
  function showBeat() {
    const current = beat(), one = item(), { dataset } = one.now;
    at("p-name").textContent = dataset.name;
    at("p-what").textContent = current.kind === "ready" ? dataset.dose : setOf(current);
    at("p-doing").textContent = current.kind === "count" && !current.seconds ? "times, then Done" : DOING[current.kind](current);
    showSets();
    at("p-cues").replaceChildren(...[...cueList(one).children].map((cue) => cue.cloneNode(true)));
    at("p-stop").textContent = one.now.querySelector("[data-stop]").textContent;
    const isWork = WORK.has(current.kind);
    at("p-next").querySelector("span").textContent = isWork ? "Done" : "Next";
    dialog.dataset.kind = isWork ? "work" : current.kind;
    showChoices();
    showPain();
    showDrawing();
    showTime();
  }
  function showSets() {
    const current = beat(), one = item(), isHolds = allSets() === 1 && one.beats.some(({ of }) => of > 1);
    const parts = one.beats.filter(({ kind, side }) => WORK.has(kind) && side === current.side);
    const count = isHolds ? parts.length : allSets();
    const place = isHolds ? parts.findLastIndex((part) => one.beats.indexOf(part) <= now.beat) + 1 : current.set;
    const isOver = current.kind === "rest";
    const bars = Array.from({ length: count }, (_, index) => {
      const bar = document.createElement("i");
      if (index + 1 < place || (isOver && index + 1 === place)) bar.className = "d";
      else if (index + 1 === place && current.kind !== "ready") bar.className = "c";
      return bar;
    });
    at("p-sets").replaceChildren(...bars);
    at("p-sets").setAttribute("aria-label", `${isHolds ? "Hold" : "Set"} ${Math.max(place, 1)} of ${count}`);
    at("p-sets").hidden = count < 2;
  }
  /** The exercise is named where it is another one than that on the screen. */
  function legendOf(last) {
    if (!last) return "Worst pain, once you began";
    const of = last.item === item() ? "" : ` in ${last.item.now.dataset.name}`;
    return `Worst pain${of}${onSide(last.side)}`;
  }
  function showPain() {
    const last = lastWorked(), value = last && field(last.item, last.side, "pain")?.value;
    at("p-pain").disabled = !last;
    at("p-pain").querySelector("legend").textContent = legendOf(last);
    for (const input of at("p-pain").querySelectorAll("input")) input.checked = last !== null && input.value === value;
  }
  function showChoices() {
    const others = open(item());
    const WORDS = { easier: "Easier", harder: "Harder" };
    at("p-swaps").replaceChildren(...others.map((choice) => {
      const { swap, name, dose } = choice.dataset, button = document.createElement("button"), small = document.createElement("small");
      Object.assign(button, { className: "btn wide", type: "button" });
      small.textContent = dose;
      button.append(`${swap ? WORDS[swap] : "As planned"}: ${name}`, small);
      button.addEventListener("click", () => swapTo(choice));
      return button;
    }));
  }
  const drawings = new Map();
  async function showDrawing() {
    const place = at("p-fig"), address = item().now.dataset.drawing;
    if (place.dataset.of === address) return;
    place.dataset.of = address;
    place.replaceChildren();
    if (!address) return;
    if (!drawings.has(address)) {
      const got = fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error("no drawing"))));
      drawings.set(address, got.catch(() => drawings.delete(address) && ""));
    }
    const drawn = new DOMParser().parseFromString((await drawings.get(address)) || "<none/>", "image/svg+xml").documentElement;
    const still = item().now.querySelector("img.fig");
    if (place.dataset.of !== address) return;
    if (drawn.localName === "svg") place.replaceChildren(document.adoptNode(drawn));
    else if (still) place.replaceChildren(still.cloneNode(true));
    moveDrawing();
  }
  function moveDrawing() {
    const svg = at("p-fig").querySelector("svg");
    if (now.running) svg?.unpauseAnimations();
    else svg?.pauseAnimations();
  }

  // --- Through the session ------------------------------------------------------------------------------------------
  function enter(place, left) {
    Object.assign(now, place, { spoke: 0, stop: null });
    scene("p-work");
    now.left = left ?? beat().seconds * 1000;
    showBeat();
    tell();
    keepDraft();
  }
  function tell() {
    const current = beat(), text = SAID[current.kind]?.(current);
    if (text) {
      at("p-say").textContent = text;
      sound.say(text);
    }
    if (WORK.has(current.kind)) sound.begin();
    else if (current.kind !== "ready") sound.end();
  }
  function forward() {
    if (settle()) return;
    if (WORK.has(beat().kind)) {
      item().done.add(now.beat);
      write(item());
    }
    if (now.beat + 1 < item().beats.length) enter({ beat: now.beat + 1 });
    else nextItem();
  }
  function nextItem() {
    at("p-more").open = at("p-wrong").open = false;
    at("p-work").scrollTop = 0;
    if (now.item + 1 < items.length) enter({ item: now.item + 1, beat: 0 });
    else end();
  }
  /** To the beginning of this beat, or, from there, to the work before it, of the exercise before if need be. That counts as not done. */
  function back() {
    if (settle()) return;
    const earlier = works(item()).findLast((index) => index < now.beat);
    const isUnderWay = beat().seconds * 1000 - now.left > 2000;
    if (isUnderWay || (earlier === undefined && now.item === 0)) return enter({});
    const one = items[earlier === undefined ? now.item - 1 : now.item];
    // What was stopped for pain stays stopped, as long as that is told of it.
    const hurts = sides(one).find((side) => field(one, side, "stopped")?.value === "pain" && isTooMuch(one, field(one, side, "pain").value));
    if (hurts) return stop({ item: items.indexOf(one), side: hurts, score: field(one, hurts, "pain").value });
    const place = { item: items.indexOf(one), beat: earlier ?? Math.max(0, ...one.done) };
    one.done.delete(place.beat);
    uncut(one);
    enter(place);
  }
  function choose(one, choice) {
    // What was done of the other one stays told.
    for (const side of sides(one)) {
      const did = field(one, side, "did");
      if (did && did.value !== "yes") did.value = "";
    }
    Object.assign(one, { now: choice, beats: parse(choice.dataset.beats), done: new Set(), cut: new Set() });
  }
  function swapTo(choice) {
    if (settle()) return;
    choose(item(), choice);
    at("p-more").open = false;
    at("p-work").scrollTop = 0;
    enter({ beat: 0 });
    at("p-toggle").focus();
  }
  function leaveOut(reason) {
    if (settle()) return;
    cut(item(), reason);
    nextItem();
    if (!now.ended) at("p-toggle").focus();
  }

  // --- Stopping -----------------------------------------------------------------------------------------------------
  const SCENES = ["p-work", "p-stopped", "p-end"];
  function scene(shown) {
    for (const id of SCENES) at(id).hidden = id !== shown;
    at("p-foot").hidden = shown !== "p-work";
  }
  let settling = 0, unsettled = null, byKeys = false;
  const isTooMuch = (one, score) => score !== "" && Number(score) > Number(one.now.dataset.limit);
  /** A score that was come to by keys counts once it is left, or nothing was pressed for a while. Whether it stops anything. */
  function settle() {
    const halt = unsettled;
    unsettled = null;
    clearTimeout(settling);
    halt?.();
    return Boolean(halt);
  }
  /** What the runner told of pain. Above what is tolerated the exercise stops; what is severe ends the session. */
  function hurt(score) {
    const last = lastWorked();
    if (!last) return;
    field(last.item, last.side, "pain").value = score;
    clearTimeout(settling);
    unsettled = isTooMuch(last.item, score) ? () => stop({ item: items.indexOf(last.item), side: last.side, score }) : null;
    // By arrow keys a score may be on the way to another.
    if (byKeys && unsettled) settling = setTimeout(settle, SETTLED_MS);
    else settle();
  }
  function stop(what) {
    run(false);
    now.stop = what;
    if (what.item === now.item) cut(item(), what.sign ? "other" : "pain");
    showStop();
    keepDraft();
  }
  const signs = [...document.querySelectorAll("#signs input")];
  const wordOf = (sign) => sign.parentElement.textContent.trim();
  function showStop() {
    const { item: index, score, sign } = now.stop, one = items[index], { name, limit } = one.now.dataset;
    const isOver = Boolean(sign) || Number(score) >= Number(form.dataset.severe), next = items[now.item + (index === now.item ? 1 : 0)];
    const ways = [];
    const easier = open(one).find(({ dataset }) => dataset.swap === "easier");
    if (!isOver && index === now.item && easier) ways.push(["The easier one", easier.dataset.name, () => swapTo(easier)]);
    if (!isOver && next) ways.push(["Go on with", next.now.dataset.name, () => (index === now.item ? nextItem() : enter({}, now.left))]);
    ways.push(["End the session", "What you did is kept", end]);
    ways.push([sign ? "That was a slip" : "Correct the number", "Back to the exercise", unstop]);
    at("p-stop-h").textContent = isOver ? "Stop the session here" : index === now.item ? `Stop here: ${name}` : `Too much: ${name}`;
    const why = sign
      ? `${wordOf(signs.find((one) => one.name === sign))}: nothing more today. It has to be looked into first.`
      : `${score} of 10 is more than you may have in it now, which is ${limit} of 10 at most.`;
    at("p-stop-why").textContent = why;
    at("p-stop-kept").textContent = index === now.item ? "What you did of it so far is kept, with the reason." : "What you told of it is kept.";
    at("p-stop-ways").replaceChildren(...ways.map(([title, what, go], place) => way(title, what, go, place === 0)));
    scene("p-stopped");
    at("p-stopped").scrollTop = 0;
    at("p-stop-h").focus();
    at("p-say").textContent = "";
    sound.say(`${at("p-stop-h").textContent}. ${why}`);
  }
  function way(title, what, go, isFirst) {
    const button = document.createElement("button"), small = document.createElement("small");
    Object.assign(button, { className: isFirst ? "btn go wide" : "btn wide", type: "button" });
    small.textContent = what;
    button.append(title, small);
    button.addEventListener("click", () => {
      go();
      if (!now.ended && !now.stop) at("p-toggle").focus();
    });
    return button;
  }
  /** It was not so: what was told is taken back, and the exercise waits where it stood. */
  function unstop() {
    const { item: index, side, sign } = now.stop;
    if (sign) signs.find((one) => one.name === sign).checked = false;
    else field(items[index], side, "pain").value = "";
    if (index === now.item) uncut(item());
    enter({}, now.left || undefined);
  }

  function run(on) {
    now.running = on;
    now.since = performance.now();
    at("p-toggle").querySelector("use").setAttribute("href", on ? "#i-pause" : "#i-play");
    at("p-toggle").querySelector("span").textContent = on ? "Pause" : "Go on";
    dialog.dataset.running = on ? "yes" : "no";
    moveDrawing();
    stayAwake(on);
    if (!on) sound.say("");
  }
  function tick() {
    if (!now.running) return;
    const moment = performance.now(), gone = moment - now.since, current = beat();
    now.since = moment;
    now.worked += gone;
    if (!isTimed(current)) return;
    const before = Math.ceil(now.left / 1000);
    now.left = Math.max(0, now.left - gone);
    if (now.left === 0) return forward();
    const seconds = Math.ceil(now.left / 1000);
    showTime();
    if (current.kind === "count") {
      const number = repetition(current);
      if (number > now.spoke) {
        // The first one has been announced with its set; a number now would cut that off.
        if (now.spoke) {
          sound.tick();
          sound.say(String(number));
        }
        now.spoke = number;
      }
    } else if (seconds < before && seconds <= LAST_SECONDS && current.seconds >= LONG_S) {
      sound.tick();
      sound.say(String(seconds));
    }
  }
  let awake = null;
  async function stayAwake(on) {
    if (on && !awake) {
      awake = await navigator.wakeLock?.request("screen").catch(() => null);
      // The browser lets go of it when the page is hidden.
      awake?.addEventListener("release", () => { awake = null; });
    }
    if (!now.running) awake?.release().catch(() => {});
  }
  // Nobody counts along with a page that is not seen.
  document.addEventListener("visibilitychange", () => { if (document.hidden && now.running) run(false); });

  // --- The end ------------------------------------------------------------------------------------------------------
  function end() {
    run(false);
    const text = `${now.stop ? "The session ends here." : "That was the last of it."} How hard was it, and how are you now?`;
    Object.assign(now, { ended: true, stop: null });
    showEnd();
    keepDraft();
    at("p-say").textContent = text;
    sound.say(text);
    sound.end();
  }
  function showEnd() {
    const took = form.elements.took;
    if (!took.value && now.worked > 0) took.value = Math.max(1, Math.round(now.worked / 60_000));
    const rows = items.filter(({ node, done }) => done.size && node.dataset.part === "main").map(effortOf);
    const title = Object.assign(document.createElement("h2"), { textContent: "How hard was it" });
    const efforts = document.createElement("section");
    efforts.append(title, ...rows);
    at("p-end").replaceChildren(...(rows.length ? [efforts] : []), at("afterwards"));
    at("p-where").textContent = "The end";
    scene("p-end");
    const first = at("p-end").querySelector("h2");
    first.tabIndex = -1;
    at("p-name").textContent = "The end of the session";
    first.focus();
    dialog.scrollTop = 0;
  }
  function effortOf(one, index) {
    const row = at("p-effort").content.cloneNode(true).firstElementChild;
    row.querySelector("legend").textContent = one.now.dataset.name;
    for (const input of row.querySelectorAll("input")) {
      input.name = `p-effort-${index}`;
      input.checked = sides(one).some((side) => field(one, side, "effort")?.value === input.value);
      input.addEventListener("change", () => {
        tellOf(one, "effort", input.value);
      });
    }
    // Whether the position held is told by one press, and taken back by another.
    const held = [...row.querySelectorAll("[data-form]")];
    const isTold = ({ dataset }) => doneSides(one).every((side) => field(one, side, "form").value === dataset.form);
    const showHeld = () => held.forEach((button) => button.setAttribute("aria-pressed", String(isTold(button))));
    for (const button of held) {
      button.addEventListener("click", () => {
        tellOf(one, "form", isTold(button) ? "" : button.dataset.form);
        showHeld();
        keepDraft();
      });
    }
    showHeld();
    return row;
  }
  function doneSides(one) {
    return sides(one).filter((side) => field(one, side, "did")?.value === "yes");
  }
  function tellOf(one, name, value) {
    for (const side of doneSides(one)) field(one, side, name).value = value;
  }

  // --- Doors --------------------------------------------------------------------------------------------------------
  function start() {
    sound.wake();
    dialog.showModal();
    document.documentElement.classList.add("playing");
    if (now.ended) return showEnd();
    if (now.stop) {
      showBeat();
      return showStop();
    }
    enter({}, now.left || undefined);
    run(true);
    at("p-toggle").focus();
  }
  function closed() {
    settle();
    run(false);
    document.documentElement.classList.remove("playing");
    at("afterwards-place").append(at("afterwards"));
    keepDraft();
    bar();
  }
  const begun = () => now.ended || now.stop || now.item > 0 || now.beat > 0;
  function bar() {
    at("play").querySelector("span").textContent = begun() ? "Go on" : "Start";
    if (!begun()) return;
    const where = now.ended ? "The exercises are over; say how it was." : `You stopped at exercise ${now.item + 1} of ${items.length}.`;
    at("play-note").textContent = `${where} What you did so far is kept on this device.`;
  }
  async function submit(event) {
    event.preventDefault();
    const button = at("keep");
    button.setAttribute("aria-busy", "true");
    const body = new URLSearchParams(new FormData(form)).toString();
    const entry = { session: form.elements.session.value, day, title: form.dataset.title, body };
    const became = await outbox.hand(entry).catch(() => null);
    button.removeAttribute("aria-busy");
    if (became === null) return form.submit();
    if (became === "kept") return location.assign(`/session?kept=${day}`);
    if (dialog.open) dialog.close();
    if (became === "waiting") at("play-bar").hidden = true;
    at("outbox").tabIndex = -1;
    at("outbox").focus();
  }
  function pressed(button, on, word) {
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = word;
  }
  function showSound() {
    pressed(at("p-sound"), sound.on, "Sound");
    at("p-sound").querySelector("use").setAttribute("href", sound.on ? "#i-sound" : "#i-mute");
    pressed(at("p-voice"), sound.spoken, "Voice");
    at("p-voice").hidden = !sound.speaks;
  }

  at("play").addEventListener("click", start);
  at("p-leave").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", closed);
  at("p-toggle").addEventListener("click", () => { sound.wake(); run(!now.running); });
  at("p-next").addEventListener("click", forward);
  at("p-back").addEventListener("click", back);
  for (const id of ["p-more", "p-wrong"]) at(id).addEventListener("toggle", ({ target }) => target.open && target.scrollIntoView({ block: "nearest" }));
  at("p-skips").addEventListener("click", ({ target }) => target.dataset.skip && leaveOut(target.dataset.skip));
  at("p-pain").addEventListener("keydown", ({ key }) => {
    byKeys = true;
    if (key === "Enter") settle();
  });
  at("p-pain").addEventListener("focusout", ({ relatedTarget }) => at("p-pain").contains(relatedTarget) || settle());
  at("p-pain").addEventListener("pointerdown", () => { byKeys = false; });
  at("p-pain").addEventListener("change", ({ target }) => hurt(target.value));
  at("p-signs").replaceChildren(...signs.map((sign) => {
    const button = Object.assign(document.createElement("button"), { className: "btn wide", type: "button", textContent: wordOf(sign) });
    button.addEventListener("click", () => {
      sign.checked = true;
      at("p-wrong").open = false;
      stop({ item: now.item, side: "", sign: sign.name });
    });
    return button;
  }));
  at("p-sound").addEventListener("click", () => { sound.mute(sound.on); showSound(); });
  at("p-voice").addEventListener("click", () => { sound.speak(!sound.spoken); showSound(); });
  form.addEventListener("submit", submit);
  form.addEventListener("change", keepDraft);
  setInterval(tick, TICK_MS);

  /** A session of a day to come is there to be kept, not to be done. */
  function isAhead() {
    const now = new Date(), [year, month, date] = day.split("-").map(Number);
    return new Date(year, month - 1, date) > now;
  }
  /** Whether what waits to be sent tells of a sign or of pain that ends a session: nobody has looked into it yet. */
  function saysStop({ body }) {
    const isSign = (name, value) => value === "present" && signs.some((sign) => sign.name === name);
    const isSevere = (name, value) => /(-pain|^pain_after)$/.test(name) && value !== "" && Number(value) >= Number(form.dataset.severe);
    return [...new URLSearchParams(body)].some(([name, value]) => isSign(name, value) || isSevere(name, value));
  }
  async function ready() {
    const [draft, waiting] = await Promise.all([outbox.drafted(day), outbox.waiting()]).catch(() => [null, []]);
    if (draft?.plan === plan()) restore(draft);
    else if (draft && !("done" in form.dataset)) carry(draft);
    const isKept = "done" in form.dataset || waiting.some((entry) => entry.day === day && !entry.refused);
    at("play-bar").hidden = isKept || isAhead();
    showSound();
    bar();
    const stopped = waiting.find((entry) => entry.day <= day && saysStop(entry));
    at("play").hidden = Boolean(stopped);
    if (stopped) at("play-note").textContent = `What you told of your ${stopped.title} has to be looked into first. Nothing more until Femoris has it${stopped.refused ? ": it was not taken, correct it first" : " and answers"}.`;
    dialog.dataset.ready = "yes";
  }
  ready();
})();
