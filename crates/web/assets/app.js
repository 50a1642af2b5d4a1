// What a page does beyond plain forms. Every page works without it.
"use strict";
(() => {
  const TOAST_MS = 6000;
  document.documentElement.classList.add("scripted");

  // A toast goes by itself, but not while somebody is on it.
  function letToastGo() {
    const toast = document.querySelector("[data-toast]");
    if (!toast || toast.dataset.counted) return;
    toast.dataset.counted = "yes";
    const goLater = () => setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) goLater();
      else toast.remove();
    }, TOAST_MS);
    goLater();
  }

  // A click on the body map chooses in the list, which is the control.
  function chooseOnMap(event) {
    const zone = event.target.closest("a[data-region]");
    if (!zone) return;
    event.preventDefault();
    check(document.getElementById(`at-${zone.dataset.region}`));
    check(document.getElementById(`side-${zone.dataset.side}`));
  }
  function check(input) {
    if (input) {
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // Writing an answer is choosing to answer; choosing "not sure" empties it.
  function followTyping(event) {
    const name = event.target.dataset?.typed;
    if (name && event.target.value) check(event.target.form.querySelector(`input[name="${name}"][value="typed"]`));
  }
  function followChoice(event) {
    const { name, value, form, checked } = event.target;
    if (!form || !checked || value !== "unknown" || !name?.endsWith("_known")) return;
    const typed = form.querySelector(`[data-typed="${name}"]`);
    if (typed) typed.value = "";
  }

  // Where the runner is, asked once on their word, written into the field and kept nowhere.
  function locate(event) {
    const button = event.target.closest("[data-locate]");
    const field = document.getElementById(button?.dataset.locate ?? "");
    if (!field) return;
    const told = document.getElementById(`${field.id}-told`), round = (degrees) => degrees.toFixed(3);
    const done = (text) => { told.textContent = text; field.focus(); };
    const no = () => done("Your browser did not say where you are. A town or postal code does as well.");
    if (!navigator.geolocation) return no();
    told.textContent = "Asking your browser.";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { field.value = `${round(coords.latitude)}, ${round(coords.longitude)}`; done("Filled in, to some 100 m. Femoris does not keep it."); },
      no,
      { maximumAge: 60_000, timeout: 15_000 },
    );
  }

  // Files and folders dropped on the form go the same way as chosen ones.
  function ready(form) {
    const input = form.querySelector("#files");
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", async (event) => {
      event.preventDefault();
      form.classList.remove("over");
      const files = await dropped(event.dataTransfer);
      if (!files.length) return;
      const chosen = new DataTransfer();
      files.forEach((file) => chosen.items.add(file));
      input.files = chosen.files;
      form.requestSubmit();
    });
  }
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return [...transfer.files];
    const files = [];
    for (const entry of entries) await collect(entry, files);
    return files;
  }
  async function collect(entry, files) {
    if (entry.isFile) {
      const file = await new Promise((done, fail) => entry.file(done, fail)).catch(() => null);
      // The path inside the dropped folder stays in the name, so that lists find their files.
      if (file) files.push(new File([file], entry.fullPath.replace(/^\//, ""), { type: file.type }));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail)).catch(() => []);
      if (!some.length) return;
      for (const inner of some) await collect(inner, files);
    }
  }

  // A screen reader hears the progress when its words change, not whenever the panel is renewed.
  function speak() {
    const words = document.getElementById("progress")?.dataset.spoken;
    const place = document.getElementById("import-spoken");
    if (place && words !== undefined && place.textContent !== words) place.textContent = words;
  }

  // The zoomable chart is fetched only when somebody wants it.
  function zoom(event) {
    const button = event.target.closest("[data-zoom]");
    if (!button) return;
    button.disabled = true;
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: button.dataset.css });
    const script = Object.assign(document.createElement("script"), { src: button.dataset.js });
    const drawn = () => window.femorisZoom(document.getElementById(button.dataset.zoom));
    script.onload = () => drawn().then(() => { button.hidden = true; }, () => { button.disabled = false; });
    script.onerror = () => { button.disabled = false; };
    document.head.append(style, script);
  }

  // A tap on the drawing of a run writes its moment into the field that marks a twinge.
  function markOnChart(event) {
    const drawing = event.target.closest("[data-along] [data-still] svg");
    if (!drawing) return;
    const LEFT = 40, RIGHT = 10; // the drawing's own margins
    const box = drawing.getBoundingClientRect(), width = drawing.viewBox.baseVal.width;
    const share = ((event.clientX - box.left) / box.width * width - LEFT) / (width - LEFT - RIGHT);
    const along = drawing.closest("[data-along]").dataset.along.split(" ").map(Number);
    const place = Math.min(Math.max(share, 0), 1) * (along.length - 1), before = Math.floor(place);
    const after = along[Math.min(before + 1, along.length - 1)];
    mark(along[before] + (after - along[before]) * (place - before));
  }

  function mark(moment) {
    const field = document.getElementById("twinge_at"), second = Math.round(moment);
    if (!field) return;
    field.value = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
    field.focus();
  }
  window.femorisMark = mark; // for the zoomable chart

  function arrange() {
    letToastGo();
    speak();
  }
  document.addEventListener("click", (event) => {
    chooseOnMap(event);
    zoom(event);
    locate(event);
    markOnChart(event);
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("input", followTyping);
  document.addEventListener("change", followChoice);
  document.addEventListener("htmx:after:swap", arrange);
  document.querySelectorAll("[data-drop]").forEach(ready);
  document.querySelector(".error")?.closest(".question, .sign, .field, .entry, fieldset")?.scrollIntoView({ block: "center" });
  arrange();
})();
