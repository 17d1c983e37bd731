// What is the same on every page but an article's: keys, and that a double click sends a form once.
const help = document.querySelector("[data-help]");
const single = help.querySelector("[data-single-keys]");

function chosen() {
  try {
    return JSON.parse(localStorage.newsreader);
  } catch {
    return {};
  }
}

const keys = {
  "/": () => document.querySelector("[data-search]").focus(),
  "?": () => help.showModal(),
};

// They can be switched off (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || !Object.hasOwn(keys, key) || chosen().keys === "off" || help.open) return;
  if (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  event.preventDefault();
  keys[key]();
});

single.checked = chosen().keys !== "off";
single.addEventListener("change", () => {
  try {
    localStorage.newsreader = JSON.stringify({ ...chosen(), keys: single.checked ? "on" : "off" });
  } catch {} // a device that keeps nothing forgets
});

const DOUBLE_CLICK = 1000; // milliseconds
let sent = -DOUBLE_CLICK;

addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.timeStamp - sent < DOUBLE_CLICK) event.preventDefault();
  else sent = event.timeStamp;
});
