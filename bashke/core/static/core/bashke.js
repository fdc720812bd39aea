// Everything works without this file. It spares page loads, and with them entries in the history.
(() => {
  "use strict";
  const saving = navigator.serviceWorker;

  const leave = (link) => {
    document.body.hidden = true;
    location.replace(link.href);
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of ["main", ".app-languages", ".app-footer", ".app-demo-banner"]) {
      const before = document.querySelector(part);
      const after = page.querySelector(part);
      if (before && after) before.replaceWith(after);
      else if (before) before.remove();
      else if (after) document.querySelector("header").after(after);
    }
    prepare();
    scrollTo(0, 0);
    document.querySelector("main [role=alert], main h1")?.focus();
  };

  const prepare = () => {
    for (const button of document.querySelectorAll("[data-bashke-print]")) button.hidden = false;
  };

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("[data-bashke-ask]") || submitter?.closest(".app-languages")) return;
    event.preventDefault();
    const address = new URL(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action);
    try {
      const body = new URLSearchParams(new FormData(form, submitter));
      const answer = await fetch(address, { method: "POST", body, cache: "no-store" });
      show(await answer.text());
    } catch {
      const status = document.querySelector("main [role=status]");
      if (status && address.pathname !== location.pathname) {
        // "Nobody answers here" cannot be sent: the numbers stay, and the page says so.
        submitter.after(status);
        status.hidden = false;
      // Without a network the worker gives the page that asks without one, in this page's place.
      } else if (saving?.controller) location.replace(location.pathname);
      else form.submit();
    }
  });

  // What takes a moment says so, and says it no more to whoever comes back.
  const busy = (is, within) => {
    for (const says of within.querySelectorAll("[data-bashke-busy]")) says.hidden = !is;
  };
  document.addEventListener("submit", (event) => busy(true, event.target));
  addEventListener("pageshow", () => busy(false, document));

  // Once the first view is done, what works without a network is kept (worker.js).
  const keep = async () => {
    await saving.register("/worker.js");
    const { active } = await saving.ready;
    const { lang, dataset } = document.documentElement;
    const unit = document.querySelector("#unit")?.value;
    active.postMessage({ lang, place: dataset.bashkePlace, unit });
  };

  const forget = async () => {
    const worker = (await saving?.getRegistration())?.active;
    if (worker) {
      const { port1, port2 } = new MessageChannel();
      const done = new Promise((resolve) => { port1.onmessage = resolve; });
      worker.postMessage({ remove: true }, [port2]);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 3000))]);
    }
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-bashke-remove]")) return;
    event.preventDefault();
    await forget();
    try {
      const answer = await fetch(form.action, { method: "POST", cache: "no-store" });
      show(await answer.text());
    } catch {
      form.querySelector("[role=status]").hidden = false;
    }
  });

  addEventListener("beforeinstallprompt", (event) => event.preventDefault());
  if (saving && !document.querySelector("[data-bashke-removed]")) {
    const idle = globalThis.requestIdleCallback ?? setTimeout;
    // Saving waits until the page has been read for a moment: a slow phone answers first.
    const save = () => idle(() => keep().catch(() => {}));
    addEventListener("load", () => setTimeout(save, 3000));
  }

  // "I don't know" and an answer exclude one another.
  document.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const unknown = target.id === "unknown";
    for (const box of target.form.querySelectorAll("[type=checkbox]:checked")) {
      if ((box.id === "unknown") !== unknown) box.checked = false;
    }
  });

  document.addEventListener("click", (event) => {
    const exit = event.target.closest("[data-bashke-exit]");
    if (exit) {
      event.preventDefault();
      leave(exit);
    }
    if (event.target.closest("[data-bashke-print]")) print();
  });

  let shifts = 0;
  document.addEventListener("keydown", (event) => {
    shifts = event.key === "Shift" ? shifts + 1 : 0;
    if (shifts === 3) leave(document.querySelector("[data-bashke-exit]"));
  });

  prepare();
})();
