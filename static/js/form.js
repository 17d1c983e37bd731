// The form of a note on a page of its own: what is typed is kept, and offered when the page is opened again.
import { dropDraft, keepDraft, offerDraft } from "./drafts.js";
import { make } from "./notes.js";

const form = document.querySelector("[data-note-form]");

function take(action, fields) {
  const again = make("form", { method: "post", action, hidden: true });
  again.append(...[...fields].map(([name, value]) => make("textarea", { name, value })));
  document.body.append(again);
  again.submit();
}

form.addEventListener("input", () => keepDraft(form));
if (!("sent" in form.dataset)) offerDraft(form.parentElement, take, dropDraft);
