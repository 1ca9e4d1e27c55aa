// A region of a heat map by pointer. Without it cells are links: this only makes of two of them one movement.
const bind = () => document.querySelectorAll("figure[data-heat]:not([data-bound])").forEach(figure => {
  figure.dataset.bound = "";
  const svg = figure.querySelector("svg.heat");
  const cells = [...svg.querySelectorAll("a[href]")];
  const region = a => new URL(a.href.baseVal, location).searchParams.get("region").split("~");
  let from = null, box = null;
  const at = event => { const r = svg.getBoundingClientRect(); return [event.clientX - r.left, event.clientY - r.top]; };
  svg.addEventListener("pointerdown", event => { if (event.button === 0) { from = at(event); } });
  svg.addEventListener("dragstart", event => event.preventDefault());
  svg.addEventListener("pointermove", event => {
    if (!from) { return; }
    const to = at(event);
    if (!box && Math.hypot(to[0] - from[0], to[1] - from[1]) > 6) {
      box = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
      box.setAttribute("class", "region");
      svg.setPointerCapture(event.pointerId);
    }
    if (box) {
      // The drawing begins beside its padding.
      const left = parseFloat(getComputedStyle(svg).paddingLeft);
      box.setAttribute("x", Math.min(from[0], to[0]) - left);
      box.setAttribute("y", Math.min(from[1], to[1]));
      box.setAttribute("width", Math.abs(to[0] - from[0]));
      box.setAttribute("height", Math.abs(to[1] - from[1]));
    }
  });
  svg.addEventListener("pointerup", event => {
    if (box) {
      const b = box.getBoundingClientRect();
      const inside = cells.filter(a => { const r = a.querySelector("rect").getBoundingClientRect(); return r.right > b.left && r.left < b.right && r.bottom > b.top && r.top < b.bottom; }).map(a => [a, region(a)]);
      box.remove();
      if (inside.length > 0) {
        const parts = inside.map(i => i[1]);
        const least = Math.min(...parts.map(p => p[2] === "" ? 0 : +p[2])), below = Math.max(...parts.map(p => p[3] === "" ? Infinity : +p[3]));
        const url = new URL(inside[0][0].href.baseVal, location);
        url.searchParams.set("region", [Math.min(...parts.map(p => +p[0])), Math.max(...parts.map(p => +p[1])), least > 0 ? least : "", below < Infinity ? below : ""].join("~"));
        location.assign(url);
      }
      svg.addEventListener("click", e => e.preventDefault(), { capture: true, once: true });
    }
    from = box = null;
  });
  svg.addEventListener("pointercancel", () => { box?.remove(); from = box = null; });
});
bind();
document.addEventListener("upshot:changed", bind);
