// Enriches pages that work without it. The addresses come from the page, because built files carry a hash in their names.
const own = document.getElementById("kit-script");
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const govuk = await import(own.dataset.govuk);
govuk.initAll();

if (document.querySelector('[data-module^="moj-"]')) {
  const moj = await import(own.dataset.moj);
  moj.initAll();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
