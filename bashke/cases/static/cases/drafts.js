// Keeps a draft while it is typed: a few seconds after the last change, in the form's own words.
(() => {
  "use strict";
  const AFTER = 4000;
  const form = document.querySelector("[data-bashke-draft]");
  if (!form) return;
  const sign = form.querySelector("[data-bashke-sign]");
  let waiting = 0;
  let asked = Promise.resolve();
  let keeping = 0;

  const say = (text) => { sign.textContent = text; };

  // After signing in again in another tab the form needs that session's token.
  const renew = async () => {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[data-bashke-draft] [name=csrfmiddlewaretoken]");
    if (!token) return false;
    form.elements.csrfmiddlewaretoken.value = token.value;
    return true;
  };

  const post = () => fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "Bashke-Keep": "draft" },
    cache: "no-store",
    redirect: "manual",
  });

  const signedOut = () => {
    const way = document.createElement("a");
    way.href = location.href;
    way.target = "_blank";
    way.rel = "noopener";
    way.textContent = form.dataset.bashkeSignedOut;
    sign.replaceChildren(way);
  };

  const keep = async () => {
    try {
      let answer = await post();
      if (answer.status === 403 && await renew()) answer = await post();
      if (answer.status !== 201) {
        if (answer.type === "opaqueredirect" || answer.status === 403) signedOut();
        else say(form.dataset.bashkeNotKept);
        return;
      }
      const where = answer.headers.get("Location");
      if (where && where !== location.pathname) {
        history.replaceState(null, "", where);
        form.action = where;
      }
      say(`${form.dataset.bashkeKept} ${answer.headers.get("Bashke-Kept")}`);
    } catch {
      say(form.dataset.bashkeNotKept);
    }
  };

  const soon = () => {
    clearTimeout(waiting);
    // One after another: two first words must not begin two drafts.
    waiting = setTimeout(() => {
      keeping += 1;
      asked = asked.then(keep).finally(() => { keeping -= 1; });
    }, AFTER);
  };

  form.action = location.href;
  form.addEventListener("input", soon);
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!keeping) return;
    // What is being kept right now names the address to which the form goes.
    event.preventDefault();
    await asked;
    form.requestSubmit(event.submitter);
  });
})();
