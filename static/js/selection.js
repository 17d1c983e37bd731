// From what is selected to places in the text, in code points, as the server counts.
import { article } from "./notes.js";

const FOREIGN = ".marker, .annotate"; // stands in paragraphs and is none of their words

const points = (text) => [...text].length;

// The texts of a paragraph, without those of the list items inside it.
function* textsOf(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const parent = node.parentElement;
    if (parent.closest(".paragraph") === paragraph && !parent.closest(FOREIGN)) yield node;
  }
}

// The stretch of a text node that lies in a range, in UTF-16 units.
function within(range, node) {
  let [from, to] = [0, node.length];
  if (node === range.startContainer) from = range.startOffset;
  else if (range.comparePoint(node, to) < 0) from = to;
  if (node === range.endContainer) to = range.endOffset;
  else if (range.comparePoint(node, 0) > 0) to = 0;
  return [from, Math.max(from, to)];
}

// One place for each paragraph that a range touches, without space at its ends.
export function placesOf(range) {
  const places = [];
  for (const paragraph of article.querySelectorAll(".paragraph")) {
    if (!range.intersectsNode(paragraph)) continue;
    let [before, text] = ["", ""];
    for (const node of textsOf(paragraph)) {
      const [from, to] = within(range, node);
      if (!text) before += node.data.slice(0, from);
      text += node.data.slice(from, to);
    }
    const words = text.trim();
    if (!words) continue;
    const start = points(before) + points(text.slice(0, text.indexOf(words)));
    places.push({ words, at: `${paragraph.id}:${start}-${start + points(words)}` });
  }
  return places;
}
