// The form of a note beside the text. The server draws it and says what is wrong; here it is fetched, shown and kept.
import { closeCard } from "./card.js";
import { dropDraft, keepDraft } from "./drafts.js";
import { article, make, noteOf, rangeOf, say } from "./notes.js";

const drawn = globalThis.Highlight && new Highlight();
if (drawn) CSS.highlights.set("draft", drawn);

const panel = make("aside", { className: "panel", hidden: true, ariaLabel: "Annotation", lang: "en-GB", dir: "ltr" });
document.body.append(panel);

let typed = false;
let from; // where the keyboard was before
const mayLeave = () => !typed || confirm("Throw away what you have typed?");
const form = () => panel.querySelector("form");
export const isOpen = () => !panel.hidden;

const rows = () => [...panel.querySelectorAll("[data-words-row]")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

// Mark the chosen words in the text.
function draw() {
  drawn?.clear();
  for (const row of rows()) {
    const [, id, start, end] = field(row, "place")?.value.match(/^(p\d+):(\d+)-(\d+)$/) ?? [];
    if (drawn && noteOf(id)) drawn.add(rangeOf(noteOf(id), +start, +end));
  }
}

// A sheet at the bottom covers no chosen words.
function keepInSight() {
  const [first] = drawn ?? [];
  const { top: edge, left } = panel.getBoundingClientRect();
  if (!first || left > 0) return;
  const { top, bottom } = first.getBoundingClientRect();
  if (top < 0 || bottom > edge) scrollBy({ top: top - edge / 3, behavior: "instant" });
}

// What a button of the form has brought: another row, or the note as it will be read.
function brought(sent) {
  if (sent?.get("add") === "evidence") return [...panel.querySelectorAll(".evidence-row")].at(-1)?.querySelector("input");
  return sent?.has("preview") ? panel.querySelector(".preview") : null;
}

function show(html, sent) {
  panel.innerHTML = html;
  panel.hidden = false;
  document.documentElement.dataset.panel = "";
  draw();
  keepInSight();
  const wrong = panel.querySelector("[aria-invalid=true], .conflict, .errorlist");
  const fields = [...panel.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((input) => !input.closest("details:not([open])"));
  const main = fields.find((input) => !input.closest("[data-words]"));
  const target = wrong ?? brought(sent) ?? ("begun" in form().dataset ? main : (fields.find((input) => !input.value) ?? main));
  if (target?.tabIndex < 0) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
  (target?.closest(".field, .words-row") ?? target)?.scrollIntoView({ block: "nearest" }); // with what is said below it
}

// While an answer is awaited nothing is sent again. A form that is drawn anew waits for nothing.
function wait(busy) {
  form()?.setAttribute("aria-busy", busy);
  for (const button of panel.querySelectorAll("button")) button.setAttribute("aria-disabled", busy);
}

const SILENT = "The server does not answer. Nothing is lost: try again.";
const REFUSED = "The server refuses this note. It still stands here: copy your words before you reload the page.";
const PANEL = { "X-Panel": "1" };

// Who signs in again in another window gets another token: it is fetched, and what was refused is sent once more.
export async function post(address, body) {
  const send = () => fetch(address, { method: "POST", body, headers: PANEL });
  const response = await send();
  if (response.status !== 403) return response;
  const drawn = await (await fetch(article.dataset.annotate, { headers: PANEL })).text();
  const [, fresh] = drawn.match(/name="csrfmiddlewaretoken" value="(\w+)"/) ?? [];
  if (!fresh) return response;
  for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = fresh;
  body.set("csrfmiddlewaretoken", fresh);
  return send();
}

// To the page that was asked for or, if that is behind a sign-in, to this one afterwards.
function leave(address) {
  const there = new URL(address);
  const back = location.pathname + location.search + location.hash;
  if (there.searchParams.has("next")) there.searchParams.set("next", back);
  location.assign(there);
}

function complain(text) {
  wait(false);
  say(text);
  panel.querySelector(".panel-trouble")?.remove();
  form()?.prepend(make("p", { className: "panel-trouble", role: "alert" }, text));
}

// What was sent and not stored is not lost: it stays typed, and on this device.
async function ask(address, body) {
  try {
    const response = await (body ? post(address, body) : fetch(address, { headers: PANEL }));
    if (response.status === 201) return saved(response.headers.get("Location"));
    if (!response.redirected && [200, 409, 422].includes(response.status)) return show(await response.text(), body);
    if (body && form()) keep();
    if (response.redirected) leave(response.url);
    else complain(response.status < 500 ? REFUSED : SILENT);
  } catch {
    complain(SILENT);
  }
}

export function openPanel(address) {
  if (!mayLeave()) return undefined;
  if (!isOpen()) from = document.activeElement;
  closeCard();
  typed = false;
  return ask(address);
}

function saved(address) {
  dropDraft();
  typed = false;
  history.replaceState(null, "", address);
  location.reload();
}

export function closePanel() {
  if (!mayLeave()) return;
  if (typed) dropDraft(); // one that was kept before is still offered
  typed = false;
  panel.hidden = true;
  panel.replaceChildren();
  delete document.documentElement.dataset.panel;
  drawn?.clear();
  from?.focus({ preventScroll: true });
}

// Put further words into the form, in an empty row or in a new one.
export function addWords(role, { words, at }) {
  let row = rows().find((row) => !field(row, "words").value.trim());
  if (!row) {
    const last = rows().at(-1);
    row = last.cloneNode(true);
    row.querySelectorAll(".places, .errorlist").forEach((element) => element.remove());
    const total = form().elements["words-TOTAL_FORMS"];
    const number = total.value++;
    for (const element of row.querySelectorAll("[name], [id]")) {
      for (const name of ["name", "id"]) element[name] = element[name].replace(/words-\d+/, `words-${number}`);
    }
    field(row, "place") ?? row.append(make("input", { type: "hidden", name: `words-${number}-place` }));
    last.after(row);
  }
  field(row, "role").value = role;
  field(row, "words").value = words;
  field(row, "place").value = at;
  const speaker = form().elements.source_name;
  if (role === "source" && speaker && !speaker.value) speaker.value = words;
  draw();
  keep();
}

function keep() {
  typed = true;
  keepDraft(form());
}

export async function openDraft(action, fields) {
  if (!mayLeave()) return;
  await ask(action, fields);
  typed = true;
}

panel.addEventListener("input", ({ target }) => {
  keep();
  if (target.list) suggest(target);
});

panel.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form().getAttribute("aria-busy") === "true") return;
  wait(true);
  ask(form().action, new FormData(form(), event.submitter));
});

panel.addEventListener("click", (event) => {
  if (!event.target.closest("[data-cancel]")) return;
  event.preventDefault();
  closePanel();
});

document.addEventListener("keydown", (event) => {
  if (!isOpen()) return;
  if (event.key === "Escape" && !event.defaultPrevented) closePanel();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && panel.contains(event.target)) form().requestSubmit();
});

// Complete names from known sources, and take over what kind of source it is.
let waiting = 0;
function suggest(input) {
  const { list } = input;
  const kind = form().elements[input.name.replace("_name", "_kind")];
  const known = [...list.options].find((option) => option.value === input.value);
  if (known) kind.value = known.dataset.kind;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const response = await fetch(`${list.dataset.suggest}&q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (!response?.ok) return; // without a network, names are typed in full
    const { sources } = await response.json();
    list.replaceChildren(...sources.map(({ name, kind }) => {
      const option = make("option", { value: name });
      option.dataset.kind = kind; // no label: Firefox would show and match that in place of the name
      return option;
    }));
  }, 150);
}

article.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPanel(link.href);
});
