// What the reader chooses, remembered on this device.
import { closeCard } from "./card.js";
import { article, noteOf, say, visibleMarkers } from "./notes.js";

const root = document.documentElement.dataset;
const boxes = [...article.querySelectorAll("[data-kind]")];

function chosen() {
  try {
    return JSON.parse(localStorage.newsreader);
  } catch {
    return {};
  }
}

function remember(choice) {
  try {
    localStorage.newsreader = JSON.stringify({ ...chosen(), ...choice });
  } catch {} // a device that keeps nothing forgets
}

function apply(choice) {
  Object.assign(root, choice);
  remember(choice);
  say(root.level === "off" ? "Notes are off" : `${visibleMarkers().length} notes are shown`);
  document.dispatchEvent(new Event("notes"));
}

let before = "quiet";

function setLevel(level) {
  if (!boxes.length) return;
  if (root.level !== "off") before = root.level;
  noteOf(`level-${level}`).checked = true;
  apply({ level });
}

function setKinds() {
  // What the server has left out, only the server can show.
  if (boxes.some((box) => box.checked && !box.defaultChecked)) boxes[0].form.requestSubmit();
  else apply({ hide: boxes.filter((box) => box.checked < box.defaultChecked).map((box) => box.dataset.kind).join(" ") });
}

if (boxes.length) {
  const show = () => {
    noteOf(`level-${root.level}`).checked = true;
    for (const box of boxes) box.checked = box.defaultChecked && !root.hide.includes(box.dataset.kind);
  };
  show();
  addEventListener("pageshow", show); // over what was kept
  article.addEventListener("change", ({ target }) => (target.name === "level" ? setLevel(target.value) : setKinds()));
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const help = document.querySelector("[data-help]");
const single = help.querySelector("[data-single-keys]");

// From the note in focus, or else from what is on the screen.
function step(by) {
  const markers = visibleMarkers();
  if (!markers.length) return say("No notes are shown");
  let index = markers.indexOf(document.activeElement);
  if (index < 0) {
    const below = markers.findIndex((marker) => marker.getBoundingClientRect().top > 0);
    index = (below < 0 ? markers.length : below) - (by > 0);
  }
  const marker = markers.at((index + by) % markers.length);
  closeCard();
  marker.focus({ preventScroll: true, focusVisible: true });
  marker.scrollIntoView({ block: "center", behavior: calm.matches ? "instant" : "smooth" });
  say(noteOf(marker.hash.slice(1)).querySelector(".note-head").textContent);
}

// They can be switched off (WCAG 2.1.4).
const keys = {
  n: () => step(1),
  p: () => step(-1),
  h: () => setLevel(root.level === "off" ? before : "off"),
  "/": () => document.querySelector("[data-search]").focus(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || !Object.hasOwn(keys, key) || chosen().keys === "off" || help.open) return;
  if (target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  event.preventDefault();
  keys[key]();
});

single.checked = chosen().keys !== "off";
single.addEventListener("change", () => remember({ keys: single.checked ? "on" : "off" }));
document.querySelector("[data-help-open]")?.addEventListener("click", () => help.showModal());
