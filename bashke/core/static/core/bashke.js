// Everything works without this file. It spares page loads, and with them entries in the history.
(() => {
  "use strict";
  const leave = (link) => {
    document.body.hidden = true;
    location.replace(link.href);
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of ["main", ".app-demo-banner"]) {
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
    const form = event.target;
    if (!form.matches("[data-bashke-ask]")) return;
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(location.pathname, { method: "POST", body, cache: "no-store" });
      show(await answer.text());
    } catch {
      form.submit();
    }
  });

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
