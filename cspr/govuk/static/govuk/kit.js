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

// A part that changes by itself: it is read again every so many seconds, until it no longer asks for it. Without script there is a link.
const readAgain = (part) => setTimeout(async () => {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!found) return;
  part.replaceWith(found);
  if (found.dataset.refresh) readAgain(found);
}, 1000 * Number(part.dataset.refresh));
document.querySelectorAll("[data-refresh]").forEach(readAgain);
