// Results while one types: the page itself is asked again, and what it found is put in the place of what stood there.
const PAUSE = 150; // ms without a key
const form = document.querySelector("[data-search-form]");
const field = form.elements.q;
let results = document.querySelector("[data-results]");
let timer, asked;

async function find() {
  const address = new URL(location.pathname, location.origin);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
  asked?.abort();
  asked = new AbortController();
  const typing = new URL(address);
  typing.searchParams.set("typing", "1");
  try {
    const response = await fetch(typing, { signal: asked.signal });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("[data-results]");
    results.replaceWith(found);
    results = found;
    history.replaceState(null, "", address);
    document.title = page.title;
  } catch {} // another key was typed, or there is no network: what is shown stays
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
