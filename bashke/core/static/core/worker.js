// Keeps what works without a network: the same for everybody, and the chosen municipality's
// contacts. Never an answer: only GET is kept, only from the lists, and never what says no-store.
"use strict";

const LISTS = "/offline/precache.json";
const CHOSEN = "/offline/chosen.json";
const SET = "bashke-set-";
const PLACE = "bashke-place-";
const PATIENCE = 6000;
const DOWN = [502, 503, 504];
const CONTACTS = /^\/offline\/(?:[a-z0-9-]+\/)?contacts\.json$/;

let leaving = false;
let busy = Promise.resolve();
// One thing after another: what was removed must not come back from work under way.
const inTurn = (work) => (busy = busy.then(work, work));

// Without cookies: what is kept must not depend on who keeps it.
const download = async (address) => {
  const response = await fetch(address, { cache: "no-cache", credentials: "omit" });
  const kept = response.headers.get("Cache-Control") ?? "";
  if (!response.ok || response.redirected || kept.includes("no-store")) {
    throw new Error(`${address} cannot be kept`);
  }
  return response;
};

const keep = async (cache, address) => {
  const response = await download(address);
  if (!leaving) await cache.put(address, response);
};

const named = async (prefix) => (await caches.keys()).filter((name) => name.startsWith(prefix));

const drop = async (prefix, but) => {
  for (const name of await named(prefix)) if (name !== but) await caches.delete(name);
};

// The newest set, whole; the day on which it was looked for is kept with it.
const refresh = async () => {
  const response = await download(LISTS);
  const lists = await response.clone().json();
  const cache = await caches.open(SET + lists.version);
  if (!(await cache.match(LISTS))) {
    await Promise.all(lists.must.map((address) => keep(cache, address)));
    for (const address of lists.pages) {
      if (leaving) return;
      await keep(cache, address).catch(() => {});
    }
  }
  if (leaving) return;
  await cache.put(LISTS, response);
  await drop(SET, SET + lists.version);
};

// The municipality whose page is open: its contacts and pages, and nobody else's.
const choose = async ({ place, unit, lang }) => {
  const before = await chosen();
  const now = {
    place: place || before.place,
    unit: unit ?? (!place || place === before.place ? before.unit : ""),
    lang,
  };
  const lists = await (await caches.match(LISTS))?.json();
  if (!now.place || !lists || leaving) return;
  const [contacts, ...pages] = lists.place.map((each) => each.replace("PLACE", now.place));
  const fresh = await download(contacts);
  now.state = `${lists.version} ${fresh.headers.get("ETag")}`;
  const cache = await caches.open(PLACE + now.place);
  await cache.put(contacts, fresh);
  await drop(PLACE, PLACE + now.place);
  // Pages with contacts in them are fetched again when the contacts or the content have changed.
  for (const address of now.state === before.state ? [] : pages) {
    if (leaving) return;
    await keep(cache, address).catch(() => {});
  }
  if (!leaving) await cache.put(CHOSEN, new Response(JSON.stringify(now)));
};

const chosen = async () => (await (await caches.match(CHOSEN))?.json()) ?? {};

const remove = async () => {
  leaving = true;
  await drop("bashke-");
  await registration.unregister();
};

addEventListener("install", (event) => event.waitUntil(inTurn(refresh).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data.remove) {
    leaving = true;
    event.waitUntil(inTurn(remove).then(() => port?.postMessage("removed")));
  } else if (!leaving) {
    const visit = async () => {
      await refresh().catch(() => {});
      await choose(event.data).catch(() => {});
      port?.postMessage("kept");
    };
    event.waitUntil(inTurn(visit));
  }
});

const after = (milliseconds) =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error("too slow")), milliseconds));

// A page: from the network while there is one, else as it was kept, else the shell.
const page = async (request) => {
  const answer = fetch(request);
  try {
    const response = await (request.method === "GET" && (await keptPage(request))
      ? Promise.race([answer, after(PATIENCE)])
      : answer);
    if (!DOWN.includes(response.status)) return response;
    return (await keptPage(request)) ?? response;
  } catch {
    return (await keptPage(request)) ?? Response.error();
  }
};

// Not a page on which a contact has grown too old since: the country's lines stand in its place.
const stillRight = (kept) => {
  const until = kept?.headers.get("Bashke-Until");
  return until && until <= new Date().toISOString().slice(0, 10) ? undefined : kept;
};

const keptPage = async (request) => {
  const { pathname } = new URL(request.url);
  const [, lang, ...rest] = pathname.split("/");
  // The page without a municipality says the same, but for the contacts.
  const anywhere = `/${lang}/${rest.slice(1).join("/")}`;
  const known = ["sq", "en"].includes(lang);
  const kept = request.method === "GET" && known
    ? stillRight(await caches.match(pathname)) ?? (rest.length > 2 ? await caches.match(anywhere) : undefined)
    : undefined;
  return kept ?? caches.match(`/${known ? lang : (await chosen()).lang ?? "sq"}/offline/`);
};

// Contacts from the network first, so that a wrong number can be withdrawn.
const contacts = async (request) => {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname);
  try {
    const fresh = download(pathname);
    const response = await (kept ? Promise.race([fresh, after(PATIENCE)]) : fresh);
    for (const name of kept ? await caches.keys() : []) {
      const cache = await caches.open(name);
      if (await cache.match(pathname)) await cache.put(pathname, response.clone());
    }
    return response;
  } catch {
    return kept ?? Response.error();
  }
};

const other = async (request) => {
  const { pathname, search } = new URL(request.url);
  return (search ? undefined : await caches.match(pathname)) ?? fetch(request);
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (leaving || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!pathname.endsWith("/offline/remove/")) event.respondWith(page(request));
  } else if (request.method !== "GET") return;
  else if (pathname === CHOSEN) {
    event.respondWith(chosen().then((found) => new Response(JSON.stringify(found))));
  } else if (CONTACTS.test(pathname)) event.respondWith(contacts(request));
  else event.respondWith(other(request));
});
