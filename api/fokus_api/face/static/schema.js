// Shows the API by Swagger UI, from our own files and asking nobody else; without it, the list on the page stays.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    filter: true,
    validatorUrl: null,
    persistAuthorization: false,
    onComplete: () => { document.getElementById("every-operation").hidden = true; },
  });
});
