// Sidenotes on wide windows, each as near to its marker as all together allow.
import { state } from "./card.js";
import { article, hitAt, light, make, namesAt, noteOf, visibleMarkers } from "./notes.js";

const GAP = 8;
const FARTHEST = 120; // px for nine of ten notes, before all get shorter

const wide = matchMedia("(min-width: 1180px)");
const body = article.querySelector(".article-body");
const column = make("div", { className: "sidenotes", ariaHidden: "true" });
body.append(column);

// Least displacement in order: isotonic regression, by pooling neighbours that collide.
function pack(wanted, heights, room) {
  let total = 0;
  const offsets = heights.map((height) => (total += height + GAP) - height - GAP);
  const pools = [];
  wanted.forEach((top, index) => {
    let pool = { mean: top - offsets[index], size: 1 };
    while (pools.at(-1)?.mean > pool.mean) {
      const { mean, size } = pools.pop();
      pool = { mean: (mean * size + pool.mean * pool.size) / (size + pool.size), size: size + pool.size };
    }
    pools.push(pool);
  });
  const lowest = Math.max(0, room - total + GAP);
  const shifts = pools.flatMap(({ mean, size }) => Array(size).fill(Math.max(0, Math.min(mean, lowest))));
  return shifts.map((shift, index) => Math.round(shift + offsets[index]));
}

function summary(marker) {
  const note = noteOf(marker.hash.slice(1));
  const first = (...selectors) => selectors.map((selector) => note.querySelector(selector)).find(Boolean)?.textContent.trim();
  const head = make("b", {}, first(".verdict", ".source-name", ".note-kind"));
  const rest = first(".note-reason", ".note-body", ".note-why", ".note-role") ?? "";
  const view = make("div", { className: `sidenote ${note.className}` }, `${note.value} `, head, ` ${rest}`);
  view.dataset.sidenote = note.id;
  return view;
}

function layOut() {
  const markers = wide.matches ? visibleMarkers() : [];
  const views = markers.map(summary);
  column.replaceChildren(...views);
  const top = body.getBoundingClientRect().top;
  const room = body.offsetHeight;
  const wanted = markers.map((marker) => marker.getBoundingClientRect().top - top);
  for (const lines of [3, 2, 1]) {
    column.dataset.lines = lines;
    const heights = views.map((view) => view.offsetHeight);
    const tops = pack(wanted, heights, room);
    const far = tops.map((y, index) => Math.abs(y - wanted[index])).sort((a, b) => a - b);
    if (far[Math.floor(far.length * 0.9)] > FARTHEST || tops.at(-1) + heights.at(-1) > room + 1) continue;
    return views.forEach((view, index) => (view.style.transform = `translateY(${tops[index]}px)`));
  }
  column.replaceChildren();
}

let frame = 0;
const soon = () => {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(layOut);
};
document.addEventListener("notes", soon);
new ResizeObserver(soon).observe(document.body);

document.addEventListener("pointerover", ({ target }) => {
  const name = target.closest("[data-sidenote]")?.dataset.sidenote;
  const hit = article.contains(target) && hitAt(target);
  light([...state.names, ...(name ? [name] : hit ? namesAt(hit) : [])]);
});
