// Times as the reader's clock has them. What was written stays as the title, in UTC.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const two = n => String(n).padStart(2, "0");
const show = () => {
  for (const element of document.querySelectorAll("time[datetime]:not([data-utc]), text[data-time]:not([data-utc])")) {
    const said = element.textContent.trim(), at = new Date(element.getAttribute("datetime") ?? element.dataset.time);
    const shape = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/.test(said) ? "whole" : /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(said) ? "millis" : /^\d\d-\d\d \d\d:\d\d$/.test(said) ? "minute" : /^\d\d:\d\d$/.test(said) ? "clock" : "";
    if (!shape || isNaN(at)) { continue; }
    element.setAttribute("data-utc", said);
    if (element.localName === "time") { element.title = `${said}${shape === "whole" ? "" : " UTC"}`; }
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`, clock = `${two(at.getHours())}:${two(at.getMinutes())}`, seconds = `${clock}:${two(at.getSeconds())}`;
    element.textContent = { whole: `${at.getFullYear()}-${day} ${seconds} ${zone}`, millis: `${day} ${seconds}.${String(at.getMilliseconds()).padStart(3, "0")}`, minute: `${day} ${clock}`, clock }[shape];
  }
};
show();
document.addEventListener("upshot:changed", show);
