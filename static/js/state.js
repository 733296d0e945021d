/* Answers are stored in this tab alone: one key of sessionStorage, which is gone when the tab closes.
   Data flow: a control changes -> the store -> every control of the same name -> htmx posts the
   store. A response that arrives late is filled from the store too, so it never undoes a tick.
   Notes and dates (data-note, tab.store.history) have no name attribute, so they are never sent.
   Without htmx or sessionStorage, forms are submitted normally with all answers in them.
   Other scripts use window.tab, and listen to the events `tab:filled` and `tab:cleared`. */
(() => {
  "use strict";
  const KEY = "answers";
  const LISTS = ["tried", "own", "ask", "top", "compare", "matters", "open"]; // open: rows whose <details> is open
  const MAPS = { "result-": "results", "called-": "called", "many-": "many" };
  const MOST = { top: 3, compare: 4, own: 10 };
  const LINKED = ["tried", "ask", "top", "matters"];
  const STEP = 2048; // bytes to which the size of a request (path and body) is rounded up
  const WIDE = matchMedia("(min-width: 60rem)");

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = $("#navigator");
  const stored = !form?.hasAttribute("data-no-store"); // the clinicians' page stores nothing
  let keeps = true; // whether sessionStorage works
  let store = read();
  let sent = ""; // the names field as posted, until the response arrives
  let left = ""; // names that need an answer; they stay in the field
  let before = null; // state of <details> and focus before a swap
  let undo = [];
  let answered = Boolean(form?.hasAttribute("data-personal")); // a page sent for a POST has its kinds open

  // --- the store

  function empty() {
    const lists = Object.fromEntries(LISTS.map((name) => [name, []]));
    return { ...lists, results: {}, called: {}, many: {}, notes: {}, history: {}, step: 1, show: "" };
  }

  function read() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history"); // htmx writes it when it loads
      return { ...empty(), ...JSON.parse(sessionStorage.getItem(KEY)) };
    } catch (error) {
      keeps = error instanceof SyntaxError; // invalid JSON: storage itself works
      return empty();
    }
  }

  function write() {
    try {
      if (isEmpty()) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, JSON.stringify(store));
    } catch {
      keeps = false;
    }
  }

  function isEmpty() {
    const { results, notes, history } = store;
    return !LISTS.some((name) => store[name].length) && !Object.keys({ ...results, ...notes, ...history }).length;
  }

  // Without sessionStorage the answers are those in the form as the server rendered it.
  function readForm() {
    const sender = form || $(".option__ask");
    if (!sender) return;
    for (const [name, value] of new FormData(sender)) {
      if (LISTS.includes(name)) store[name] = [...new Set([...store[name], value])];
      else if (value) about(name, (values, slug) => (values[slug] = value));
    }
  }

  function about(name, change) {
    const prefix = Object.keys(MAPS).find((each) => name.startsWith(each));
    if (prefix && name !== prefix) change(store[MAPS[prefix]], name.slice(prefix.length));
    return Boolean(prefix);
  }

  function own(values, key) {
    return Object.hasOwn(values, key) ? values[key] : "";
  }

  // --- links: the answers are in the fragment after #, which browsers do not send

  function fragment() {
    const parts = LINKED.filter((name) => store[name].length).map((name) => `${name}=${store[name].map(encodeURIComponent).join(",")}`);
    for (const slug of store.tried) {
      for (const [prefix, name] of Object.entries(MAPS)) {
        if (own(store[name], slug)) parts.push(`${prefix}${encodeURIComponent(slug)}=${encodeURIComponent(store[name][slug])}`);
      }
    }
    return parts.join("&");
  }

  function takeLink() {
    const fields = new URLSearchParams(location.hash.slice(1));
    const isOurs = (name) => LINKED.includes(name) || Object.keys(MAPS).some((prefix) => name.startsWith(prefix) && name !== prefix);
    const names = [...fields.keys()].filter(isOurs);
    if (!names.length) return false;
    if (fields.has("tried")) Object.assign(store, { results: {}, called: {}, many: {} });
    for (const name of names) {
      const value = fields.get(name);
      if (LINKED.includes(name)) store[name] = [...new Set(value.split(",").filter(Boolean))].slice(0, MOST[name]);
      else if (value) about(name, (values, slug) => Object.defineProperty(values, slug, { value, enumerable: true, writable: true, configurable: true }));
    }
    for (const name of Object.values(MAPS)) {
      store[name] = Object.fromEntries(Object.entries(store[name]).filter(([slug]) => store.tried.includes(slug)));
    }
    store.show = fields.get("ask") ? "asked" : "";
    if (fields.get("ask") || fields.get("tried")) store.step = 2;
    write();
    history.replaceState(history.state, "", location.pathname + location.search);
    return true;
  }

  // --- controls

  function fill(root = document) {
    for (const box of $$("input[type=checkbox][name]", root)) {
      if (LISTS.includes(box.name)) box.checked = store[box.name].includes(box.value);
    }
    for (const select of $$("select[name]", root)) about(select.name, (values, slug) => (select.value = own(values, slug)));
    for (const note of $$("[data-note]", root)) note.value = own(store.notes, note.id);
    for (const box of $$("#tick [name=tried]", root)) list(box);
    for (const place of $$("[data-if-empty]")) place.hidden = !isEmpty();
    asked();
    document.dispatchEvent(new CustomEvent("tab:filled"));
  }

  // A ticked item has its controls in Your list; its box in the fold is hidden once it loses focus.
  function list(box) {
    if (box === document.activeElement) box.addEventListener("blur", () => list(box), { once: true });
    else box.hidden = box.checked && Boolean($(`[data-tried="${CSS.escape(box.value)}"]`));
    box.closest("li").classList.toggle("box--listed", box.hidden);
  }

  function asked() {
    const show = $("[data-show]");
    if (show && stored) show.textContent = store.tried.length + store.own.length ? "See my options" : "See all options";
    const button = $("#results .bar [formaction]");
    if (!button || !stored || !$("[data-treatment]")) return;
    button.textContent = `Make my sheet${store.ask.length ? ` (${store.ask.length})` : ""}`;
    const compare = $("[data-compare]");
    if (compare) compare.hidden = store.ask.length < 2;
  }

  function keep(values, key, value) {
    if (value) values[key] = value;
    else delete values[key];
  }

  // A capturing listener, so it runs before htmx: events that need no request are stopped here.
  function changed(event) {
    const { target } = event;
    if (!stored && form && form.contains(target)) return;
    if (target.matches("[data-note]")) keep(store.notes, target.id, target.value);
    if (!target.name) {
      event.stopPropagation(); // a note, or a field of another script: never posted
      return write();
    }
    if (target.name === "names") event.stopPropagation();
    if (target.name === "kind") filtered();
    if (target.name === "all") sameForAll(target);
    if (target.matches("input[type=checkbox]") && LISTS.includes(target.name)) {
      if (!tick(target)) event.stopPropagation();
      else if (target.name === "ask" && $("[data-treatment]") && target.closest("[data-treatment]")) quietly(event);
    } else if (target.matches("select")) {
      about(target.name, (values, slug) => {
        keep(values, slug, target.value);
        undo = undo.filter((each) => each !== slug); // changed by hand: undo must leave it
      });
    }
    write();
    if (target.matches("input[type=checkbox], select")) fill(); // an item may have two controls
  }

  // "Ask" changes no standing, so no request is needed and no row moves.
  function quietly(event) {
    event.stopPropagation();
    asked();
    say(`${store.ask.length} on your sheet.`);
  }

  // A filter is not personal: it is in the URL, so that Back and reload restore it.
  function filtered() {
    const kinds = $$("[name=kind]:checked").map((box) => `kind=${box.value}`).join("&");
    history.replaceState(history.state, "", location.pathname + (kinds && `?${kinds}`));
  }

  function tick(box) {
    let values = store[box.name].filter((value) => value !== box.value);
    if (box.checked && values.length >= MOST[box.name]) {
      // A value without a box here (an old link, an option no longer asked about) cannot be unticked: drop it.
      values = values.filter((value) => $(`[name=${box.name}][value="${CSS.escape(value)}"]:checked`));
    }
    if (box.checked && values.length >= MOST[box.name]) {
      box.checked = false;
      trouble(`You can choose up to ${MOST[box.name]}. Untick one first.`);
      return false;
    }
    store[box.name] = box.checked ? [...values, box.value] : values;
    if (box.name === "tried" && !box.checked) forget(box.value);
    if (box.checked) settle(box.closest("[data-piece]")?.dataset.piece);
    return true;
  }

  function forget(slug) {
    for (const name of Object.values(MAPS)) delete store[name][slug];
  }

  // Remove from the names field a piece whose question is answered by a tick.
  function settle(piece) {
    const field = $("#names");
    if (piece && field) field.value = left = field.value.split(", ").filter((each) => each !== piece).join(", ");
  }

  function sameForAll(select) {
    undo = store.tried.filter((slug) => !own(store.results, slug));
    for (const slug of undo) keep(store.results, slug, select.value);
    select.value = "";
  }

  // --- htmx: requests carry the store

  function body(path) {
    const data = new FormData();
    if (stored) {
      for (const name of LISTS) for (const value of store[name]) data.append(name, value);
      for (const [prefix, name] of Object.entries(MAPS)) {
        for (const [slug, value] of Object.entries(store[name])) data.append(prefix + slug, value);
      }
      if (store.show) data.append("show", store.show);
    } else {
      for (const box of $$("[name=ask]:checked", form)) data.append("ask", box.value);
    }
    for (const box of $$("[name=kind]:checked, [name=show]:checked", form || document)) data.append(box.name, box.value);
    for (const field of $$("[name=q]", form || document)) if (field.value.trim()) data.append("q", field.value.trim());
    if (sent) data.append("names", sent);
    const length = path.length + new URLSearchParams(data).toString().length + "&pad=".length;
    data.append("pad", "p".repeat((STEP - (length % STEP)) % STEP));
    return data;
  }

  function configure(event) {
    const { detail } = event;
    for (const name of ["HX-Current-URL", "HX-Trigger", "HX-Trigger-Name", "HX-Target", "HX-Source"]) delete detail.headers[name];
    if (!form) return;
    if (detail.elt === form) detail.path = form.dataset.hxPost; // not the path of the button pressed last
    detail.parameters = body(detail.path);
  }

  function refresh() {
    if (form && window.htmx) window.htmx.trigger(form, "go");
  }

  // A swap keeps every <details> as it is, and the focused element at its place on the screen.
  function remember(event) {
    if (event.detail.target?.id !== "results") return;
    const active = document.activeElement;
    before = { active, at: placeOf(active), top: active.getBoundingClientRect().top, open: folds(), asked: $("[data-unsettled]") };
    before.wasAsked = Boolean(active.closest("[data-piece]"));
    if (active.id === "q") Object.assign(before, { search: active.value, cursor: active.selectionStart });
  }

  function folds() {
    return new Map($$("#results details[id]").map((fold) => [fold.id, fold.open]));
  }

  // A selector that finds the focused element after the swap: a row's controls have no id.
  function placeOf(element) {
    const row = element.closest("[data-treatment]");
    if (!row) {
      const { id } = element.matches("summary") ? element.parentElement : element;
      return id && `#${CSS.escape(id)}${element.id === id ? "" : " > summary"}`;
    }
    return `[data-treatment="${row.dataset.treatment}"] ${element.name === "ask" ? "[name=ask]" : ".row__name"}`;
  }

  function swapped(event) {
    const row = event.detail.target?.closest?.("[data-treatment]");
    if (row) return unfolded(row);
    if (!before) return;
    absorb();
    unsettled();
    const open = answered ? before.open : new Map(history.state?.open); // as before Back or reload
    for (const fold of $$("#results details[id]")) fold.open = open.get(fold.id) ?? (fold.open || (fold.matches(".kind") && WIDE.matches));
    if (stored) fill();
    dress();
    if (!answered && history.state?.top) scrollTo({ top: history.state.top, behavior: "instant" });
    answered = true;
    const focused = before.at && $(before.at);
    if (focused && focused.closest("#results > *")) {
      if (focused !== document.activeElement) focused.focus({ preventScroll: true });
      if (focused.id === "q") retype(focused);
      scrollBy({ top: focused.getBoundingClientRect().top - before.top, behavior: "instant" });
    }
    helped();
    before = null;
  }

  // Do not swap a list with the same items: that would close an open <select>.
  function spare(event) {
    const { target, fragment } = event.detail;
    if (target.id === "your-list" && contents(target) === contents(fragment)) event.detail.shouldSwap = false;
  }

  function contents(root) {
    const of = ({ value, dataset: { tried, called, many, piece, despair } }) => [value, tried, called, many, piece, despair];
    return JSON.stringify($$("[data-tried], [name=own], [data-piece], [data-despair]", root).map(of));
  }

  // Text typed while the request was running stays, and the cursor too.
  function retype(field) {
    const at = before.cursor;
    field.value = before.search;
    field.setSelectionRange(at, at);
  }

  // Items that the server added for typed names are stored before the form is filled from the store.
  function absorb() {
    for (const item of $$("[data-tried][data-added]")) {
      const { tried, called, many } = item.dataset;
      if (!store.tried.includes(tried)) store.tried.push(tried);
      keep(store.called, tried, called);
      if (many) store.many[tried] = many;
    }
    write();
  }

  // Names that still need an answer stay in the field, and their questions stay too.
  function unsettled() {
    const place = $("[data-unsettled]");
    const field = $("#names");
    if (!place || !field) return;
    if (sent) {
      left = place.dataset.unsettled;
      if (field.value.trim() === sent) field.value = left;
      sent = "";
      if (left) askBack(place);
    } else if (left) {
      place.replaceWith(before.asked);
    }
    for (const each of $$("[data-piece]")) if (!left.split(", ").includes(each.dataset.piece)) each.remove();
    const { active, wasAsked } = before;
    if (wasAsked) (active.isConnected ? active : $(`.listed:has([value="${CSS.escape(active.value)}"]) [data-remove]`))?.focus();
  }

  function askBack(place) {
    const wasGoingOn = store.step === 2;
    step(1);
    if (wasGoingOn) place.focus();
  }

  // Show urgent help first, whichever field the words of despair were typed in.
  function helped() {
    const help = $("[data-despair]");
    if (!help) return;
    if ($("#q")) $("#q").value = "";
    step(1);
    help.focus();
  }

  function unfolded(row) {
    keepOpen(row, true);
    $(".row__name", row).setAttribute("aria-expanded", "true");
  }

  function keepOpen(row, is) {
    const slug = row.dataset.treatment;
    store.open = [...store.open.filter((each) => each !== slug), ...(is ? [slug] : [])];
    write();
  }

  function folded(row) {
    keepOpen(row, false);
    $("[data-reasons]", row).remove();
    $(".row__name", row).setAttribute("aria-expanded", "false");
  }

  // --- messages

  function trouble(message, button) {
    const place = $("#trouble");
    if (!place) return;
    const text = document.createElement("p");
    text.textContent = message;
    place.replaceChildren(...(message ? [text] : []), ...(button ? [button] : []));
  }

  function failed() {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = "Try again";
    again.addEventListener("click", refresh);
    trouble("The list could not be brought up to date. Your ticks are kept.", again);
  }

  function say(sentence) {
    const place = $("#status");
    if (place) place.textContent = sentence;
  }

  // --- screens

  function step(number) {
    store.step = number;
    write();
    if (form && form.dataset.step) form.dataset.step = number;
  }

  function show() {
    step(2);
    refresh();
    const results = $("#results");
    if (!results) return;
    results.scrollIntoView({ behavior: "instant" });
    results.focus({ preventScroll: true });
  }

  function change(event) {
    event.preventDefault();
    step(1);
    $("#tried").scrollIntoView({ behavior: "instant" });
    $("#tried-title").focus({ preventScroll: true });
  }

  // --- buttons

  function clicked(event) {
    const button = event.target.closest("button, a, summary");
    if (!button) return;
    const row = button.matches(".row__name") && button.closest("[data-treatment]");
    if (row && $("[data-reasons]", row)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      folded(row);
    } else if (button.matches("[data-clear]")) {
      event.preventDefault();
      if (confirm("Clear all your answers in this tab?")) clear(button.getAttribute("href") || location.pathname);
    } else if (button.matches("[data-leave]")) {
      event.preventDefault();
      clear(button.href);
    } else if (button.matches("[data-change]")) change(event);
    else if (button.matches("[data-remove]")) remove(button);
    else if (button.matches("[data-undo]")) takeBack();
    else if (button.matches("[data-print]")) print();
    else if (button.matches("[data-copy]")) copy(button);
    else if (button.matches("[data-share]")) navigator.share({ title: document.title, url: shareLink() });
  }

  function remove(button) {
    const item = button.closest("li");
    const box = $("input[type=checkbox]", item);
    const next = item.nextElementSibling || item.previousElementSibling;
    store[box.name] = store[box.name].filter((value) => value !== box.value);
    if (box.name === "tried") forget(box.value);
    write();
    item.remove();
    (($("[data-remove]", next || document) || $("#names"))).focus();
    fill();
    refresh();
  }

  function takeBack() {
    for (const slug of undo) delete store.results[slug];
    undo = [];
    write();
    fill();
    refresh();
  }

  function clear(next) {
    store = empty();
    write();
    wipe();
    history.replaceState(null, "", location.pathname);
    location.replace(next);
  }

  // Remove from the page everything that shows an answer; works offline too.
  function wipe() {
    for (const field of $$("form [name], [data-note]")) {
      if (field.type === "checkbox") field.checked = false;
      else if (field.type !== "hidden") field.value = "";
    }
    for (const hidden of $$("form input[type=hidden]")) hidden.remove();
    for (const place of $$("#results, #your-list, #status, #trouble, #on-your-list")) place.replaceChildren();
    document.dispatchEvent(new CustomEvent("tab:cleared"));
  }

  function shareLink() {
    const mine = $("[data-share-link]");
    if (!stored && mine) return mine.value;
    const behind = fragment();
    return `${location.origin}/options/${behind ? `#${behind}` : ""}`;
  }

  async function copy(button) {
    const link = shareLink();
    const input = $("[data-share-link]");
    if (input) input.value = link;
    try {
      await navigator.clipboard.writeText(link);
      button.textContent = "Copied";
      say("The link is copied.");
    } catch {
      if (input) input.select();
      trouble("Copy the marked link.");
    }
  }

  // --- sending

  function submitted(event) {
    const { target, submitter } = event;
    const to = submitter?.getAttribute("formaction") || target.getAttribute("action") || "";
    if (target !== form && !target.matches(".option__ask")) return;
    const names = $("#names");
    if (names && whole(names.value)) {
      event.preventDefault();
      bring(names.value);
      names.value = "";
    } else if (window.htmx && submitter?.matches(".row__name")) {
      event.preventDefault();
      window.htmx.ajax("POST", to, { source: submitter, target: submitter.closest("li"), swap: "beforeend" });
    } else if (target === form && window.htmx && (!to || here(to))) {
      event.preventDefault();
      const text = names ? names.value.trim() : "";
      sent = text === left && submitter?.matches("[data-show]") ? "" : text;
      if (submitter?.name === "show") $("#show-matched").checked = false;
      if (submitter?.matches("[data-show]")) show();
      else refresh();
    } else if (keeps && stored && !here(to) && window.htmx) {
      event.preventDefault();
      location.assign(to);
    } else {
      pour(target);
    }
  }

  function here(to) {
    return new URL(to, location.href).pathname === location.pathname;
  }

  // A normal form submission: add the whole store as hidden fields, each value once.
  function pour(target) {
    if (target.hasAttribute("data-no-store")) return;
    for (const field of $$("[name]", target)) {
      if (LISTS.includes(field.name) || Object.keys(MAPS).some((prefix) => field.name.startsWith(prefix))) field.disabled = true;
    }
    for (const [name, value] of body("")) {
      if (["kind", "q", "names", "show", "pad"].includes(name)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      field.dataset.poured = "";
      target.append(field);
    }
    setTimeout(() => unpour(target), 0);
  }

  function unpour(target) {
    for (const field of $$("[data-poured]", target)) field.remove();
    for (const field of $$("[name]", target)) field.disabled = false;
  }

  // --- a pasted list is read by bring.js on this device, and is not sent

  function whole(text) {
    const dated = /\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\b\d{1,2}[-/.](19|20)\d\d\b|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(\d{1,2}(st|nd|rd|th)?,?\s+)?(19|20)\d\d\b/i;
    return text.length > 300 || dated.test(text) || /\S@\S+\.\S|\+?\d[\d ().-]{7,}\d/.test(text);
  }

  function bring(text) {
    const fold = $("#bring");
    if (!fold) return trouble("That is too long to look up. Please type the names alone.");
    for (let each = fold; each; each = each.parentElement.closest("details")) each.open = true;
    trouble("This looks like a whole list. Read it on your device? It is not sent.");
    load(fold).then(() => document.dispatchEvent(new CustomEvent("bring:text", { detail: text })));
  }

  function pasted(event) {
    const text = event.clipboardData?.getData("text") || "";
    if (event.target.id !== "names" || !whole(text)) return;
    event.preventDefault();
    bring(text);
  }

  // Load the script of a <details data-load> when it is first opened.
  function load(fold) {
    fold.loading ||= new Promise((done, lost) => {
      const script = document.createElement("script");
      Object.assign(script, { src: fold.dataset.load, integrity: fold.dataset.integrity, onload: done, onerror: lost });
      document.head.append(script);
    });
    return fold.loading;
  }

  // --- the page

  function dress() {
    for (const button of $$("[data-share]")) button.hidden = !navigator.share;
    for (const button of $$("[data-undo]")) button.hidden = !undo.length;
  }

  function start() {
    document.documentElement.classList.add("js", ...(form && !window.htmx ? ["plain"] : []));
    for (const each of document.forms) each.autocomplete = "off";
    if (!keeps && stored) readForm();
    else if (form?.hasAttribute("data-personal") && !history.state?.absorbed) {
      absorb(); // once, so that Back to this page does not restore answers removed since
      history.replaceState({ absorbed: true }, "");
    }
    if (takeLink() && form?.dataset.step) form.dataset.step = store.step;
    else if (form?.dataset.step === "1" && store.step === 2) form.dataset.step = 2;
    if (location.hash === "#results" && form?.dataset.step === "1") step(2);
    for (const fold of $$("details[data-load]")) {
      fold.hidden = false;
      fold.addEventListener("toggle", () => fold.open && load(fold), { once: true });
    }
    if (stored) fill();
    dress();
    document.addEventListener("DOMContentLoaded", ready);
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
    if (!navigator.onLine) offline(true);
  }

  // htmx processes the form at DOMContentLoaded, before this listener; before that it cannot post.
  function ready() {
    const waiting = stored ? !isEmpty() : chosen();
    if (!waiting) return;
    if (window.htmx) refresh();
    else if (stored && form && !form.hasAttribute("data-personal")) form.requestSubmit();
  }

  // The clinicians' page stores nothing, but the browser may restore its boxes on Back or reload.
  function chosen() {
    return form && $$("[name=ask]:checked", form).length > 0;
  }

  // In a page from the service worker's cache the line is visible at first.
  function offline(is) {
    const line = $("#offline");
    if (line) line.hidden = !is;
  }

  window.tab = {
    get store() {
      return store;
    },
    get keeps() {
      return keeps;
    },
    keep(act) {
      act(store);
      write();
    },
    change(act) {
      act(store);
      write();
      fill();
      refresh();
    },
    say,
    trouble,
  };

  document.addEventListener("input", changed, true);
  document.addEventListener("click", clicked, true);
  document.addEventListener("submit", submitted);
  document.addEventListener("paste", pasted);
  document.addEventListener("htmx:configRequest", configure);
  document.addEventListener("htmx:beforeRequest", () => trouble(""));
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:oobBeforeSwap", spare);
  document.addEventListener("htmx:afterSwap", swapped);
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);
  window.addEventListener("hashchange", () => {
    if (takeLink()) {
      step(store.step);
      fill();
      refresh();
    }
  });
  window.addEventListener("pagehide", () => history.replaceState({ ...history.state, open: [...folds()], top: scrollY }, ""));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return stored && fill();
    store = read();
    if (isEmpty() && stored) wipe();
    if (stored) fill();
    refresh();
  });
  window.addEventListener("online", () => offline(false));
  window.addEventListener("offline", () => offline(true));
  start();
})();
