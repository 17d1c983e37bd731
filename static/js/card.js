// The card: one element that shows the notes at some words.
import { article, light, make, markerOf, namesAt, noteOf, say, wordsOf } from "./notes.js";

const GAP = 6;
const EDGE = 8;
const MOST = 3;
const SHORT = 80; // words of less height are not covered

const narrow = matchMedia("(max-width: 719.98px), (hover: none)");
export const isSheet = () => narrow.matches;

export const card = make("div", { className: "card", popover: "manual", role: "dialog", tabIndex: -1, lang: "en-GB" });
document.body.append(card);

export const state = { target: null, names: [], pinned: false, closedAt: -1e9 };

export function openCard(target, { at, pinned = false, focus = false } = {}) {
  const names = namesAt(target);
  if (!names.length) return;
  light(names);
  Object.assign(state, { target, names, pinned });
  card.replaceChildren(
    make("button", { type: "button", className: "card-close", ariaLabel: "Close", onclick: closeCard }, "×"),
    ...names.slice(0, MOST).map(view),
    names.length > MOST ? make("a", { href: `#${names[MOST]}`, onclick: closeCard }, `${names.length - MOST} more`) : "",
  );
  card.ariaLabel = names.length > 1 ? `${names.length} notes` : `Note ${noteOf(names[0]).value}`;
  card.dir = article.dir;
  card.classList.toggle("card-sheet", isSheet());
  card.matches(":popover-open") || card.showPopover();
  if (isSheet()) reveal(target);
  else place(target, at);
  if (focus) card.focus({ preventScroll: true });
}

export function closeCard() {
  if (!state.target) return;
  const { target, names } = state;
  const hadFocus = card.contains(document.activeElement);
  Object.assign(state, { target: null, names: [], pinned: false, closedAt: performance.now() });
  light([]);
  if (hadFocus) (target.hash ? target : markerOf(names[0]))?.focus({ preventScroll: true });
  card.hidePopover();
}

function view(name) {
  const note = noteOf(name);
  const body = make("div", {}, ...note.cloneNode(true).childNodes);
  body.querySelectorAll("[role=doc-backlink], .note-words").forEach((element) => element.remove());
  body.querySelector(".note-foot").append(copyButton(name));
  const number = make("a", { className: "card-number", href: `#${name}`, title: "In the list", onclick: closeCard }, note.value);
  return make("div", { className: `card-note ${note.className}` }, number, body);
}

function place(target, at) {
  const lines = [...target.getClientRects()];
  const isUnder = ({ left, right, top, bottom }) => at && at.x >= left && at.x <= right && at.y >= top && at.y <= bottom;
  const line = lines.find(isUnder) ?? lines[0];
  const { offsetWidth: width, offsetHeight: height } = card;
  const { clientWidth, clientHeight } = document.documentElement;
  const last = lines.at(-1).bottom;
  const below = (last - line.bottom > SHORT ? line.bottom : last) + GAP;
  const above = (line.top - lines[0].top > SHORT ? line.top : lines[0].top) - GAP - height;
  const { left: x, right } = at ? { left: at.x - 24, right: at.x + 24 } : line;
  const wanted = card.dir === "rtl" ? right - width : x;
  const left = Math.max(EDGE, Math.min(wanted, clientWidth - width - EDGE));
  const lowest = clientHeight - height - EDGE;
  const top = below <= lowest ? below : above >= EDGE ? above : Math.max(EDGE, lowest);
  Object.assign(card.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
}

// The words stay visible above the sheet.
function reveal(target) {
  card.removeAttribute("style");
  const lines = [...target.getClientRects()];
  const covered = lines.at(-1).bottom + 12 - (innerHeight - card.offsetHeight);
  if (covered > 0) scrollBy({ top: Math.min(covered, Math.max(0, lines[0].top - 12)), behavior: "instant" });
}

// Pieces with only markers between them are one text.
function textsOf(pieces) {
  const gap = new Range();
  return pieces.reduce((texts, piece, index) => {
    gap.setStartAfter(pieces[index - 1] ?? piece);
    gap.setEndBefore(piece);
    const between = gap.cloneContents();
    between.querySelectorAll(".marker").forEach((marker) => marker.remove());
    if (index && !between.textContent) texts.push(texts.pop() + piece.textContent);
    else texts.push(piece.textContent);
    return texts;
  }, []);
}

const encode = (words) => encodeURIComponent(words.join(" ")).replaceAll("-", "%2D");

function linkTo({ id }, text) {
  const words = text.trim().split(/\s+/);
  const fragment = words.length > 8 ? `${encode(words.slice(0, 4))},${encode(words.slice(-4))}` : encode(words);
  return `${location.origin}${location.pathname}#${id}:~:text=${fragment}`;
}

function copyButton(name) {
  const words = wordsOf(name);
  const copy = async ({ target }) => {
    const texts = textsOf(words);
    const quote = texts.map((text) => text.trim().replace(/^["“]([^"“”]*)["”]$/, "$1")).join(" … ");
    const speaker = noteOf(name).querySelector(".source-name")?.textContent;
    const from = [speaker, article.querySelector("h1").textContent].filter(Boolean).join(", in: ");
    const link = linkTo(words[0].closest(".paragraph"), texts[0]);
    await navigator.clipboard.writeText(`“${quote}”\n— ${from}\n${link}`);
    say((target.textContent = "Copied"));
  };
  return make("button", { type: "button", className: "copy", hidden: !words.length, onclick: copy }, "Copy quote");
}
