// Proposals decided by single keys, where one reads. Without it each has its own buttons in the list.
import { closeCard } from "./card.js";
import { article, light, make, markerOf, noteOf, say, wordsOf } from "./notes.js";
import { isOpen, openPanel, post } from "./panel.js";

const RESTED = 800; // ms without a decision

const forms = [...article.querySelectorAll("[data-proposal]")];
const names = forms.map((form) => `n-${form.dataset.proposal}`);
const formOf = (name) => noteOf(name).querySelector("[data-proposal]");
const isWaiting = (name) => !noteOf(name).dataset.decided;
const undone = []; // what can be taken back, the last at the end
let current = names[0];
let busy = Promise.resolve(); // decisions are sent one after another, in the order of the keys

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

function show({ scroll = true } = {}) {
  const waiting = names.filter(isWaiting);
  total.textContent = `${waiting.length} proposal${waiting.length === 1 ? "" : "s"}`;
  count.textContent = waiting.length ? `${waiting.length} to decide` : "All are decided";
  buttons.at(-1).disabled = !undone.length;
  for (const button of buttons.slice(0, -1)) button.disabled = !waiting.length;
  for (const name of names) {
    for (const element of [...wordsOf(name), noteOf(name)]) element.classList.toggle("is-current", name === current && isWaiting(name));
  }
  if (!waiting.length) {
    what.textContent = "";
    light([]);
    return say("All proposals are decided.");
  }
  const head = noteOf(current).querySelector(".note-head").textContent.replace(/\s+/g, " ").trim();
  const sure = noteOf(current).querySelector(".proposed-by").textContent.replace("Proposed, ", "");
  what.textContent = `${head} · ${sure}`;
  light([current]);
  if (scroll) wordsOf(current)[0]?.scrollIntoView({ block: "center", behavior: "instant" });
  say(`${count.textContent}. ${what.textContent}: ${noteOf(current).querySelector(".note-words")?.textContent ?? ""}`);
}

// The next that waits, in reading order and round again.
function step(by) {
  const at = names.indexOf(current);
  const order = names.map((_, index) => names.at((at + by * (index + 1)) % names.length));
  current = order.find(isWaiting) ?? current;
  closeCard();
  show();
}

function mark(name, decision, pick) {
  formOf(name).elements.note.value = pick;
  if (decision) noteOf(name).dataset.decided = decision;
  else delete noteOf(name).dataset.decided;
  for (const element of [...wordsOf(name), markerOf(name)]) {
    element?.classList.toggle("was-accepted", decision === "published");
    element?.classList.toggle("was-rejected", decision === "rejected");
  }
}

async function send(name, decision) {
  const form = formOf(name);
  const body = new FormData(form);
  body.set("decision", decision);
  try {
    const response = await post(form.action, body);
    if (response.redirected) throw new Error("You are not signed in any more.");
    if (response.status === 403) throw new Error("The server refuses this.");
    const { done, failed } = await response.json();
    if (!done.length) throw new Error(failed[0]);
    mark(name, decision === "undo" ? "" : decision, done[0]);
    return true;
  } catch (error) {
    mark(name, decision === "undo" ? noteOf(name).dataset.decided : "", form.elements.note.value);
    current = name;
    show();
    what.textContent = error instanceof TypeError || error instanceof SyntaxError ? "The server does not answer. Try again." : error.message;
    say(what.textContent);
    return false;
  }
}

// Shown at once, so that the next key finds the next proposal; taken back if the server refuses.
function decide(decision) {
  const name = current;
  if (!isWaiting(name)) return;
  noteOf(name).dataset.decided = decision;
  undone.push(name);
  step(1);
  busy = busy.then(async () => {
    if (await send(name, decision)) return;
    undone.splice(undone.lastIndexOf(name), 1);
    show();
  });
  recount();
}

function undo() {
  const name = undone.pop();
  if (!name) return;
  busy = busy.then(async () => {
    if (!(await send(name, "undo"))) return;
    current = name;
    show();
  });
  recount();
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

async function edit() {
  await busy;
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
  decide(event.submitter.value);
});

const linked = location.hash.replace(/^#r-/, "n-");
if (names.includes(linked)) current = linked;
show({ scroll: Boolean(location.hash) });
