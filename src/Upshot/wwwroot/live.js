// Parts of the page are asked for again when something came in. Each keeps its height, so that nothing moves, and what somebody reads or writes in is left alone.
const source = new EventSource("/live");
let busy = false, late = false;
const inUse = part => part.contains(document.activeElement) || part.querySelector("details[open], .windowed") || (getSelection().toString() && part.contains(getSelection().anchorNode));
const update = async () => {
  if (busy || document.hidden) { late = true; return; }
  [busy, late] = [true, false];
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) { return; }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("main section[aria-labelledby], footer")) {
      const name = part.getAttribute("aria-labelledby");
      const fresh = next.querySelector(name ? `main section[aria-labelledby="${CSS.escape(name)}"]` : "footer");
      if (!fresh || inUse(part) || fresh.innerHTML === part.innerHTML) { continue; }
      part.style.height = `${part.getBoundingClientRect().height}px`;
      part.style.overflow = "auto";
      part.replaceChildren(...[...fresh.childNodes].map(n => document.importNode(n, true)));
    }
    document.dispatchEvent(new Event("upshot:changed"));
  } finally {
    busy = false;
  }
};
source.addEventListener("changed", update);
document.addEventListener("visibilitychange", () => { if (!document.hidden && late) { update(); } });
addEventListener("pagehide", () => source.close());
