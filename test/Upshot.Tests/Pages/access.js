// What can be checked by a machine: structure, names and contrast. Gives a list of problems.
() => {
  const problems = [];
  const check = (ok, what) => { if (!ok) problems.push(what); };
  const all = selector => [...document.querySelectorAll(selector)];
  const show = element => element.outerHTML.slice(0, 120);
  const shown = element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const labelOf = element => {
    const ids = element.getAttribute("aria-labelledby");
    return (ids ? ids.split(/\s+/).map(id => document.getElementById(id)?.textContent ?? "").join(" ") : element.getAttribute("aria-label") ?? "").trim();
  };

  check(document.documentElement.lang === "en", "no language");
  check(document.title.length > 8, "no title");
  check(all("main").length === 1 && all("header").length >= 1 && all("footer").length === 1, "landmarks");
  check(all("h1").length === 1, "not one h1");
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const now = Number(heading.tagName[1]);
    check(now <= level + 1, `heading jumps from ${level}: ${show(heading)}`);
    check(heading.textContent.trim().length > 0, `empty heading: ${show(heading)}`);
    level = now;
  }
  const ids = all("[id]").map(e => e.id);
  check(new Set(ids).size === ids.length, `ids repeat: ${ids.filter((id, i) => ids.indexOf(id) !== i)}`);
  for (const element of all("[aria-labelledby]"))
    for (const id of element.getAttribute("aria-labelledby").split(/\s+/)) check(document.getElementById(id), `labelled by nothing: ${id}`);
  for (const element of all("nav, section, article, [role=region]")) check(labelOf(element).length > 0, `without a name: ${show(element)}`);
  // A drawing with links in it is a group: an image hides what is in it.
  const roleOf = (svg) => (svg.querySelector("a") ? "group" : "img");
  for (const svg of all("svg")) check(svg.closest("[aria-hidden=true], .chart") || (svg.getAttribute("role") === roleOf(svg) && labelOf(svg)), `drawing without a name: ${show(svg)}`);
  for (const image of all("img")) check(image.hasAttribute("alt"), `image without alt: ${show(image)}`);
  for (const link of all("a[href], button, summary")) check((link.textContent + (link.getAttribute("aria-label") ?? "")).trim().length > 0, `link without text: ${show(link)}`);
  for (const field of all("select, input:not([type=hidden])")) check(field.labels.length > 0, `field without label: ${show(field)}`);
  for (const table of all("table")) {
    check(table.caption && table.caption.textContent.trim(), `table without caption: ${show(table)}`);
    for (const cell of table.querySelectorAll("th")) check(cell.hasAttribute("scope"), `header without scope: ${show(cell)}`);
  }
  for (const area of all("*")) {
    const style = getComputedStyle(area);
    if (/auto|scroll/.test(style.overflowX + style.overflowY) && (area.scrollWidth > area.clientWidth + 1 || area.scrollHeight > area.clientHeight + 1) && area !== document.documentElement)
      check(area.tabIndex >= 0, `scrolls without keyboard: ${show(area)}`);
  }

  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = rgba(getComputedStyle(at).backgroundColor);
      if (found[3] > 250) return found;
    }
    return [255, 255, 255, 255];
  };
  const seen = new Set();
  for (const element of all("body *")) {
    const writes = [...element.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    if (!writes || !shown(element) || element.closest(".unseen, .skip, svg, option")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const contrast = (a + 0.05) / (b + 0.05);
    const key = `contrast ${contrast.toFixed(2)} of ${element.tagName.toLowerCase()}.${element.className}`;
    if (contrast < (large ? 3 : 4.5) && !seen.has(key)) { seen.add(key); problems.push(key); }
  }
  return problems;
}
