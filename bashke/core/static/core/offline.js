// The questions and the answer of Ask where there is no network, as bashke/ask/templates show them.
// Answers live in this page's memory alone and are gone with it.
(() => {
  "use strict";
  const DAY = /^(\d+)-0?(\d+)-0?(\d+)$/;
  const { nextQuestion, routes, wayTo, numbersFor, optionsFor, isSelf, isOpen, isStale,
    localMoment, daysBetween } = globalThis.BashkeRoute;

  let words, data, lists, contacts, place, unit, started, lost;
  let given = {};

  const el = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat(2).filter((child) => child || child === 0));
    return made;
  };
  const classed = (tag) => (name, ...children) => el(tag, { class: name }, ...children);
  const [p, div, span] = ["p", "div", "span"].map(classed);
  const say = (text) => (text ? text[words.lang === "sq" ? 0 : 1] : "");
  const told = (text) => data.texts[words.lang][text];
  const fill = (sentence, values) => sentence.replace(/%\((\w+)\)[sd]/g, (_all, name) => values[name]);
  const dated = (day) => (day ?? "").replace(DAY, "$3.$2.$1");
  const withoutScheme = (address) => address.split("://").at(-1).replace(/\/+$/, "");
  const heading = (size, text) => el(size === "l" ? "h1" : "h2", {
    class: `govuk-heading-${size}`, tabindex: size === "l" ? -1 : null,
  }, text);

  // Pieces that stand on many pages (core/templates/components).

  const mark = (item, isWay = true) =>
    !item.confirmed && !item.invented && isWay
    && el("abbr", { title: words.not_confirmed }, "°");

  const dialled = (name, contact) =>
    el("a", { class: name, href: `tel:${contact.phones[0]}` }, contact.phone_shown);

  const reachedBy = (contact) => {
    if (contact.phones.length) return dialled("app-line__call", contact);
    if (contact.web) {
      return el("a", { class: "app-line__web", href: contact.web, rel: "noreferrer" },
        withoutScheme(contact.web));
    }
    return contact.address && span("app-line__ask", say(contact.address));
  };

  const line = (contact, label) => {
    const post = [say(contact.post), mark(contact, contact.phones.length > 0 || contact.web)];
    const hours = contact.hours && say(contact.hours);
    const more = label
      ? span("app-line__more", post, hours && ` · ${hours}`)
      : hours && span("app-line__more", hours);
    const who = label ? classed("b")("app-line__who", label) : span("app-line__who", post);
    return span("app-line", who, " ", reachedBy(contact), " ", more);
  };

  // Contacts grow old by the device's own clock (bashke/directory/templates/directory/standing.html).
  const wayNow = (role) => wayTo(contacts, role, unit, localMoment(data, new Date()).day);
  const standing = (contact, at) => {
    const isOurs = contact.known_since && contact.phones.length > 0;
    const said = [
      isOurs && isStale(data, contact, at) && words.long_unchecked,
      contact.hard_to_reach && words.hard_to_reach,
    ].filter(Boolean);
    return said.length > 0 && span("app-standing", said.join(" · "));
  };

  const details = (contact, at) => {
    const open = isOpen(data, contact, at);
    const checked = contact.checked_on && !contact.invented
      && fill(words.checked_on, { day: dated(contact.checked_on) });
    const answers = open === null ? "" : open ? words.open : words.closed;
    return [say(contact.hours), answers, checked].filter(Boolean).join(" · ");
  };

  const cites = (law) => {
    const cited = law.map((place, number) => {
      const cite = data.cites[place];
      const name = cite.label ? `${say(cite.short)}, ${say(cite.label)}` : say(cite.short);
      return [el("a", { href: say(cite.address) }, name), mark(cite),
        number < law.length - 1 && ";", " "];
    });
    return span("app-cites", law.length ? cited : span("app-proposed", words.proposed));
  };

  const danger = () => {
    const level = given.danger ?? ["soon"];
    const now = level.includes("now");
    if (!now && level.includes("no")) return null;
    const happening = given.happening ?? [];
    const harmless = happening.length > 0 && happening.every((each) => data.harmless.includes(each));
    const sentence = harmless ? words.only_if_hurt : now ? words.danger_now : words.danger_soon;
    return el("div",
      { class: now ? "app-danger" : "app-danger app-danger--soon", role: "region", "aria-label": words.danger },
      el("p", {}, sentence),
      numbersFor(data, happening).map((each) =>
        [el("a", { class: "app-danger__number", href: `tel:${each.number}` },
          el("b", {}, each.number), ` ${say(each.name)}`, mark(each)), " "]));
  };

  const back = () => el("button", { class: "app-back", type: "button", onclick: goBack }, words.back);
  const button = (text, attributes) =>
    el("button", { type: "button", class: "govuk-button", ...attributes }, text);

  // How old is what is shown.

  const contactsOn = () => contacts.made_on_device ?? contacts.made_on;
  const isOld = () => {
    const oldest = [lists.made_on, contactsOn()].sort()[0];
    return daysBetween(oldest, localMoment(data, new Date()).day) > lists.old_after_days;
  };
  const old = () => isOld() && div("govuk-inset-text app-saved--old",
    fill(words.old, { day: dated([lists.made_on, contactsOn()].sort()[0]) }));
  const saved = () => p("govuk-hint app-saved",
    fill(words.saved_on, { day: dated(lists.made_on), contacts: dated(contactsOn()) }),
    place && contacts.place !== place
      && ` ${fill(words.elsewhere, { place: data.places[place] })}`);

  // The pages (ask/templates/ask).

  const startPage = () => {
    const own = contacts.units[unit]?.name;
    return [
      old(),
      place && span("govuk-caption-l", data.places[place], own && `, ${own}`),
      heading("l", words.whom),
      lost && p("govuk-body", words.not_saved),
      danger(),
      p("govuk-hint", words.no_network),
      p("govuk-body-l", words.short),
      button(words.start, { class: "govuk-button app-start", onclick: again }),
      saved(),
    ];
  };

  const tick = (kind, id, label) =>
    div(`govuk-${kind}__item`,
      el("input", {
        class: `govuk-${kind}__input`, id, name: "a", value: id,
        type: kind === "radios" ? "radio" : "checkbox",
      }),
      el("label", { class: `govuk-label govuk-${kind}__label`, for: id }, label));

  // Which option stands behind an input is known to this page's memory alone.
  const questionPage = (fact, missing) => {
    const toSelf = isSelf(given);
    const offered = optionsFor(fact, toSelf);
    const many = fact.kind === "many";
    const kind = many ? "checkboxes" : "radios";
    const small = many ? "govuk-checkboxes govuk-checkboxes--small" : "govuk-radios";
    const choice = (option) =>
      tick(kind, `a${offered.indexOf(option)}`, say(toSelf && option.self ? option.self : option.text));
    const groups = [...new Set(offered.map((option) => option.heading))].map((key) => [
      fact.headings?.[key] && classed("h2")("app-headings", say(fact.headings[key])),
      div(small, offered.filter((option) => option.heading === key).map(choice)),
    ]);
    const asked = say(toSelf && fact.ask_self ? fact.ask_self : fact.ask);
    const submit = (event) => {
      event.preventDefault();
      const values = [...new FormData(event.target).getAll("a")];
      const known = values.filter((value) => value !== "unknown");
      if (!values.length) return show(questionPage(fact, true));
      return step(fact.id, known.map((value) => offered[+value.slice(1)].id));
    };
    return [
      old(),
      Object.keys(given).length > 0 && back(),
      danger(),
      missing && el("div", { class: "govuk-error-summary", role: "alert", tabindex: -1 },
        classed("h2")("govuk-error-summary__title", words.missing)),
      el("form", { autocomplete: "off", novalidate: true, onsubmit: submit },
        div(`govuk-form-group${missing ? " govuk-form-group--error" : ""}`,
          el("fieldset", { class: "govuk-fieldset" },
            el("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--l" },
              el("h1", { class: "govuk-fieldset__heading", tabindex: -1 }, asked)),
            many && p("govuk-hint", words.choose_all),
            groups,
            div(small, div(`govuk-${kind}__divider`, words.or), tick(kind, "unknown", words.unknown)))),
        button(words.go_on, { type: "submit" })),
      !Object.keys(given).length && p("govuk-hint", words.no_network),
    ];
  };

  const headingOf = (route) => {
    const role = data.roles[route.step.by];
    const dangerFirst = (given.danger ?? []).includes("now")
      && !data.answer_the_danger_line.includes(role.kind);
    const sentence = dangerFirst ? words.then_call : words.call[route.urgency];
    return fill(sentence, { post: say(role.title) });
  };

  const leadSection = (route, way, at) => {
    const { first, substitute, tonight } = way;
    const more = details(first, at);
    const row = (contact, label) =>
      div("app-contact__row", line(contact, label), standing(contact, at));
    const call = first.phones.length ? dialled("govuk-button app-call", first)
      : first.web ? el("a", { class: "govuk-button app-call app-call--web", href: first.web,
        rel: "noreferrer" }, withoutScheme(first.web))
      : p("app-contact__ask", `${words.not_known_here} ${say(first.address)}.`);
    return classed("section")("app-contact",
      el("h1", { class: "app-contact__post", tabindex: -1 }, headingOf(route)),
      call,
      more && p("app-contact__hours", more),
      standing(first, at),
      substitute && row(substitute, words.no_answer),
      tonight && tonight !== substitute && row(tonight, words.tonight));
  };

  const dutyLine = (route) => {
    const { deadline } = route.step;
    const clock = deadline && words.clock[deadline.unit][deadline.amount === 1 ? 0 : 1];
    return p("govuk-body app-duty",
      el("b", {}, words.duty[isSelf(given) ? "self" : route.duty]), " ",
      route.duty === "must" && [cites(route.law), " "],
      deadline && [
        `${words.by_when} `, el("b", {}, fill(clock, { n: deadline.amount })), " ",
        deadline.proposed ? span("app-proposed", words.proposed) : cites(deadline.law),
      ]);
  };

  const list = (tag, name, items) => el(tag, { class: name }, items.map((item) => el("li", {}, item)));
  const adviceLists = ({ say: toSay, do_not, next }) => [
    heading("m", words.say), list("ul", "govuk-list app-say", toSay.map(told)),
    heading("m", words.do_not), list("ul", "govuk-list app-do-not", do_not.map(told)),
    heading("m", words.next),
    list("ol", "govuk-list govuk-list--number app-next", next.map(told)),
  ];

  const reason = (route, name = "govuk-body") =>
    p(name, told(route.because), " ", cites(route.law));

  const other = (route, at) => [
    classed("h3")("govuk-heading-s", route.later && `${words.later} `, told(route.mechanism.title)),
    reason(route),
    line(wayNow(route.step.by).first),
    standing(wayNow(route.step.by).first, at),
  ];

  const answerPage = ([lead, ...rest]) => {
    const at = new Date().toISOString();
    const nothing = lead.mechanism.key === "nothing-to-refer";
    const way = wayNow(lead.step.by);
    const others = [...rest.filter((each) => !each.later), ...rest.filter((each) => each.later)];
    return [
      old(), back(), danger(),
      nothing
        ? [heading("l", words.nothing), reason(lead, "govuk-body-l")]
        : [leadSection(lead, way, at), dutyLine(lead)],
      adviceLists(lead.advice),
      others.length > 0
        && [heading("m", words.who_else), list("ul", "govuk-list app-others", others.map((each) => other(each, at)))],
      nothing ? null : [
        heading("m", words.why), reason(lead),
        heading("m", words.rights), p("govuk-body", words.rights_said),
        classed("details")("govuk-details",
          classed("summary")("govuk-details__summary",
            span("govuk-details__summary-text", words.instead)),
          div("govuk-details__text",
            list("ul", "govuk-list", way.instead.map((each) => line(each))))),
      ],
      p("app-again",
        button(words.print, { class: "govuk-button govuk-button--secondary", "data-bashke-print": true }), " ",
        el("a", { class: "govuk-link", href: location.pathname, onclick: again }, words.again)),
      saved(),
    ];
  };

  const unknownPage = () => [
    old(), back(), danger(),
    heading("l", words.talk),
    p("govuk-body", `${words.danger_soon} `,
      el("a", { class: "app-line__call", href: "tel:112" }, "112")),
    p("govuk-body", words.otherwise),
    p("govuk-body", line(wayNow(data.desk).first)),
    standing(wayNow(data.desk).first, new Date().toISOString()),
    button(words.again, { onclick: again }),
    saved(),
  ];

  // From page to page.

  // The shell is the same for every municipality; its ways lead to PLACE.
  const placeWays = () => {
    for (const link of document.querySelectorAll(".app-ways a[href*='/PLACE/']")) {
      link.href = link.getAttribute("href").replace("/PLACE/", place ? `/${place}/` : "/");
    }
  };

  const show = (content, invented = false) => {
    placeWays();
    document.querySelector("main").replaceChildren(...content.flat(2).filter(Boolean));
    document.querySelector(".app-demo-banner")?.remove();
    if (invented) {
      document.querySelector("header").after(el("aside",
        { class: "app-demo-banner", "aria-label": words.demonstration }, words.invented));
    }
    scrollTo(0, 0);
    document.querySelector("main [role=alert], main h1")?.focus();
  };

  const render = () => {
    if (!started) return show(startPage());
    const { day } = localMoment(data, new Date());
    const fact = nextQuestion(data, day, given);
    if (fact) return show(questionPage(fact, false));
    const found = routes(data, day, given);
    const invented = found.some((each) => wayNow(each.step.by).first.invented);
    return show(found.length ? answerPage(found) : unknownPage(), invented);
  };

  const step = (fact, options) => {
    given = { ...given, [fact]: options };
    render();
  };

  const goBack = () => {
    given = Object.fromEntries(Object.entries(given).slice(0, -1));
    render();
  };

  const again = (event) => {
    event.preventDefault();
    [given, started] = [{}, true];
    render();
  };

  // The same page in the other language, the answers with it.
  const translate = async (link) => {
    const response = await fetch(`/${link.hreflang}/offline/`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    words = wordsOf(page);
    document.documentElement.lang = link.hreflang;
    document.body.replaceChildren(...page.body.childNodes);
    const path = location.pathname.replace(/^\/(sq|en)\//, `/${link.hreflang}/`);
    history.replaceState(null, "", path);
    render();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".app-languages a");
    if (!link || !data) return;
    event.preventDefault();
    translate(link);
  });

  const wordsOf = (page) => JSON.parse(page.getElementById("bashke-words").textContent);
  const json = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(address);
    return response.json();
  };

  const load = async () => {
    words = wordsOf(document);
    [data, lists] = await Promise.all([json("/offline/table.json"), json("/offline/precache.json")]);
    const chosen = await json("/offline/chosen.json").catch(() => ({}));
    const [, lang, named, ...rest] = location.pathname.split("/");
    place = named in data.places ? named : chosen.place ?? null;
    unit = place === chosen.place ? chosen.unit ?? "" : "";
    started = named in data.places && rest[0] === "ask";
    lost = ["sq", "en"].includes(lang) && ![undefined, "", "offline"].includes(named)
      && !(named in data.places && ["", "ask"].includes(rest[0]));
    contacts = await (place ? json(`/offline/${place}/contacts.json`) : Promise.reject())
      .catch(async () => ({
        ...(await json("/offline/contacts.json")), made_on_device: lists.made_on,
      }));
    render();
  };

  load().catch(() => {
    document.querySelector("main").append(el("p", { class: "govuk-body" }, words.nothing_saved));
  });
})();
