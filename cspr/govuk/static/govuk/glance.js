// A part of a page that others change is read again every so many seconds, from an address that gives that part alone. Not while the page
// is hidden, something in it has focus, or nobody has touched the page for ten minutes: a page left open must not keep a sign-in alive.
const IDLE = 10 * 60 * 1000;
let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
}

for (const part of document.querySelectorAll("[data-read-again]")) {
  setInterval(async () => {
    if (document.hidden || Date.now() - touched > IDLE || part.contains(document.activeElement)) return;
    const answer = await fetch(part.dataset.from).catch(() => null); // No network for a moment: the next look finds it.
    if (!answer?.ok || answer.redirected) return;
    const words = await answer.text();
    if (words.trim() !== part.innerHTML.trim()) part.innerHTML = words;
  }, 1000 * Number(part.dataset.readAgain));
}
