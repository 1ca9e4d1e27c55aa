// By keyboard: / finds, j and k move through the rows of lists and traces, Enter opens what they are at. Without it Tab reaches the same.
const rows = () => [...document.querySelectorAll("main tbody tr, main article, main ol.rows > li")]
  .map(row => row.querySelector("summary, a[href]:not(.fold), button"))
  .filter((at, i, all) => at && at.offsetParent && all.indexOf(at) === i);
const find = document.getElementById("find-all");
if (find) { find.title = "/ comes here, j and k move through rows, Enter opens"; }
addEventListener("keydown", event => {
  const at = document.activeElement;
  if (event.ctrlKey || event.metaKey || event.altKey) { return; }
  if (at?.matches("input, select, textarea")) {
    if (event.key === "Escape") { at.blur(); }
    return;
  }
  if (event.key === "/" && find) {
    event.preventDefault();
    find.focus();
  } else if (event.key === "j" || event.key === "k") {
    const all = rows();
    if (all.length === 0) { return; }
    // From where the reader is: the row that holds the focus, else the first one that is in sight.
    const here = all.findIndex(r => r === at || (at && at !== document.body && at.closest("tr, article")?.contains(r)));
    const next = here >= 0 ? here + (event.key === "j" ? 1 : -1) : all.findIndex(r => r.getBoundingClientRect().top >= 0);
    const to = all[Math.min(all.length - 1, Math.max(0, next))];
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  }
});
