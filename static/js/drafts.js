// What is typed into a note's form and not saved yet, kept on this device for the account, under the address of the page.
import { make } from "./notes.js";

const keyOf = (path) => `draft ${document.documentElement.dataset.account} ${path}`;

export function keepDraft(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken");
    localStorage[keyOf(location.pathname)] = JSON.stringify({ action: form.getAttribute("action"), body: `${body}` });
  } catch {} // a device that keeps nothing has no drafts
}

export function dropDraft(path = location.pathname) {
  try {
    localStorage.removeItem(keyOf(path));
  } catch {}
}

// At the top of `place`, if there is a draft. `take` gets its action and the fields to send, for the form to be drawn again.
export function offerDraft(place, take, drop) {
  let kept;
  try {
    kept = JSON.parse(localStorage[keyOf(location.pathname)]);
  } catch {
    return;
  }
  const fields = new URLSearchParams(kept.body);
  fields.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  fields.set("add", "");
  const note = make("p", { className: "draft-kept", role: "status", lang: "en-GB", dir: "ltr" }, "You have a note that is not saved. ");
  const act = (label, onclick) => make("button", { type: "button", className: "button button-small", onclick }, label);
  const go = () => (note.remove(), take(kept.action, fields));
  note.append(act("Continue", go), " ", act("Throw it away", () => (note.remove(), drop())));
  place.prepend(note);
}
