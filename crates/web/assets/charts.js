// Draws the series of a run so that a part can be dragged open. The still drawing and its table stay in the page.
"use strict";
(() => {
  const HEIGHTS = { first: 160, other: 120 };
  const clock = (seconds) => {
    const whole = Math.round(seconds), h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60;
    const s = String(whole % 60).padStart(2, "0");
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  };

  window.femorisZoom = async (figure) => {
    const answer = await fetch(figure.dataset.series, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error("no series");
    const { x, panels } = await answer.json();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => resolve(figure, style.getPropertyValue(name).trim());
    const colours = { line: colour("--c-load-2"), grid: colour("--c-grid"), text: colour("--ink-2") };
    const place = document.createElement("div");
    place.className = "zoomed";
    const width = figure.clientWidth;
    const sync = uPlot.sync("run");
    const shown = panels.map((panel, index) => {
      const box = document.createElement("div");
      place.append(box);
      return () => new uPlot(options(panel, index, { x, width, colours, sync }), [x.values, panel.values], box);
    });
    figure.querySelectorAll("[data-still]").forEach((still) => { still.hidden = true; });
    figure.querySelector("figcaption").after(place);
    const plots = shown.map((draw) => draw());
    new ResizeObserver(() => plots.forEach((plot) => plot.setSize({ width: figure.clientWidth, height: plot.height }))).observe(figure);
  };

  function options(panel, index, { x, width, colours, sync }) {
    const pace = panel.kind === "pace";
    const along = (value) => (x.kind === "time" ? clock(value) : `${value} ${x.unit}`);
    const font = "500 13px 'Source Sans 3', sans-serif";
    const axis = { font, stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.grid, width: 1 } };
    return {
      title: panel.title,
      width,
      height: index ? HEIGHTS.other : HEIGHTS.first,
      cursor: { sync: { key: sync.key }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { dir: pace ? -1 : 1 } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(along) },
        { ...axis, size: 56, space: 26, values: (_, ticks) => ticks.map((tick) => (pace ? clock(tick) : tick)) },
      ],
      series: [
        { label: x.kind === "time" ? "time" : x.unit, value: (_, value) => (value == null ? "–" : along(value)) },
        { label: panel.title, stroke: colours.line, width: 1.5, spanGaps: false, value: (_, value) => (value == null ? "–" : pace ? clock(value) : value) },
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
