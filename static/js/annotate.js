// The bar below selected words: what kind of note they become, or what they add to the note at hand.
import { closeCard } from "./card.js";
import { dropDraft, offerDraft } from "./drafts.js";
import { addWords, isOpen, openDraft, openPanel } from "./panel.js";
import { article, make, noteOf, rangeOf, say } from "./notes.js";
import { placesOf } from "./selection.js";

const GAP = 8;
const SETTLED = 150; // ms without a change of the selection
const NEW = { quote: "Quote", claim: "Claim", source: "Source", comment: "Comment" };
const MORE = { content: "More words", source: "Who says it", cue: "The verb" };
const KEYS = { q: "quote", c: "claim", s: "source", m: "comment" };

const bar = make("div", { className: "bar", role: "toolbar", ariaLabel: "Annotate the selected words", hidden: true, lang: "en-GB", dir: "ltr" });
document.body.append(bar);

const texts = [...article.querySelectorAll(".article-text, h1.paragraph")];
let places = [];
let told = false;

function begin(kind) {
  const query = new URLSearchParams({ kind, paragraph: places[0].at.split(":")[0] });
  for (const { at } of places) query.append("content", at);
  const group = new URLSearchParams(location.search).get("group");
  if (group) query.set("group", group); // whose notes are read
  bar.hidden = true;
  dispatchEvent(new Event("scroll")); // nobody rests on the words that come up under the pointer
  return openPanel(`${article.dataset.annotate}?${query}`);
}

function add(role) {
  places.forEach((place) => addWords(role, place));
  bar.hidden = true;
  getSelection().removeAllRanges();
}

function buttons() {
  const [labels, act] = isOpen() ? [MORE, add] : [NEW, begin];
  return Object.entries(labels).map(([name, label]) => {
    const key = isOpen() ? "" : Object.keys(KEYS).find((key) => KEYS[key] === name);
    const button = make("button", { type: "button", onclick: () => act(name) }, label, key && make("kbd", {}, key));
    if (key) button.setAttribute("aria-keyshortcuts", key);
    return button;
  });
}

// Below the last line of the words, never under the device's own menu, which stands above.
function place() {
  const [id, start, end] = places.at(-1).at.split(/[:-]/);
  const line = [...rangeOf(noteOf(id), +start, +end).getClientRects()].at(-1);
  const room = document.documentElement.clientWidth - bar.offsetWidth - GAP;
  const left = Math.max(GAP, Math.min(line.left, room));
  Object.assign(bar.style, { left: `${left + scrollX}px`, top: `${line.bottom + GAP + scrollY}px` });
}

// Three clicks on the last paragraph of a text end where what follows it begins.
const isInText = ({ startContainer, endContainer, endOffset }) =>
  texts.some((text) => text.contains(startContainer) && (text.contains(endContainer) || !endOffset));

function follow() {
  const selection = getSelection();
  // Firefox takes several, with Ctrl.
  const ranges = Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index))
    .filter((range) => !range.collapsed && isInText(range));
  places = ranges.flatMap(placesOf);
  bar.hidden = !places.length;
  if (bar.hidden) return;
  closeCard(); // the first of two clicks opened it, over the bar
  bar.replaceChildren(...buttons());
  place();
  if (!told) say("Selected words can be marked: q quote, c claim, s source, m comment");
  told = true;
}

let settling = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  settling = setTimeout(follow, SETTLED);
});

bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
bar.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) [...bar.children].at((([...bar.children].indexOf(document.activeElement) + step) % bar.children.length)).focus();
});

document.addEventListener("keydown", (event) => {
  const kind = KEYS[event.key];
  if (isOpen() || !kind || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) return;
  follow();
  if (bar.hidden) return;
  event.preventDefault();
  begin(kind);
});

// Saved on a page of its own, whose script could not know it.
const from = document.referrer && new URL(document.referrer).pathname;
if (/\/annotations\/(new|[^/]+\/edit)\/$/.test(from) && document.querySelector(".messages")) dropDraft(from);
offerDraft(article, openDraft, dropDraft);
