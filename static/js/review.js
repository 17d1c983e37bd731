// Proposals decided by single keys, where one reads. Without it each has its own buttons in the list.
import { closeCard } from "./card.js";
import { article, light, make, markerOf, noteOf, say, wordsOf } from "./notes.js";
import { isOpen, openPanel, post } from "./panel.js";

const RESTED = 800; // ms without a decision
const KEPT = `decided ${document.documentElement.dataset.account} ${location.pathname}`;

const forms = [...article.querySelectorAll("[data-proposal]")];
const names = forms.map((form) => `n-${form.dataset.proposal}`);
const formOf = (name) => noteOf(name).querySelector("[data-proposal]");
const isUndecided = (name) => !noteOf(name).dataset.decided;
const isWaiting = (name) => isUndecided(name) && noteOf(name).offsetParent !== null; // nobody decides about what is not shown
const undoable = kept(); // the decisions that can be taken back, as names and picks, the last at the end
let current = names[0];
let busy = Promise.resolve(); // decisions are sent one after another, in the order of the keys
let unsent = 0;
let absent = ""; // what was taken back, but is not on the page as it was loaded

const count = make("span", { className: "review-count" });
const what = make("span", { className: "review-what" });
const KEYS = {
  a: ["Accept", () => decide("published")],
  r: ["Reject", () => decide("rejected")],
  e: ["Edit", edit],
  p: ["Previous", () => step(-1)],
  n: ["Next", () => step(1)],
  u: ["Undo", undo],
};
const buttons = Object.entries(KEYS).map(([key, [label, onclick]]) => {
  const button = make("button", { type: "button", onclick }, label, make("kbd", {}, key));
  button.setAttribute("aria-keyshortcuts", key);
  return button;
});
const strip = make("div", { className: "review-strip", role: "toolbar", ariaLabel: "Review of proposals", lang: "en-GB", dir: "ltr" });
strip.append(make("p", {}, count, what), ...buttons);
document.querySelector("main").append(strip); // a landmark
document.documentElement.dataset.reviewing = "";
article.querySelector("[data-review-keys]").hidden = false;
const total = article.querySelector("[data-review-total]");

function show({ scroll = true, trouble = "" } = {}) {
  const open = names.filter(isUndecided);
  const waiting = names.filter(isWaiting);
  if (!waiting.includes(current)) current = waiting[0] ?? current;
  total.textContent = `${open.length} proposal${open.length === 1 ? "" : "s"}`;
  count.textContent = waiting.length ? `${waiting.length} to decide` : open.length ? "Those left are hidden" : "All are decided";
  strip.classList.toggle("has-trouble", Boolean(trouble));
  buttons.at(-1).disabled = !undoable.length;
  for (const button of buttons.slice(0, -1)) button.disabled = !waiting.length;
  for (const name of names) {
    for (const element of [...wordsOf(name), noteOf(name)]) element.classList.toggle("is-current", name === current && isWaiting(name));
  }
  if (!waiting.length) {
    what.textContent = trouble;
    light([]);
    return say(`${count.textContent}. ${trouble}`);
  }
  const head = noteOf(current).querySelector(".note-head").textContent.replace(/\s+/g, " ").trim();
  const sure = noteOf(current).querySelector(".proposed-by").textContent.replace("Proposed, ", "");
  what.textContent = trouble || `${head} · ${sure}`;
  light([current]);
  if (scroll) wordsOf(current)[0]?.scrollIntoView({ block: "center", behavior: "instant" });
  say(trouble || `${count.textContent}. ${what.textContent}: ${noteOf(current).querySelector(".note-words, .note-changed q")?.textContent ?? ""}`);
}

// The next that waits, in reading order and round again.
function step(by, how) {
  const at = names.indexOf(current);
  const order = names.map((_, index) => names.at((at + by * (index + 1)) % names.length));
  current = order.find(isWaiting) ?? current;
  closeCard();
  show(how);
}

function mark(name, decision = "") {
  if (decision) noteOf(name).dataset.decided = decision;
  else delete noteOf(name).dataset.decided;
  for (const element of [...wordsOf(name), markerOf(name)]) {
    element?.classList.toggle("was-accepted", decision === "published");
    element?.classList.toggle("was-rejected", decision === "rejected");
  }
}

// For as long as the tab is open, so that what was decided before the page was loaded again can be taken back, too.
function keep() {
  try {
    sessionStorage[KEPT] = JSON.stringify(undoable);
  } catch {} // a device that keeps nothing forgets
}

function kept() {
  try {
    return JSON.parse(sessionStorage[KEPT]);
  } catch {
    return [];
  }
}

// The pick of what came of it. Raises an error that says why nothing did.
async function send(pick, decision) {
  const body = new FormData(forms[0]);
  body.set("note", pick);
  body.set("decision", decision);
  const response = await post(forms[0].action, body);
  if (response.redirected) throw new Error("You are not signed in any more.");
  if (response.status === 403) throw new Error("The server refuses this.");
  const { done, failed } = await response.json();
  if (!done.length) throw new Error(failed[0]);
  return done[0];
}

// One after another. What fails is taken back by `fail`, which is told whether it may be tried again, and said.
function queue(work, fail) {
  unsent += 1;
  busy = busy.then(work).catch((error) => {
    const silent = error instanceof TypeError || error instanceof SyntaxError;
    fail(silent);
    show({ trouble: silent ? "The server does not answer. Try again." : error.message });
  }).finally(() => {
    unsent -= 1;
    keep();
    if (absent && !unsent) bringBack();
  });
  recount();
}

// Shown at once, so that the next key finds the next proposal; taken back if the server refuses.
function decide(decision, how) {
  const name = current;
  if (!isWaiting(name)) return;
  const decided = { name, pick: formOf(name).elements.note.value };
  mark(name, decision);
  undoable.push(decided);
  step(1, how);
  queue(async () => {
    decided.pick = await send(decided.pick, decision);
  }, () => {
    decided.pick = ""; // there is nothing to take back, should that have been asked for meanwhile
    if (undoable.includes(decided)) undoable.splice(undoable.indexOf(decided), 1);
    mark(name);
    current = name;
  });
}

function undo() {
  const decided = undoable.pop();
  if (!decided) return;
  const { name } = decided;
  queue(async () => {
    if (!decided.pick) return;
    const pick = await send(decided.pick, "undo");
    if (!names.includes(name)) return void (absent = name);
    formOf(name).elements.note.value = pick;
    mark(name);
    current = name;
    show();
  }, (again) => again && undoable.push(decided));
}

function bringBack() {
  history.replaceState(null, "", `#${absent.replace(/^n-/, "r-")}`);
  location.reload();
}

// What is counted above the text, and which quotes can be accepted at once, follows when the decisions rest.
let resting = 0;
function recount() {
  clearTimeout(resting);
  resting = setTimeout(async () => {
    await busy;
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const selector of [".summary", ".proposals form"]) {
      article.querySelector(selector)?.replaceWith(page.querySelector(selector) ?? "");
    }
  }, RESTED);
}

// What was decided and is still on its way is not lost unasked.
addEventListener("beforeunload", (event) => unsent && event.preventDefault());

async function edit() {
  await busy;
  if (!isWaiting(current)) return;
  openPanel(noteOf(current).querySelector("a[data-panel]").href);
}

function keysAreOff() {
  try {
    return JSON.parse(localStorage.newsreader).keys === "off";
  } catch {
    return false;
  }
}

// Before the reader's own keys: n and p go from proposal to proposal here.
addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || !Object.hasOwn(KEYS, key) || keysAreOff()) return;
  if (isOpen() || document.querySelector("dialog[open]") || target.isContentEditable) return;
  if (target.matches?.("input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  KEYS[key][1]();
}, true);

article.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-proposal]");
  if (!form) return;
  event.preventDefault();
  current = `n-${form.dataset.proposal}`;
  decide(event.submitter.value, { scroll: false }); // who decides in the list goes on there
  formOf(current).querySelector(`[value="${event.submitter.value}"]`).focus();
});

document.addEventListener("notes", () => show({ scroll: false })); // others are shown
const linked = location.hash.replace(/^#r-/, "n-");
if (names.includes(linked)) current = linked;
show({ scroll: Boolean(location.hash) });
