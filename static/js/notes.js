// The notes of words, the words of notes, and lighting both.
export const article = document.querySelector("[data-article]");

const said = globalThis.Highlight && new Highlight();
if (said) CSS.highlights.set("said", said);

const region = document.body.appendChild(make("p", { className: "visually-hidden", role: "status" }));

export function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export const say = (text) => (region.textContent = text);

export const noteOf = (name) => document.getElementById(name);
export const markerOf = (name) => article.querySelector(`.marker[href="#${name}"]`);
export const wordsOf = (name) => [...article.querySelectorAll(`mark[data-notes~="${name}"]`)];
export const markerAt = (element) => element?.closest?.(".marker");
export const visibleMarkers = () => [...article.querySelectorAll(".marker")].filter((marker) => marker.offsetParent);

export const hitAt = (element) => markerAt(element) ?? element.closest("mark[data-notes]");

// The notes there that are shown, the shortest span first.
export const namesAt = (hit) =>
  (hit.hash?.slice(1) ?? hit.dataset.notes).split(" ").filter((name) => markerOf(name)?.offsetParent);

// The range over code points of a paragraph, as the server counts: without markers.
export function rangeOf(paragraph, start, end) {
  const range = new Range();
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let from = 0;
  for (let node; (node = walker.nextNode()); ) {
    if (markerAt(node.parentElement)) continue;
    const points = [...node.data];
    const units = (point) => points.slice(0, point - from).join("").length;
    const to = from + points.length;
    if (start >= from && start < to) range.setStart(node, units(start));
    if (end > from && end <= to) range.setEnd(node, units(end));
    from = to;
  }
  return range;
}

// Light these notes alone, and the words that name their speaker and verb.
export function light(names) {
  said?.clear();
  article.querySelectorAll(".is-active").forEach((element) => element.classList.remove("is-active"));
  for (const name of names) {
    const sidenote = article.querySelector(`[data-sidenote="${name}"]`);
    for (const element of [...wordsOf(name), markerOf(name), sidenote]) element?.classList.add("is-active");
    for (const place of (said && noteOf(name).dataset.said?.split(" ")) || []) {
      const [id, start, end] = place.split(/[:-]/);
      said.add(rangeOf(noteOf(id), +start, +end));
    }
  }
}
