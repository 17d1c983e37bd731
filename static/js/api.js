// The page on which the API is tried: Swagger UI, which the page loads from this site, over the API's own description.

const place = document.querySelector("[data-api-docs]");

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
