"use strict";
(() => {
  const filter = document.getElementById("filter");
  const buttons = [...document.querySelectorAll(".bar button")];
  const cells = [...document.querySelectorAll(".cell")];
  const pressed = kind => buttons.filter(b => b.getAttribute("aria-pressed") === "true" && kind in b.dataset).map(b => b.dataset[kind]);

  function apply() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = pressed("verdict"), only = pressed("only");
    let shown = 0;
    for (const cell of cells) {
      const text = (cell.dataset.id + " " + cell.dataset.verdict + " " + cell.dataset.change).toLowerCase();
      const fits = words.every(w => text.includes(w))
        && (!verdicts.length || verdicts.includes(cell.dataset.verdict))
        && (!only.includes("unexpected") || cell.classList.contains("not"))
        && (!only.includes("changed") || cell.dataset.change !== "");
      cell.classList.toggle("hide", !fits);
      cell.closest("td").classList.toggle("none", !fits);
      shown += fits;
    }
    for (const row of document.querySelectorAll(".kernel tbody tr"))
      row.classList.toggle("hide", !row.querySelector(".cell:not(.hide)"));
    for (const kernel of document.querySelectorAll(".kernel"))
      kernel.classList.toggle("hide", !kernel.querySelector("tbody tr:not(.hide)"));
    document.getElementById("shown").textContent = shown === cells.length ? "" : shown + " of " + cells.length;
    const state = new URLSearchParams();
    if (filter.value) state.set("q", filter.value);
    verdicts.forEach(v => state.append("verdict", v));
    only.forEach(o => state.append("only", o));
    history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search);
  }

  function restore() {
    if (!location.hash.includes("=")) return;
    const state = new URLSearchParams(location.hash.slice(1));
    filter.value = state.get("q") || "";
    for (const b of buttons) {
      const on = state.getAll("verdict").includes(b.dataset.verdict) || state.getAll("only").includes(b.dataset.only);
      b.setAttribute("aria-pressed", String(on));
    }
  }

  function move(from, dx, dy) {
    const here = from.getBoundingClientRect();
    const x = here.left + here.width / 2, y = here.top + here.height / 2;
    let best = null, least = Infinity;
    for (const cell of cells) {
      if (cell === from || cell.classList.contains("hide")) continue;
      const box = cell.getBoundingClientRect();
      const along = (box.left + box.width / 2 - x) * dx + (box.top + box.height / 2 - y) * dy;
      const aside = Math.abs((box.left + box.width / 2 - x) * dy) + Math.abs((box.top + box.height / 2 - y) * dx);
      if (along > 4 && along + 8 * aside < least) { least = along + 8 * aside; best = cell; }
    }
    if (best) best.focus();
  }

  filter.addEventListener("input", apply);
  for (const b of buttons) b.addEventListener("click", () => {
    b.setAttribute("aria-pressed", String(b.getAttribute("aria-pressed") !== "true"));
    apply();
  });
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    if (event.key === "/" && document.activeElement !== filter) { event.preventDefault(); filter.focus(); }
    else if (event.key === "Escape" && document.activeElement === filter) { filter.value = ""; apply(); }
    else if (event.key in steps && document.activeElement.classList.contains("cell")) {
      event.preventDefault();
      move(document.activeElement, ...steps[event.key]);
    } else if (event.key === "ArrowDown" && document.activeElement === filter) {
      event.preventDefault();
      const first = cells.find(cell => !cell.classList.contains("hide"));
      if (first) first.focus();
    }
  });
  restore();
  apply();
})();
