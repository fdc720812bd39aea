// Passkeys, showing a password, and a word before the session ends. Codes work without this file.
(() => {
  "use strict";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const ids = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  const made = async ({ publicKey }) => {
    const credential = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: ids(publicKey.excludeCredentials),
      },
    });
    const { attestationObject, clientDataJSON } = credential.response;
    return {
      ...named(credential),
      response: {
        attestationObject: words(attestationObject),
        clientDataJSON: words(clientDataJSON),
        transports: credential.response.getTransports?.() ?? [],
      },
    };
  };

  const shown = async ({ publicKey }) => {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: ids(publicKey.allowCredentials),
      },
    });
    const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
    return {
      ...named(credential),
      response: {
        authenticatorData: words(authenticatorData),
        clientDataJSON: words(clientDataJSON),
        signature: words(signature),
        userHandle: userHandle ? words(userHandle) : null,
      },
    };
  };

  const named = (credential) => ({
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  for (const form of document.querySelectorAll("[data-bashke-passkey]")) {
    if (!globalThis.PublicKeyCredential) continue;
    form.hidden = false;
    form.parentElement.querySelector("[data-bashke-no-passkey]")?.remove();
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const failed = form.querySelector("[role=alert]");
      failed.hidden = true;
      try {
        const options = JSON.parse(form.dataset.bashkePasskey);
        const credential = await (form.dataset.bashkeMake ? made : shown)(options);
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }

  for (const input of document.querySelectorAll("[data-bashke-show]")) {
    const button = input.closest(".govuk-form-group").querySelector("[data-bashke-show-button]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const visible = input.type === "text";
      input.type = visible ? "password" : "text";
      button.textContent = visible ? button.dataset.show : button.dataset.hide;
      button.setAttribute("aria-pressed", String(!visible));
    });
    // What is sent, or restored with a page, is a password again.
    input.form.addEventListener("submit", () => { input.type = "password"; });
  }

  // Another tab may have prolonged the session: the server knows what is left.
  const warning = document.querySelector("[data-bashke-idle]");
  if (warning) {
    const before = 120;
    const address = warning.dataset.bashkeIdle;
    const wait = (seconds) => setTimeout(look, Math.max(1, seconds - before) * 1000);
    const look = async () => {
      const left = await ask("GET").catch(() => 0);
      warning.hidden = left > before + 5;
      if (!warning.hidden) {
        warning.querySelector("[data-bashke-over]").hidden = left > 0;
        warning.querySelector("[data-bashke-soon]").hidden = left <= 0;
      }
      if (left > 0) setTimeout(look, Math.max(5, left > before ? left - before : left) * 1000);
    };
    const ask = async (method) => {
      const body = method === "POST" ? new URLSearchParams({
        csrfmiddlewaretoken: warning.querySelector("[name=csrfmiddlewaretoken]").value,
      }) : undefined;
      const answer = await fetch(address, { method, body, cache: "no-store", redirect: "error" });
      return (await answer.json()).seconds;
    };
    warning.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const left = await ask("POST").catch(() => 0);
      warning.hidden = left > before;
      wait(left);
    });
    wait(Number(warning.dataset.bashkeLeft));
  }
})();
