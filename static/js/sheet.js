/* Details typed about each item tried, and how the paper shows them. They are never sent: the fields
   have no name attribute, and their events stop here. state.js stores them in the tab (window.tab):

   store.history = { <key>: [entry, ...] }    one entry for each period of taking it
     key      slug of the item, or "own:" and the person's own words
     entry    { from, to, now, dose, sessions, most, better, with, why, episode, source }
     from to  "2021", "2021-03" or "2021-03-14"; now: "yes" while it is still taken
     dose sessions with why                   text, at most 200 characters
     most episode "yes" or "no" · better "none", "a-bit", "half" or "most" · source "memory" or "record"
   store.notes.country = slug of the country whose numbers are printed; absent: the deployer's. */
(() => {
  "use strict";
  const { tab } = window;
  if (!tab) return;
  const LONG = 200;
  const [FULL, LONGER] = [2, 5]; // with more entries than these the paper omits empty parts
  const YES_NO = [["yes", "Yes"], ["no", "No"]];
  const BETTER = [["none", "none"], ["a-bit", "a bit"], ["half", "half"], ["most", "most"]];
  const SOURCE = [["memory", "My memory"], ["record", "A record"]];
  const FIELDS = [
    { key: "from", label: "From", when: true },
    { key: "now", label: "Taking or having it now", tick: true },
    { key: "to", label: "To", when: true },
    { key: "dose", label: "Dose, as on the bottle", of: "medicine" },
    { key: "sessions", label: "How many sessions", of: "treatment" },
    { key: "most", label: "On most days?", one: YES_NO },
    { key: "better", label: "How much better, at best?", one: BETTER },
    { key: "with", label: "Together with what?" },
    { key: "why", label: "Why stopped? Side effects?" },
    { key: "episode", label: "In this episode?", one: YES_NO },
    { key: "source", label: "Where is this from?", one: SOURCE },
  ];
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const DAY = 24 * 3600 * 1000;

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // --- entries

  const entriesOf = (key) => (Object.hasOwn(tab.store.history, key) ? tab.store.history[key] : []);

  function set(key, index, field, value) {
    tab.keep((store) => {
      const entries = [...(Object.hasOwn(store.history, key) ? store.history[key] : [])];
      while (entries.length <= index) entries.push({});
      const { [field]: before, ...rest } = entries[index];
      entries[index] = value ? { ...rest, [field]: value } : rest;
      while (entries.length && !Object.keys(entries.at(-1)).length) entries.pop();
      if (entries.length) store.history[key] = entries;
      else delete store.history[key];
    });
  }

  // --- dates: a year, a month or a day, and plain arithmetic with them

  function time(text) {
    const [, year, month = 0, day = 0] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text || "") || [];
    if (!year) return null;
    const precise = day ? "day" : month ? "month" : "year";
    const start = Date.UTC(year, (month || 1) - 1, day || 1);
    const end = day ? start : Date.UTC(+year + (month ? 0 : 1), month ? month : 0, 1) - DAY;
    return Number.isNaN(start) ? null : { start, end, precise };
  }

  function spoken(text) {
    const [year, month, day] = (text || "").split("-");
    const name = MONTHS[month - 1];
    return [name, day && `${+day},`, year].filter(Boolean).join(" ");
  }

  // Short form for a narrow column on paper: 3/2021.
  function short(text) {
    const [year, month, day] = (text || "").split("-");
    return [month && +month, day && +day, year].filter(Boolean).join("/");
  }

  const today = () => new Date().toISOString().slice(0, 10);

  // Whole weeks from the start of one date to the start of the other; a month starts on its first day.
  function weeks(entry) {
    const from = time(entry.from);
    const to = time(entry.now ? today() : entry.to);
    if (!from || !to || from.precise === "year" || to.precise === "year" || to.start < from.start) return "";
    const count = Math.round((to.start - from.start) / (7 * DAY));
    return count ? `${count} week${count === 1 ? "" : "s"}` : "under a month";
  }

  function dates(entry, say = spoken) {
    const ends = [say(entry.from), entry.now ? "now" : say(entry.to)].filter(Boolean).join(" – ");
    return [ends, ends && weeks(entry)].filter(Boolean).join(", ");
  }

  // --- the fields of one item

  function input(field, id) {
    const common = { id, "data-detail": field.key, autocomplete: "off" };
    if (field.tick) return make("input", { ...common, type: "checkbox" });
    if (!field.one) return make("input", { ...common, type: "text", maxlength: LONG });
    const options = [["", ""], ...field.one].map(([value, label]) => make("option", { value }, label));
    return make("select", common, ...options);
  }

  function whenInputs(field, id) {
    const month = make("input", { id, type: "month", "data-detail": field.key, autocomplete: "off" });
    const year = make("input", {
      id: `${id}-year`, type: "text", inputmode: "numeric", maxlength: 4, size: 4, "data-detail": field.key,
      "data-year": "", autocomplete: "off", "aria-label": `${field.label}: only the year`,
    });
    return [month, make("span", { class: "details__or" }, "or only the year", year)];
  }

  function fieldset(row, place, index) {
    const isMedicine = row.hasAttribute("data-medicine");
    const shown = FIELDS.filter(({ of }) => !of || (of === "medicine") === isMedicine);
    const lines = shown.map((field) => {
      const id = `${place.id}-${index}-${field.key}`;
      const inputs = field.when ? whenInputs(field, id) : [input(field, id)];
      return make("p", {}, make("label", { for: id }, field.label), ...inputs);
    });
    const legend = index ? `${row.dataset.label}, again` : row.dataset.label;
    return make("fieldset", { "data-entry": index }, make("legend", { translate: "no" }, legend), ...lines);
  }

  // An element that htmx preserved in a swap may hold the fields of another item.
  function build(row, place) {
    const count = Math.max(entriesOf(row.dataset.row).length, 1, +place.dataset.asked || 0);
    const built = `${row.dataset.row} ${count}`;
    if (place.dataset.built === built) return;
    const again = make("button", { type: "button", class: "button", "data-again": "" }, "Add it again");
    const entries = [...Array(count).keys()].map((index) => fieldset(row, place, index));
    const fold = make("details", { id: `${place.id}-fold` },
      make("summary", {}, "Add details", make("span", { class: "away" }, `: ${row.dataset.label}`)), ...entries,
      make("p", {}, again));
    fold.open = Boolean($("details[open]", place)) && place.dataset.built.startsWith(`${row.dataset.row} `);
    place.replaceChildren(fold);
    place.dataset.built = built;
  }

  function fillFields(row, place) {
    $$("[data-entry]", place).forEach((box, index) => {
      const entry = entriesOf(row.dataset.row)[index] || {};
      for (const field of $$("[data-detail]", box)) {
        if (field === document.activeElement) continue;
        const value = entry[field.dataset.detail] || "";
        if (field.type === "checkbox") field.checked = value === "yes";
        else if (field.hasAttribute("data-year")) field.value = value.length === 4 ? value : "";
        else field.value = field.type === "month" ? value.slice(0, 7) : value;
      }
    });
  }

  // In a browser without <input type=month> a person types text: 2021-03 or 3/2021.
  function typed(field) {
    if (field.type === "checkbox") return field.checked ? "yes" : "";
    const text = field.value.trim().slice(0, LONG);
    if (field.hasAttribute("data-year")) return /^\d{4}$/.test(text) ? text : "";
    if (!["from", "to"].includes(field.dataset.detail)) return text;
    const [, month, year] = /^(\d{1,2})[/.-](\d{4})$/.exec(text) || [];
    const normal = year ? `${year}-${month.padStart(2, "0")}` : text;
    return time(normal) ? normal : "";
  }

  // --- the paper

  // The text that the server rendered there, to be circled by hand.
  function blank(row) {
    const place = $("[data-cell=better]", row);
    return (place.dataset.blank ??= place.textContent);
  }

  function write(row, entry) {
    const name = (choices, value) => (choices.find(([key]) => key === value) || [])[1] || "";
    const most = { yes: "most days", no: "not most days" }[entry.most];
    const better = name(BETTER, entry.better);
    const empty = blank(row);
    const cells = {
      dates: dates(entry, short),
      dose: [entry.dose, entry.sessions && `${entry.sessions} sessions`, most].filter(Boolean).join(", "),
      better: better ? `Better at best: ${better}` : empty,
      why: entry.why,
      with: entry.with,
      episode: [name(YES_NO, entry.episode), entry.source === "record" && "from a record"].filter(Boolean).join(", "),
    };
    for (const [cell, text] of Object.entries(cells)) $(`[data-cell=${cell}]`, row).textContent = text || "";
    $("[data-cell=better]", row).toggleAttribute("data-said", Boolean(better));
  }

  function paintRow(row) {
    const [first = {}, ...again] = entriesOf(row.dataset.row);
    write(row, first);
    let last = row;
    for (const entry of again) {
      const copy = row.cloneNode(true);
      copy.removeAttribute("data-row");
      copy.setAttribute("data-copy", "");
      $("th", copy).firstChild.textContent = `${nameOf(row)}, again`;
      write(copy, entry);
      last.after(copy);
      last = copy;
    }
  }

  // For the page of plans' forms: the details of each item, all its entries in one line.
  function paintPlan(row) {
    const entries = entriesOf(row.dataset.planRow);
    const said = {
      dates: (entry) => dates(entry, short),
      dose: ({ dose, sessions }) => [dose, sessions && `${sessions} sessions`].filter(Boolean).join(", "),
      why: ({ why }) => why,
    };
    for (const [part, say] of Object.entries(said)) {
      $(`[data-plan=${part}]`, row).textContent = entries.map(say).filter(Boolean).join("; ");
    }
  }

  const rows = () => $$("#sheet [data-row]");

  function paintPaper() {
    for (const copy of $$("[data-copy]")) copy.remove();
    for (const row of rows()) paintRow(row);
    const detailed = taken().filter(({ entry }) => Object.keys(entry).length > 2).length;
    $("#sheet")?.toggleAttribute("data-full", detailed > FULL);
    $("#sheet")?.toggleAttribute("data-long", detailed > LONGER);
    for (const row of $$("[data-plan-row]")) paintPlan(row);
    paintTaking();
    paintTimeline();
  }

  const nameOf = (row) => $("th", row).firstChild.textContent.trim();
  const taken = () => rows().flatMap((row) => entriesOf(row.dataset.row).map((entry) => ({ row, entry })));

  function paintTaking() {
    const list = $("[data-taking]");
    if (!list) return;
    for (const line of $$("[data-made]", list)) line.remove();
    const now = taken().filter(({ entry }) => entry.now);
    const lines = now.map(({ row, entry }) => {
      const since = entry.from && `since ${spoken(entry.from)}`;
      const rest = [entry.dose, since].filter(Boolean).join(", ");
      return make("li", { "data-made": "", translate: "no" }, nameOf(row) + (rest && `: ${rest}`));
    });
    list.prepend(...lines);
    $$(".rule", list).forEach((rule, index) => (rule.hidden = index > 0 && index >= 3 - now.length));
  }

  // --- the timeline: bars, and a table for screen readers

  function bars() {
    return taken().flatMap(({ row, entry }) => {
      const from = time(entry.from);
      const to = time(entry.now ? today() : entry.to) || (from && { end: from.end });
      return from && to.end >= from.start ? [{ name: nameOf(row), entry, start: from.start, end: to.end }] : [];
    });
  }

  function svg(tag, attributes, text = "") {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  }

  function drawing(all) {
    const [WIDTH, STEP] = [320, 34];
    const first = Math.min(...all.map(({ start }) => start));
    const length = Math.max(...all.map(({ end }) => end)) - first || DAY;
    const place = (moment) => ((moment - first) / length) * WIDTH;
    const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${all.length * STEP}`, "aria-hidden": "true", class: "timeline__bars" });
    all.forEach(({ name, entry, start, end }, index) => {
      const y = index * STEP;
      picture.append(svg("text", { x: 0, y: y + 14 }, `${name}: ${dates(entry)}`.slice(0, 60)));
      picture.append(svg("rect", { x: place(start), y: y + 19, width: Math.max(place(end) - place(start), 3), height: 9, rx: 2 }));
    });
    return picture;
  }

  function spokenTable(all) {
    const head = ["Name", "From – to", "At the same time"].map((text) => make("th", { scope: "col" }, text));
    const lines = all.map((one) => {
      const same = all.filter((other) => other !== one && other.start <= one.end && other.end >= one.start);
      const cells = [dates(one.entry), same.map(({ name }) => name).join(", ")].map((text) => make("td", {}, text));
      return make("tr", {}, make("th", { scope: "row" }, one.name), ...cells);
    });
    return make("div", { class: "away" }, make("table", {}, make("caption", {}, "What I took when"),
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...lines)));
  }

  function paintTimeline() {
    const place = $("[data-timeline]");
    if (!place) return;
    const all = bars();
    place.hidden = !all.length;
    for (const old of $$("svg, .away", place)) old.remove();
    if (all.length) place.append(drawing(all), spokenTable(all));
  }

  // --- the reader's country

  function paintCountry() {
    const chosen = tab.store.notes.country;
    const words = (chosen && $(`template[data-country="${CSS.escape(chosen)}"]`)) || $("template[data-home]");
    if (!words) return;
    for (const place of $$("#sheet [data-urgent]")) {
      place.textContent = $(`[data-urgent=${place.dataset.urgent}]`, words.content).textContent;
    }
    for (const place of $$("[data-us-only]")) place.hidden = words.dataset.country !== "us";
  }

  // --- after a failed request: name the items that are in the store and not on the paper

  function missing() {
    const shown = new Set(rows().map((row) => row.dataset.row));
    const { tried, own, called } = tab.store;
    const names = tried.filter((slug) => !shown.has(slug)).map((slug) => called[slug] || slug.replaceAll("-", " "));
    return [...names, ...own.filter((text) => !shown.has(`own:${text}`))];
  }

  function sayMissing() {
    const place = $("[data-missing]");
    const names = missing();
    if (!place || !names.length) return;
    place.textContent = `The page could not be brought up to date. Also on my list: ${names.join(", ")}.`;
    place.hidden = false;
  }

  // --- the page

  function paint() {
    for (const place of $$("[data-details]")) {
      const row = rowOf(place);
      build(row, place);
      fillFields(row, place);
    }
    paintPaper();
    paintCountry();
    showPaper(document.documentElement.hasAttribute("data-paper-open"));
    for (const button of $$("[data-update]")) button.classList.toggle("noscript", Boolean(window.htmx));
  }

  function showPaper(open) {
    document.documentElement.toggleAttribute("data-paper-open", open);
    const button = $("#see-paper");
    if (!button) return;
    button.setAttribute("aria-expanded", open);
    button.textContent = open ? "Fold the paper" : "See the paper";
  }

  // A capturing listener, so it runs before htmx and prevents a request.
  function changed(event) {
    const { target } = event;
    if (target.matches("[data-note], [data-detail], [data-open-file], [data-stays]")) event.stopPropagation();
    if (target.id === "country") paintCountry();
    if (!target.matches("[data-detail]")) return;
    const place = target.closest("[data-details]");
    const row = place.closest("tr").previousElementSibling.closest("[data-row]") || rowOf(place);
    set(row.dataset.row, +target.closest("[data-entry]").dataset.entry, target.dataset.detail, typed(target));
    fillFields(row, place);
    paintPaper();
  }

  // The last row before the details in the document; a row may have copies in between.
  const rowOf = (place) => rows().findLast((row) => row.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);

  function clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-see-paper]")) showPaper(!document.documentElement.hasAttribute("data-paper-open"));
    if (!button.matches("[data-again]")) return;
    const place = button.closest("[data-details]");
    const row = rowOf(place);
    place.dataset.asked = $$("[data-entry]", place).length + 1;
    build(row, place);
    fillFields(row, place);
    $$("[data-entry]", place).at(-1).querySelector("input").focus();
  }

  document.addEventListener("input", changed, true);
  document.addEventListener("change", changed, true);
  document.addEventListener("click", clicked);
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, sayMissing);
  document.addEventListener("tab:filled", paint);
  document.addEventListener("tab:cleared", paint);
  window.sheet = { FIELDS, LONG };
  document.documentElement.setAttribute("data-sheet", "");
  paint();
})();
