// Passkeys: the browser asks for a finger, a face or a PIN, and what it answers goes with the form. Without this the forms stay hidden.
const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function answered(form) {
  const options = await asked(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

for (const form of can ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  document.querySelector("[data-no-passkey]")?.setAttribute("hidden", "");
  const failed = form.querySelector("[data-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await answered(form)).toJSON());
      form.submit();
    } catch {  // Refused by the person, or the device: they read what else they can do.
      failed.hidden = false;
    }
  });
}
