// A trace of more rows than a page has, in one scroll: rows in sight are drawn, the rest is room. Without it the trace has pages.
const room = document.querySelector(".scroll[data-rows]");
const height = 32, part = 2500, spare = 8;

const start = async () => {
  const table = room.querySelector("table"), body = table.tBodies[0], all = +room.dataset.open;
  const drawn = Math.ceil(innerHeight / height) + 2 * spare;
  const parts = new Map(), asked = new Set();
  const rowAt = i => parts.get(Math.floor(i / part))?.[i % part];
  const svg = (name, attributes, text) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) { shape.setAttribute(key, value); }
    if (text) { shape.append(svg("title", {})); shape.firstChild.textContent = text; }
    return shape;
  };

  const model = document.createElement("template");
  model.innerHTML = `<tr><th scope="row"><a class="fold"></a><span class="dot"></span><a class="name"></a><span class="bad-text"></span><span class="sub"></span></th><td class="num"></td><td class="num"></td><td class="time"><svg width="100%" height="22" role="img"></svg></td></tr>`;
  const fill = (tr, i) => {
    const row = rowAt(i), [head, duration, critical, time] = tr.cells, [fold, dot, name, failed, sub] = head.children;
    tr.ariaRowIndex = i + 2;
    tr.dataset.waits = row ? "" : i;
    tr.id = row?.anchor ?? "";
    tr.className = row ? `${row.critical ? "critical" : ""} ${row.failed ? "error" : ""} ${row.anchor === location.hash.slice(1) ? "target" : ""}` : "";
    head.className = row ? `d${Math.min(row.depth, 20)}` : "";
    fold.textContent = row?.fold ? (row.closed ? "+" : "−") : "";
    row?.fold ? fold.setAttribute("href", row.fold) : fold.removeAttribute("href");
    row?.fold ? fold.setAttribute("aria-label", `${row.closed ? "Show" : "Hide"} what is below ${row.name}`) : fold.removeAttribute("aria-label");
    dot.className = `dot s${row?.colour ?? ""}`;
    name.textContent = row?.name ?? "…";
    name.title = row?.name ?? "";
    row ? name.setAttribute("href", row.link) : name.removeAttribute("href");
    failed.textContent = row?.failed ? "failed" : "";
    sub.textContent = row?.about ?? "";
    duration.textContent = row?.duration ?? "";
    critical.textContent = row?.critical ?? "";
    const picture = time.firstChild;
    picture.setAttribute("aria-label", row?.said ?? "");
    picture.replaceChildren(...(row ? [
      svg("rect", { class: `span s${row.colour}`, x: `${row.x}%`, y: 4, width: `${row.w}%`, height: 10, rx: 2 }),
      ...row.pieces.map(([x, w]) => svg("rect", { class: "critical-piece", x: `${x}%`, y: 15, width: `${w}%`, height: 4 })),
      ...row.dots.map(d => svg("circle", { class: d.kind, cx: `${d.x}%`, cy: 9, r: 3 }, d.text)),
    ] : []));
  };

  const spacer = () => { const tr = document.createElement("tr"); tr.append(document.createElement("td")); tr.firstChild.colSpan = 4; tr.ariaHidden = "true"; tr.className = "room"; return tr; };
  const [above, below] = [spacer(), spacer()];
  const rows = Array.from({ length: Math.min(drawn, all) }, () => model.content.firstElementChild.cloneNode(true));
  const now = Math.floor(+room.dataset.from / part);
  let first = -1;
  const ask = async number => {
    if (asked.has(number) || number < 0 || number * part >= all) { return; }
    asked.add(number);
    try {
      const address = new URL(room.dataset.rows, location);
      address.searchParams.set("from", number * part);
      const answer = await fetch(address);
      if (!answer.ok) { throw new Error(answer.status); }
      parts.set(number, await answer.json());
      rows.forEach((tr, i) => { if (tr.dataset.waits !== "" && Math.floor(tr.dataset.waits / part) === number) { fill(tr, first + i); } });
    } catch { asked.delete(number); }
  };

  // What comes next in either direction is there before somebody scrolls to it. A row that stays keeps its element, and with it the focus: those that leave on one side come in on the other.
  const show = () => {
    const to = Math.max(0, Math.min(all - rows.length, Math.floor(room.scrollTop / height) - spare));
    for (const at of [to, to + rows.length - 1, to + part, to - part]) { ask(Math.floor(at / part)); }
    if (to === first) { return; }
    const by = first < 0 ? rows.length : to - first;
    first = to;
    if (Math.abs(by) >= rows.length) {
      rows.forEach((tr, i) => fill(tr, first + i));
    } else if (by > 0) {
      const moved = rows.splice(0, by);
      rows.push(...moved);
      moved.forEach((tr, i) => fill(tr, first + rows.length - by + i));
      below.before(...moved);
    } else {
      const moved = rows.splice(by);
      rows.unshift(...moved);
      moved.forEach((tr, i) => fill(tr, first + i));
      above.after(...moved);
    }
    above.firstChild.style.height = `${first * height}px`;
    below.firstChild.style.height = `${(all - first - rows.length) * height}px`;
  };

  // A link to a span of the trace, whose row may not be drawn.
  const seek = async () => {
    const at = location.hash.slice(1);
    if (!at.startsWith("s-")) { return; }
    const address = new URL(room.dataset.rows, location);
    address.searchParams.set("at", at);
    const answer = await fetch(address);
    const row = answer.ok ? await answer.json() : -1;
    if (row >= 0) {
      room.scrollTop = Math.max(0, row - 4) * height;
      room.scrollIntoView({ block: "nearest" });
      rows.forEach((tr, i) => { if (tr.dataset.waits === "") { fill(tr, first + i); } });
    }
  };

  // What the server drew stays until there is something to take its place.
  await ask(now);
  if (!parts.has(now)) { return; }
  let waits = false;
  const soon = () => { if (!waits) { waits = true; requestAnimationFrame(() => { waits = false; show(); }); } };
  room.classList.add("windowed");
  document.querySelectorAll(".paged").forEach(p => { p.hidden = true; });
  table.ariaRowCount = all + 1;
  body.replaceChildren(above, ...rows, below);
  room.addEventListener("scroll", soon, { passive: true });
  addEventListener("hashchange", seek);
  show();
  room.scrollTop = +room.dataset.from * height;
  seek();
};

if (room && !room.classList.contains("windowed")) { start(); }
