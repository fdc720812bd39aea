// Ask without a server: from /offline/table.json to the same questions and the same document as
// bashke/mechanisms and bashke/ask/document.py. No page, no network; nothing is kept.
globalThis.BashkeRoute = (() => {
  "use strict";
  const Masks = globalThis.BashkeMasks;
  const STRONGEST = ["must", "may", "with-agreement"];
  const SOONEST = ["now", "hours", "days", "routine"];
  const UNANSWERED = [];

  const rowOf = (data, mechanism, [told, rank, law, ...words], later) => {
    const [duty, urgency, step, because, advice] = words.map((word) => data.names[word]);
    const named = Object.entries(told).map(([fact, place]) => [fact, data.options[place]]);
    const facts = Object.fromEntries(named);
    return { mechanism, later, facts, rank, law, duty, urgency, step, because, advice };
  };

  // The mechanisms in force on one day, compiled (bashke/mechanisms/table.py).
  class Table {
    constructor(data, mechanisms) {
      const order = (each) => data.ties.indexOf(each.key);
      this.data = data;
      this.mechanisms = [...mechanisms].sort((one, other) => order(one) - order(other));
      const rows = (list) =>
        this.mechanisms.flatMap((each) =>
          each[list].map((row) => rowOf(data, each, row, list === "later")));
      // Sorting is stable: of equal ranks the mechanism that pack.yaml names first.
      this.entries = [...rows("applies").sort((a, b) => a.rank - b.rank), ...rows("later")];
      this.masks = new Masks(this.entries.length);
      this.none = this.masks.of([]);
      this.every = this.where(() => true);
      this.applies = this.where((row) => !row.later);
      this.rowsOf = {};
      for (const { key } of this.mechanisms) {
        this.rowsOf[key] = this.where((row) => row.mechanism.key === key);
      }
      this.yielding = Object.entries(data.yields)
        .filter(([key]) => key in this.rowsOf)
        .map(([key, others]) => [
          this.rowsOf[key],
          this.where((row) => !row.later && others.includes(row.mechanism.key)),
        ]);
      this.columns = Object.fromEntries(data.facts.map((fact) => [fact.id, this.column(fact)]));
      this.outcomes = new Map();
      this.changing = new Map();
    }

    where(wanted) {
      return this.masks.of([...this.entries.keys()].filter((bit) => wanted(this.entries[bit])));
    }

    column(fact) {
      const matching = (option) => (row) =>
        !(fact.id in row.facts) || row.facts[fact.id].includes(option);
      const masks = Object.fromEntries(
        fact.options.map(({ id }) => [id, this.where(matching(id))]),
      );
      const blank = this.where((row) => !(fact.id in row.facts));
      return { masks, unanswered: fact.default ? masks[fact.default] : blank };
    }

    // The rows that a question's answer satisfies: those of any chosen option.
    answered(fact, chosen) {
      const { masks, unanswered } = this.columns[fact];
      if (!chosen.length) return unanswered;
      return chosen.map((option) => masks[option]).reduce((one, other) => this.masks.or(one, other));
    }

    // The rows that still match; the questions in `open` count for nothing.
    mask(given, open = UNANSWERED) {
      let mask = this.every;
      for (const fact of Object.keys(this.columns)) {
        if (open.includes(fact)) continue;
        mask = this.masks.and(mask, this.answered(fact, listed(given[fact])));
      }
      return mask;
    }

    // What is left once whatever yields has yielded, judged all at once.
    left(mask) {
      let left = mask;
      for (const [own, others] of this.yielding) {
        if (this.masks.meet(mask, own) && this.masks.meet(mask, others)) {
          left = this.masks.without(left, own);
        }
      }
      return left;
    }

    routes(mask) {
      const rows = new Map(this.mechanisms.map((each) => [each, []]));
      let lead = null;
      for (const bit of this.masks.bits(this.left(mask))) {
        const row = this.entries[bit];
        if (!lead && !row.later) lead = row.mechanism;
        rows.get(row.mechanism).push(row);
      }
      return [...rows]
        .filter(([, found]) => found.length)
        .map(([mechanism, found]) => gathered(mechanism, found, mechanism === lead))
        .sort((a, b) => b.lead - a.lead || a.later - b.later || a.row.rank - b.row.rank);
    }

    outcome(mask) {
      if (!this.outcomes.has(mask)) {
        const told = this.routes(mask).map((each) =>
          [each.mechanism.key, +each.lead, +each.later, each.duty, each.urgency, each.row.step].join());
        this.outcomes.set(mask, told.join("|"));
      }
      return this.outcomes.get(mask);
    }
  }

  const listed = (said) => (said === undefined || said === null ? UNANSWERED : [said].flat());
  const first = (order, words) => order.find((word) => words.includes(word));

  // One mechanism's rows as one route: it leads, waits, or stands beside the lead.
  const gathered = (mechanism, found, lead) => {
    const waiting = found.filter((row) => row.later);
    const later = !lead && waiting.length > 0;
    const rows = later ? waiting : found.filter((row) => !row.later);
    return {
      mechanism, lead, later,
      row: rows[0],
      duty: first(STRONGEST, rows.map((row) => row.duty)),
      urgency: first(SOONEST, rows.map((row) => row.urgency)),
      step: mechanism.steps[rows[0].step],
      because: mechanism.because[rows[0].because],
      advice: mechanism.advice[rows[0].advice],
      law: [...new Set(rows.flatMap((row) => row.law))],
    };
  };

  const compiled = new WeakMap();
  const tableOn = (data, on) => {
    const standing = new Map();
    for (const each of data.mechanisms) if (each.from <= on) standing.set(each.key, each);
    const key = [...standing.values()].map((each) => each.from).join();
    if (!compiled.has(data)) compiled.set(data, new Map());
    const tables = compiled.get(data);
    if (!tables.has(key)) tables.set(key, new Table(data, standing.values()));
    return tables.get(key);
  };

  // Which question can still change the answer (bashke/mechanisms/questions.py).

  const mayBeAsked = (fact, given) => {
    const meets = ([other, wanted]) => given[other].some((option) => wanted.includes(option));
    const known = (conditions) => Object.entries(conditions ?? {}).filter(([other]) => other in given);
    return known(fact.only_if).every(meets) && !known(fact.not_if).some(meets);
  };

  const optionsFor = (fact, toSelf) => {
    if (!toSelf) return fact.options;
    const reworded = fact.options.some((option) => option.self);
    return fact.options.filter((option) => (option.self || !reworded) && !option.not_to_self);
  };

  const isSelf = (given) => listed(given.reporter).includes("self");

  const nextQuestion = (data, on, given) => {
    if (Object.keys(given).length >= data.screens) return null;
    const table = tableOn(data, on);
    for (const [place, fact] of data.facts.entries()) {
      if (fact.id in given || !mayBeAsked(fact, given)) continue;
      const later = data.facts
        .slice(place + 1)
        .filter((each) => !(each.id in given) && mayBeAsked(each, given));
      const mask = table.mask(given, [fact, ...later].map((each) => each.id));
      if (canChange(table, mask, fact, later, isSelf(given))) return fact;
    }
    return null;
  };

  const canChange = (table, mask, fact, later, toSelf) => {
    const key = [mask, fact.id, +toSelf, ...later.map((each) => each.id)].join();
    if (!table.changing.has(key)) {
      const found = [false, true].some((sets) => differ(table, mask, fact, later, toSelf, sets));
      table.changing.set(key, found);
    }
    return table.changing.get(key);
  };

  const differ = (table, mask, fact, later, toSelf, sets) => {
    const own = answers(table, fact, mask, toSelf, sets);
    if (own.size === 1) return false;
    let rests = new Set([mask]);
    for (const other of later) {
      const columns = answers(table, other, mask, toSelf, sets);
      const met = new Set();
      for (const rest of rests) for (const column of columns) met.add(table.masks.and(rest, column));
      rests = met;
    }
    for (const rest of rests) {
      const candidates = new Set([...own].map((answer) => table.masks.and(rest, answer)));
      if (candidates.size < 2) continue;
      if (new Set([...candidates].map((each) => table.outcome(each))).size > 1) return true;
    }
    return false;
  };

  const answers = (table, fact, mask, toSelf, sets) => {
    const column = table.columns[fact.id];
    const rows = (answer) => table.masks.and(answer, mask);
    const single = new Set(optionsFor(fact, toSelf).map(({ id }) => rows(column.masks[id])));
    const several = sets && fact.kind === "many" ? unions(table, [...single]) : [];
    return new Set([...single, rows(column.unanswered), ...several]);
  };

  // Every union of some of the sets, or of every two where there are many.
  const unions = (table, sets) => {
    if (sets.length > table.data.sets) {
      return sets.flatMap((one) => sets.map((other) => table.masks.or(one, other)));
    }
    const found = new Set();
    for (const one of sets) {
      for (const other of [...found]) found.add(table.masks.or(one, other));
      found.add(one);
    }
    return found;
  };

  // The answer (bashke/ask/document.py, bashke/directory/reach.py).

  const localMoment = (data, at) => {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: data.zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit",
    });
    const part = Object.fromEntries(
      format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
    );
    return { day: `${part.year}-${part.month}-${part.day}`, minute: part.hour * 60 + +part.minute };
  };

  const isWorking = (data, day) =>
    !data.rest.includes(new Date(day).getUTCDay()) && !data.holidays.includes(day);

  const isOpen = (data, contact, at) => {
    if (contact.always) return true;
    if (!contact.opens) return null;
    const { day, minute } = localMoment(data, at);
    return isWorking(data, day) && contact.opens[0] <= minute && minute < contact.opens[1];
  };

  const daysBetween = (one, other) => (new Date(other) - new Date(one)) / 86_400_000;
  const isStale = (data, contact, at) => {
    const known = contact.known_since ?? contact.checked_on;
    return Boolean(known) && daysBetween(known, at.slice(0, 10)) > data.stale_after;
  };

  // The way as it is on this day: contacts that grew too old meanwhile have given way to others.
  const wayOn = ({ ways, later = [] }, role, on) =>
    later.reduce((way, [from, changed]) => (from <= on && role in changed ? changed[role] : way), ways[role]);

  const wayTo = (contacts, role, unit, on) => {
    const own = contacts.units[unit];
    const way = (own && wayOn(own, role, on)) ?? wayOn(contacts, role, on);
    const person = (place) => (place === null ? null : contacts.people[place]);
    return {
      first: person(way[0]), substitute: person(way[1]), tonight: person(way[2]),
      instead: way[3].map(person),
    };
  };

  const numbersFor = (data, happening) => {
    const options = data.facts.find(({ id }) => id === "happening").options;
    const found = options.filter(({ id }) => listed(happening).includes(id));
    const numbers = [...new Set(found.flatMap((option) => option.numbers ?? []))];
    return (numbers.length ? numbers : [data.general]).map((number) =>
      data.emergency.find((each) => each.number === number));
  };

  const document = (data, contacts, { place = null, unit = "", lang, on, at, facts }) => {
    const say = (text) => (text ? text[lang === "sq" ? 0 : 1] : null);
    const told = (text) => data.texts[lang][text];
    const basis = (law) => (law.length ? "law" : "proposed practice");
    const reached = (contact) => contact && {
      post: say(contact.post), level: contact.level, phones: contact.phones, web: contact.web,
      address: say(contact.address), hours: say(contact.hours), open_now: isOpen(data, contact, at),
      number_known: contact.number_known, substitute: null, tonight: null,
      checked_on: contact.checked_on, stale: isStale(data, contact, at),
      confirmed: contact.confirmed, invented: contact.invented,
    };
    const contact = (role) => {
      const way = wayTo(contacts, role, unit, on);
      return {
        ...reached(way.first), substitute: reached(way.substitute), tonight: reached(way.tonight),
      };
    };
    const deadline = (found) => found && {
      [found.unit]: found.amount,
      basis: basis(found.law),
      confirmed: found.law.length > 0 && found.law.every((cite) => data.cites[cite].confirmed),
    };
    const citation = ({ act, provision, confirmed }) => ({ act, provision, confirmed });
    const route = (each) => ({
      mechanism: each.mechanism.key, kind: each.mechanism.kind, title: told(each.mechanism.title),
      lead: each.lead, later: each.later, duty: each.duty, urgency: each.urgency,
      role: each.step.by, contact: contact(each.step.by),
      first_step: { key: each.row.step, title: told(each.step.title), done_by: each.step.by },
      deadline: deadline(each.step.deadline),
      law: each.law.map((cite) => citation(data.cites[cite])),
      basis: basis(each.law),
      because: told(each.because),
      say: each.advice.say.map(told), do_not: each.advice.do_not.map(told),
      next: each.advice.next.map(told),
    });
    const found = routes(data, on, facts);
    return {
      place, lang, on,
      facts: Object.fromEntries(Object.entries(facts).filter(([, said]) => listed(said).length)),
      emergency: {
        show: listed(facts.danger).includes("now"),
        numbers: numbersFor(data, facts.happening).map((each) => ({
          number: each.number, name: say(each.name), confirmed: each.confirmed,
        })),
      },
      nothing_to_refer: found.length === 1 && found[0].mechanism.key === "nothing-to-refer",
      routes: found.map(route),
      guide: [...new Set(found.flatMap((each) => each.mechanism.guide))],
    };
  };

  const routes = (data, on, facts) => {
    const table = tableOn(data, on);
    return table.routes(table.mask(facts));
  };

  // One word for every answer of a day; bashke/ask/offline.py says how it is made.

  const smallSets = (fact) => {
    const single = fact.options.map(({ id }) => [id]);
    const pairs = fact.kind === "many"
      ? single.flatMap(([one], place) => single.slice(place + 1).map(([other]) => [one, other]))
      : [];
    return [...(fact.id === "happening" ? [] : [[]]), ...single, ...pairs];
  };

  const add = (counts, id, count) => counts.set(id, (counts.get(id) ?? 0) + count);

  const space = (table) => {
    let whole = new Map([[table.every, 1]]);
    const happening = (fact) => fact.id === "happening";
    const { facts } = table.data;
    for (const fact of [...facts.filter(happening), ...facts.filter((each) => !happening(each))]) {
      const counted = new Map();
      for (const chosen of smallSets(fact)) add(counted, table.answered(fact.id, chosen), 1);
      const grown = new Map();
      for (const [mask, count] of whole) {
        for (const [other, times] of counted) add(grown, table.masks.and(mask, other), count * times);
      }
      whole = grown;
    }
    return whole;
  };

  const digest = async (data, on) => {
    const table = tableOn(data, on);
    const lines = [];
    for (const [mask, count] of space(table)) {
      lines.push(`${table.masks.hex(mask)} ${count} ${table.outcome(table.left(mask))}\n`);
    }
    const said = new TextEncoder().encode(lines.sort().join(""));
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", said));
    return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  return {
    digest, document, nextQuestion, routes, wayTo, numbersFor, optionsFor, isSelf, isOpen, isStale,
    localMoment, daysBetween,
  };
})();
