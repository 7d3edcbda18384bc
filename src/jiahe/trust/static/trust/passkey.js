// Asks the device for a passkey and sends what it says with the form: data-passkey is create, get or sign-in.
"use strict";

(() => {
  const options = () => JSON.parse(document.getElementById("passkey-options").textContent);
  const ask = {
    create: async () => {
      const wanted = options().creation_options;
      // Each passkey signs in without a password: it knows for whom it is, and asks who holds the device.
      Object.assign(wanted.publicKey.authenticatorSelection, {
        residentKey: "required", requireResidentKey: true, userVerification: "required",
      });
      return webauthnJSON.create(wanted);
    },
    get: async () => webauthnJSON.get(options().request_options),
    "sign-in": async (form) => {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      return webauthnJSON.get((await answer.json()).request_options);
    },
  };
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const error = form.querySelector("[data-passkey-error]");
      error.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask[form.dataset.passkey](form));
      } catch {
        error.hidden = false;
        return;
      }
      form.submit();
    });
  });
})();
