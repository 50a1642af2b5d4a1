// Draws the series of a run or of the whole history so that a part can be opened. The still drawing and its table stay.
"use strict";
(() => {
  const HEIGHTS = { first: 160, other: 120 };
  const DAY_S = 86400, CLOSER = 0.5, STEP = 0.5, WHEEL = 1.002, TAP = 4;
  // Steps that a clock knows, in seconds, for paces and times.
  const CLOCK_STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000];
  // Of what the still drawing shows, a part that hardly changes fills its panel with no less than this share.
  const LEAST = 0.2;
  const clock = (seconds) => {
    const whole = Math.round(seconds), h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60;
    const s = String(whole % 60).padStart(2, "0");
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  };
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });

  window.femorisZoom = async (figure) => {
    const answer = await fetch(figure.dataset.series, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error("no series");
    const { x, panels, marks = [], over = [], stages = [] } = await answer.json();
    if (x.kind === "day") x.values = x.values.map((day) => (x.first + day) * DAY_S);
    panels.filter((panel) => panel.divide > 1).forEach((panel) => {
      panel.values = panel.values.map((value) => (value == null ? null : value / panel.divide));
    });
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => resolve(figure, style.getPropertyValue(name).trim());
    const colours = { line: colour("--c-load-2"), thin: colour("--control"), pain: colour("--c-pain"), grid: colour("--c-grid"), text: colour("--ink-2"), over: colour("--clay") };
    const begin = stages.map(({ from, name }) => ({ at: (x.first + from) * DAY_S, name }));
    const drawn = { marks, over, begin };
    const place = document.createElement("div");
    place.className = "zoomed";
    const width = figure.clientWidth;
    const sync = uPlot.sync(figure.id);
    const shown = panels.map((panel, index) => {
      const box = document.createElement("div");
      place.append(box);
      return () => new uPlot(options(panel, index, { x, width, colours, sync, drawn }), [x.values, ...lines(panel).map(({ values }) => values)], box);
    });
    figure.querySelectorAll("[data-still]").forEach((still) => { still.hidden = true; });
    figure.querySelector("figcaption").after(place);
    const plots = shown.map((draw) => draw());
    place.prepend(moving(figure, plots, x));
    if (x.seconds && window.femorisMark) plots.forEach((plot) => tapped(plot, x));
    new ResizeObserver(() => plots.forEach((plot) => plot.setSize({ width: figure.clientWidth, height: plot.height }))).observe(figure);
  };

  // What a panel draws, the recorded line beneath the one that is levelled for hills.
  function lines({ title, values, thin = [] }) {
    const main = { label: title, values };
    return thin.length ? [{ label: "as recorded", values: thin, isThin: true }, { ...main, label: "levelled for hills" }] : [main];
  }

  // What is drawn of the values that are in view: what the still drawing leaves out, such as a stop, flattens nothing here either.
  const within = ([low, high]) => (_, least, most) => {
    const from = Math.max(least ?? low, low), to = Math.min(most ?? high, high);
    if (from > to) return [low, high];
    const pad = Math.max((high - low) * LEAST - (to - from), 0) / 2;
    return [from - pad, to + pad];
  };

  // A tap that does not drag tells the moment that was tapped.
  function tapped(plot, x) {
    let pressed = 0;
    plot.over.addEventListener("pointerdown", (event) => { pressed = event.clientX; });
    plot.over.addEventListener("click", (event) => {
      if (Math.abs(event.clientX - pressed) > TAP) return;
      const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
      const after = Math.min(Math.max(x.values.findIndex((value) => value >= at), 1), x.values.length - 1);
      const [from, to] = [x.values[after - 1], x.values[after]];
      const share = to > from ? Math.min(Math.max((at - from) / (to - from), 0), 1) : 0;
      window.femorisMark(x.seconds[after - 1] + share * (x.seconds[after] - x.seconds[after - 1]));
    });
  }

  // Faster than asked: bands under the pace with a bar on top, as in the still drawing.
  function beneath(plot, pace, { over }, colours) {
    if (!pace) return;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = colours.over;
    over.forEach(([from, to]) => {
      const left = plot.valToPos(from, "x", true), width = Math.max(plot.valToPos(to, "x", true) - left, 3);
      ctx.globalAlpha = 0.22;
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(left, bbox.top, width, 6);
    });
    ctx.restore();
  }

  // Bars as plain rectangles on whole pixels, one for each column of the screen where there are more days than columns: ten
  // years move as smoothly as ten weeks.
  function upright(plot, colour) {
    const { ctx, bbox } = plot, [xs, ys] = plot.data;
    const place = (value) => plot.valToPos(value, "x", true);
    const wide = Math.max(Math.round((place(xs[0] + DAY_S) - place(xs[0])) * 0.8), 1);
    const floor = plot.valToPos(0, "y", true);
    const tops = new Map();
    const { min, max } = plot.scales.x;
    xs.forEach((at, index) => {
      if (ys[index] > 0 && at >= min - DAY_S && at <= max + DAY_S) {
        const left = Math.round(place(at) - wide / 2);
        tops.set(left, Math.max(tops.get(left) ?? 0, ys[index]));
      }
    });
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour;
    tops.forEach((value, left) => {
      const top = Math.round(plot.valToPos(value, "y", true));
      ctx.fillRect(left, top, wide, Math.round(floor) - top);
    });
    ctx.restore();
  }

  // Twinges through every panel; where a stage begins, with its number and name on the first.
  function above(plot, index, { marks, begin }, colours) {
    const { ctx, bbox } = plot, right = bbox.left + bbox.width;
    ctx.save();
    ctx.setLineDash([6, 4]);
    ctx.font = `500 ${13 * devicePixelRatio}px 'Source Sans 3', sans-serif`;
    ctx.fillStyle = colours.text;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    const mark = (at, colour) => {
      const place = plot.valToPos(at, "x", true);
      if (place < bbox.left || place > right) return null;
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(place, bbox.top);
      ctx.lineTo(place, bbox.top + bbox.height);
      ctx.stroke();
      return place;
    };
    marks.forEach((at) => mark(at, colours.pain));
    let free = -Infinity; // Names that would lie on each other give way to their numbers.
    begin.forEach(({ at, name }, number) => {
      const place = mark(at, colours.text);
      if (place === null || index) return;
      const long = `${number + 1} ${name}`, fits = (text) => place >= free && place + ctx.measureText(text).width < right;
      const text = fits(long) ? long : fits(`${number + 1}`) ? `${number + 1}` : null;
      if (!text) return;
      ctx.fillText(text, place, bbox.top - 1);
      free = place + ctx.measureText(text).width + 12;
    });
    ctx.restore();
  }

  // Buttons, fingers and the wheel move all panels together, once a frame. The wheel alone scrolls the page.
  function moving(figure, plots, x) {
    const whole = [x.values[0], x.values[x.values.length - 1]];
    const least = (whole[1] - whole[0]) / 500;
    let wanted = null;
    const view = () => wanted ?? [plots[0].scales.x.min, plots[0].scales.x.max];
    function show(min, max) {
      const span = Math.min(Math.max(max - min, least), whole[1] - whole[0]);
      const from = Math.min(Math.max(min, whole[0]), whole[1] - span);
      if (!wanted) requestAnimationFrame(draw);
      wanted = [from, from + span];
    }
    function draw() {
      const [min, max] = wanted;
      wanted = null;
      plots.forEach((plot) => plot.setScale("x", { min, max }));
    }
    const zoom = (factor, at = 0.5) => {
      const [min, max] = view(), middle = min + (max - min) * at;
      show(middle - (middle - min) * factor, middle + (max - middle) * factor);
    };
    const pan = (share) => {
      const [min, max] = view(), by = (max - min) * share;
      show(min + by, max + by);
    };
    plots.forEach((plot) => {
      plot.over.addEventListener("wheel", (event) => {
        const closer = event.ctrlKey || event.metaKey;
        const sideways = !closer && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
        if (!closer && !sideways) return;
        event.preventDefault();
        if (sideways) pan((event.deltaX || event.deltaY) / plot.over.clientWidth);
        else zoom(WHEEL ** event.deltaY, event.offsetX / plot.over.clientWidth);
      }, { passive: false });
      plot.over.addEventListener("pointermove", (event) => {
        if (event.pointerType === "touch" && event.buttons) pan(-event.movementX / plot.over.clientWidth);
      });
    });
    const bar = Object.assign(document.createElement("div"), { className: "zoom-bar screen" });
    const button = (label, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
      made.addEventListener("click", act);
      bar.append(made);
    };
    button("Earlier", () => pan(-STEP));
    button("Later", () => pan(STEP));
    button("Closer", () => zoom(CLOSER));
    button("Wider", () => zoom(1 / CLOSER));
    button("All of it", () => show(...whole));
    if (matchMedia("(hover: hover)").matches) {
      bar.append(Object.assign(document.createElement("p"), { className: "note", textContent: "Drag over a part to open it. The wheel zooms with Ctrl held." }));
    }
    figure.femorisView = { show, view, whole };
    return bar;
  }

  function options(panel, index, { x, width, colours, sync, drawn }) {
    const pace = panel.kind === "pace", days = x.kind === "day";
    const along = (value) => (days ? date.format(value * 1000) : x.kind === "time" ? clock(value) : `${value} ${x.unit}`);
    const font = "500 13px 'Source Sans 3', sans-serif";
    const axis = { font, stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.grid, width: 1 } };
    const colour = panel.kind === "pain" ? colours.pain : colours.line;
    const isBars = panel.kind === "bars";
    const written = (value) => (value == null ? "–" : pace ? clock(value) : value);
    const line = ({ label, isThin }) => ({ label, stroke: isThin ? colours.thin : colour, width: isThin ? 1 : 1.5, spanGaps: false, ...bars, ...dots, value: (_, value) => written(value) });
    const range = panel.kind === "pain" ? [0, 10] : isBars ? (_, low, high) => [0, high || 1] : panel.range ? within(panel.range) : undefined;
    const bars = isBars ? { paths: () => null, points: { show: false } } : {};
    const dots = panel.kind === "pain" ? { paths: () => null, points: { show: true, size: 6, fill: colour } } : {};
    return {
      title: panel.title,
      width,
      height: index ? HEIGHTS.other : HEIGHTS.first,
      tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1000), "UTC"),
      hooks: { drawClear: [(plot) => beneath(plot, pace, drawn, colours)], draw: [(plot) => isBars && upright(plot, colour), (plot) => above(plot, index, drawn, colours)] },
      cursor: { sync: { key: sync.key }, drag: { x: true, y: false } },
      scales: { x: { time: days }, y: { dir: pace ? -1 : 1, ...(range ? { range } : {}) } },
      axes: [
        { ...axis, ...(days ? { space: 110 } : {}), ...(x.kind === "time" ? { incrs: CLOCK_STEPS } : {}), values: (_, ticks) => ticks.map(along) },
        { ...axis, size: 56, space: 18, ...(pace ? { incrs: CLOCK_STEPS } : {}), values: (_, ticks) => ticks.map((tick) => (pace ? clock(tick) : tick)) },
      ],
      series: [
        { label: days ? "day" : x.kind === "time" ? "time" : x.unit, value: (_, value) => (value == null ? "–" : along(value)) },
        ...lines(panel).map(line),
      ],
    };
  }

  // A canvas knows no variables and no light-dark(): let the browser work the colour out.
  function resolve(figure, value) {
    const probe = document.createElement("span");
    probe.style.color = value;
    figure.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }
})();
