// The page on which the API is tried: Swagger UI, which the page loads from this site, over the API's own description.

const place = document.querySelector("[data-api-docs]");
const dark = matchMedia("screen and (prefers-color-scheme: dark)");

// Swagger UI asks for a class, and nothing else, to be dark.
function follow() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

follow();
dark.addEventListener("change", follow);

globalThis.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.apiDocs,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (new URL(request.url, location).origin === location.origin && request.method !== "GET") {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
