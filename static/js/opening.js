// When the card opens and closes.
import { card, closeCard, isSheet, openCard, state } from "./card.js";
import { article, hitAt, markerAt, markerOf, wordsOf } from "./notes.js";

const REST = 300;
const REST_WARM = 120; // when a card is or was just open
const WARM = 400;
const FOCUS = 500;
const LEAVE = 300;
const NEAR = 24;

let opening = 0;
let closing = 0;
let still = false; // scrolling under a pointer that rests

const stay = () => (closing = clearTimeout(closing));
const leave = () => (closing ||= setTimeout(() => (stay(), state.pinned || closeCard()), LEAVE));
const openSoon = (hit, delay, options) => {
  clearTimeout(opening);
  opening = setTimeout(() => (stay(), state.pinned || openCard(hit, options)), delay);
};

function isNear({ x, y }) {
  const { left, right, top, bottom } = card.getBoundingClientRect();
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) <= NEAR;
}

function follow(event) {
  const isNew = event.type === "pointerover" || still;
  if (event.movementX || event.movementY) still = false; // WebKit moves by nothing after scrolling
  if (event.pointerType === "touch" || state.pinned || still || isSheet()) return;
  const hit = article.contains(event.target) ? hitAt(event.target) : null;
  if (isNew) {
    clearTimeout(opening);
    const warm = state.target || performance.now() - state.closedAt < WARM;
    if (hit && hit !== state.target) openSoon(hit, warm ? REST_WARM : REST, { at: event });
  }
  if (!state.target) return;
  if (hit === state.target || isNear(event)) stay();
  else leave();
}

document.addEventListener("pointerover", follow);
document.addEventListener("pointermove", follow, { passive: true });
document.documentElement.addEventListener("pointerleave", () => (clearTimeout(opening), state.target && leave()));

addEventListener("scroll", () => {
  still = true;
  if (!markerAt(document.activeElement)) clearTimeout(opening);
  if (state.target && !card.matches(":hover, :focus-within") && document.activeElement !== state.target) leave();
}, { passive: true });

article.addEventListener("focusin", ({ target, relatedTarget: last }) => {
  if (!markerAt(target)?.matches(":focus-visible") || target === state.target || card.contains(last)) return;
  openSoon(target, FOCUS);
});

document.addEventListener("focusout", ({ target, relatedTarget: next }) => {
  if (markerAt(target)) clearTimeout(opening);
  if (next && state.target && next !== state.target && !card.contains(next)) leave();
});

// Click, tap and Enter pin; modified clicks stay plain links.
article.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !getSelection().isCollapsed) return;
  const { target } = event;
  const sidenote = target.closest("[data-sidenote]");
  const hit = sidenote ? markerOf(sidenote.dataset.sidenote) : hitAt(target);
  if (!hit || (target.closest("a") && !markerAt(target))) return;
  if (markerAt(target)) event.preventDefault();
  clearTimeout(opening);
  const at = event.detail && event.x && event; // Enter has no detail, or no place
  if (state.pinned && state.target === hit && at) closeCard();
  else openCard(hit, { pinned: true, focus: !at, at: sidenote ? null : at });
});

document.addEventListener("pointerdown", ({ target }) => {
  clearTimeout(opening);
  if (state.pinned && !card.contains(target) && !hitAt(target)) closeCard();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !state.target) return;
  event.preventDefault();
  closeCard();
}, true);

// An address that names a note leads to its words.
function goToWords() {
  article.querySelectorAll(".is-linked").forEach((element) => element.classList.remove("is-linked"));
  const name = location.hash.replace(/^#(r-)?/, (start, back) => (back ? "n-" : ""));
  const marker = name.startsWith("n-") && markerOf(CSS.escape(name));
  if (!marker) return;
  const words = wordsOf(name);
  for (const element of [...words, marker]) element.classList.add("is-linked");
  words[0].scrollIntoView({ block: "center" });
}

goToWords();
addEventListener("hashchange", () => location.hash.startsWith("#r-") && goToWords());
