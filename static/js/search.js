// Results while one types: the page itself is asked again, and what it found is put in the place of what stood there.
const PAUSE = 150; // ms without a key
const form = document.querySelector("[data-search-form]");
const field = form.elements.q;
let results = document.querySelector("[data-results]");
let timer, asked;

// A region that comes with its words is not heard everywhere: this one stays, and says what those of the results would.
const said = Object.assign(document.createElement("p"), { role: "status", className: "visually-hidden" });
form.append(said);

function silence(place) {
  const regions = [...place.querySelectorAll("[role=status]")];
  for (const region of regions) region.removeAttribute("role");
  return regions.map((region) => region.textContent.trim().replace(/\s+/g, " ")).join(" ");
}

silence(results);

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
    const counted = silence(found);
    results.replaceWith(found);
    said.textContent = counted;
    results = found;
    history.replaceState(null, "", address);
    document.title = page.title;
  } catch {} // another key was typed, or there is no network: what is shown stays
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
