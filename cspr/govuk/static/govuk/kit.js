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

// Who prints a page is written down, as who opens it is. The token is that of the sign-out button.
const { printed } = document.body.dataset;
if (printed) addEventListener("beforeprint", () => {
  const said = new FormData();
  said.set("page", location.pathname);
  said.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  navigator.sendBeacon(printed, said);
});

// A part that changes by itself: it is read again every so many seconds, until it no longer asks for it. Without script there is a link.
const readAgain = (part) => setTimeout(async () => {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!found) return;
  part.replaceWith(found);
  if (found.dataset.refresh) readAgain(found);
}, 1000 * Number(part.dataset.refresh));
document.querySelectorAll("[data-refresh]").forEach(readAgain);

// A part of the page that others write in: looked for again every so many seconds, and replaced only where it has changed. The link
// beside it does the same without a script. What has focus, or is selected or unfolded in it, is left alone until it has not.
for (const part of document.querySelectorAll("[data-live]")) {
  const look = async () => {
    const now = document.getElementById(part.id);
    const busy = now.contains(document.activeElement) || now.querySelector("details[open]") || now.contains(getSelection()?.anchorNode ?? null) && !getSelection().isCollapsed;
    if (document.hidden || busy) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (fresh && fresh.innerHTML !== now.innerHTML) now.innerHTML = fresh.innerHTML;
    } catch { /* No network for a moment: the next look finds it. */ }
  };
  setInterval(look, Number(part.dataset.live) * 1000);
}
