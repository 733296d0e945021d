/* Answers live in this tab and nowhere else: one key of sessionStorage, gone when the tab closes.
   The way of the data: a control changes -> the store -> every control of the same name -> htmx
   posts what the store holds. A late answer is filled from the store too, so it undoes no tick.
   Notes on the sheet (data-note) have no name: they stay in the store and are never sent. */
(() => {
  "use strict";
  const KEY = "answers";
  const LISTS = ["tried", "ask", "top", "compare", "matters"];
  const MOST = { top: 3, compare: 4 };
  const STEP = 2048; // bytes to which the size of a posted body is rounded up

  const $ = (selector) => document.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = $("#navigator");
  const stored = Boolean(form) && !form.hasAttribute("data-no-store");
  let store = read();

  // --- the store

  function empty() {
    return { tried: [], ask: [], top: [], compare: [], matters: [], results: {}, notes: {} };
  }

  function read() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history"); // htmx leaves it as it loads
      return { ...empty(), ...JSON.parse(sessionStorage.getItem(KEY)) };
    } catch {
      return empty();
    }
  }

  function write() {
    try {
      if (isEmpty()) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, JSON.stringify(store));
    } catch {
      trouble("This browser keeps nothing for this tab. Print or copy your list before you leave.");
    }
  }

  function isEmpty() {
    const { results, notes } = store;
    return !LISTS.some((name) => store[name].length) && !Object.keys({ ...results, ...notes }).length;
  }

  // --- links: the answers stand behind the #, which browsers do not send

  function fragment() {
    const parts = LISTS.filter((name) => name !== "compare" && store[name].length).map(
      (name) => `${name}=${store[name].map(encodeURIComponent).join(",")}`,
    );
    for (const slug of store.tried) {
      if (store.results[slug]) parts.push(`result-${encodeURIComponent(slug)}=${encodeURIComponent(store.results[slug])}`);
    }
    return parts.join("&");
  }

  function takeLink() {
    const fields = new URLSearchParams(location.hash.slice(1));
    const names = [...fields.keys()].filter((name) => LISTS.includes(name) || /^result-./.test(name));
    if (!names.length) return false;
    if (names.some((name) => !LISTS.includes(name))) store.results = {};
    for (const name of names) {
      if (LISTS.includes(name)) {
        const values = fields.get(name).split(",").filter(Boolean);
        store[name] = [...new Set(values)].slice(0, MOST[name]);
      } else if (fields.get(name)) {
        store.results[name.slice(7)] = fields.get(name);
      }
    }
    for (const slug of Object.keys(store.results)) {
      if (!store.tried.includes(slug)) delete store.results[slug];
    }
    write();
    history.replaceState(null, "", location.pathname + location.search);
    return true;
  }

  // --- controls

  function fill(root = document) {
    for (const box of $$("input[type=checkbox][name]", root)) {
      if (LISTS.includes(box.name)) box.checked = store[box.name].includes(box.value);
    }
    for (const select of $$("select[name^=result-]", root)) {
      select.value = store.results[select.name.slice(7)] || "";
    }
    for (const box of $$("input[type=checkbox][name=tried]:checked", root)) {
      const family = box.closest("details");
      if (family) family.open = true;
    }
    for (const note of $$("[data-note]", root)) note.value = store.notes[note.id] || "";
  }

  function keep(values, key, value) {
    if (value) values[key] = value;
    else delete values[key];
  }

  // Runs before htmx hears of the change: what is refused, and what is a note, asks for no answer.
  function changed(event) {
    const { target } = event;
    if (!stored && form && form.contains(target)) return;
    if (target.matches("[data-note]")) {
      event.stopPropagation();
      keep(store.notes, target.id, target.value);
      write();
      return;
    }
    if (target.matches("input[type=checkbox]") && LISTS.includes(target.name)) {
      if (!tick(target)) event.stopPropagation();
    } else if (target.matches("select[name^=result-]")) {
      keep(store.results, target.name.slice(7), target.value);
    } else {
      if (target.name === "kind") filtered();
      return;
    }
    write();
    const same = `[name="${CSS.escape(target.name)}"]`;
    for (const twin of $$(same)) {
      if (twin.type === "checkbox" && twin.value === target.value) twin.checked = target.checked;
      else if (twin.tagName === "SELECT") twin.value = target.value;
    }
  }

  // A filter tells nothing about a person: it stands in the address, so Back and reload keep it.
  function filtered() {
    const kinds = $$("[name=kind]:checked").map((box) => `kind=${box.value}`).join("&");
    history.replaceState(null, "", location.pathname + (kinds && `?${kinds}`));
  }

  function tick(box) {
    let values = store[box.name].filter((value) => value !== box.value);
    if (box.checked && values.length >= MOST[box.name]) {
      // What has no box here (an old link, an option no longer asked about) cannot be unticked: it gives way.
      values = values.filter((value) => $(`[name=${box.name}][value="${CSS.escape(value)}"]:checked`));
    }
    if (box.checked && values.length >= MOST[box.name]) {
      box.checked = false;
      trouble(`You can choose up to ${MOST[box.name]}. Untick one first.`);
      return false;
    }
    store[box.name] = box.checked ? [...values, box.value] : values;
    if (box.name === "tried" && !box.checked) delete store.results[box.value];
    return true;
  }

  // --- htmx: what is posted is what the store holds

  function configure(event) {
    const { headers } = event.detail;
    for (const name of ["HX-Current-URL", "HX-Trigger", "HX-Trigger-Name", "HX-Target", "HX-Source"]) {
      delete headers[name];
    }
    if (!form) return;
    const body = new FormData();
    if (stored) {
      for (const name of LISTS) for (const value of store[name]) body.append(name, value);
      for (const [slug, value] of Object.entries(store.results)) body.append(`result-${slug}`, value);
    } else {
      for (const box of $$("[name=ask]:checked", form)) body.append("ask", box.value);
    }
    for (const box of $$("[name=kind]:checked", form)) body.append("kind", box.value);
    for (const field of $$("[name=q], [name=medicine]", form)) {
      if (field.value.trim()) body.append(field.name, field.value.trim());
    }
    const length = new URLSearchParams(body).toString().length + "&pad=".length;
    body.append("pad", "p".repeat((STEP - (length % STEP)) % STEP));
    event.detail.parameters = body;
  }

  function refresh() {
    if (form && window.htmx) window.htmx.trigger(form, "go");
  }

  // A swap folds and unfolds nothing, and what has the focus stays where it stands on the screen.
  let before = null;

  function nameOf(fold) {
    return fold.id || fold.closest("[data-treatment]")?.dataset.treatment;
  }

  function remember() {
    const { activeElement } = document;
    const open = new Map($$("#results details").map((fold) => [nameOf(fold), fold.open]));
    before = { id: activeElement.id, top: activeElement.getBoundingClientRect().top, open };
  }

  function swapped() {
    if (!before) return;
    for (const fold of $$("#results details")) fold.open = before.open.get(nameOf(fold)) ?? fold.open;
    if (stored) fill();
    showShare();
    const focused = document.getElementById(before.id);
    if (focused && $("#results").contains(focused)) {
      scrollBy({ top: focused.getBoundingClientRect().top - before.top, behavior: "instant" });
    }
    before = null;
  }

  // --- words to the person

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

  // --- buttons

  function clicked(event) {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.matches("[data-clear]")) clear(event, button.getAttribute("href") || location.pathname);
    else if (button.matches("[data-leave]")) clear(event, button.href);
    else if (button.matches("[data-print]")) print();
    else if (button.matches("[data-copy]")) copy(button);
    else if (button.matches("[data-share]")) navigator.share({ title: document.title, url: shareLink() });
  }

  function clear(event, next) {
    event.preventDefault();
    store = empty();
    write();
    wipe();
    history.replaceState(null, "", location.pathname);
    location.replace(next);
  }

  // Takes off the page all that shows an answer, also when no server is there to send it anew.
  function wipe() {
    for (const field of $$("form [name], [data-note]")) {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    for (const hidden of $$("form input[type=hidden]")) hidden.remove();
    for (const place of $$("#results, #medicine-results, #status, #trouble")) place.replaceChildren();
  }

  function shareLink() {
    const own = $("[data-share-link]");
    if (!stored && own) return own.value;
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

  function submitted(event) {
    const target = event.target;
    if (target === form) {
      event.preventDefault();
      const to = event.submitter && event.submitter.getAttribute("formaction");
      if (to && to !== form.getAttribute("action")) location.assign(to);
      else if (document.activeElement.id === "medicine") refresh();
      else show();
    } else if (target.matches(".option__ask")) {
      event.preventDefault();
      location.assign(target.getAttribute("action"));
    }
  }

  function show() {
    refresh();
    const results = $("#results");
    if (!results) return;
    results.scrollIntoView();
    results.focus({ preventScroll: true });
  }

  // --- the page

  function start() {
    document.documentElement.classList.add("js");
    takeLink();
    if (stored || !form) fill();
    // htmx wires the form at DOMContentLoaded, before this listener: only then can it post.
    document.addEventListener("DOMContentLoaded", () => (stored ? !isEmpty() : chosen()) && refresh());
    showShare();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
    if (!navigator.onLine) offline(true);
  }

  // The clinicians' page keeps nothing; a browser may bring its boxes back with Back or reload.
  function chosen() {
    return form && $$("[name=ask]:checked", form).length > 0;
  }

  function showShare() {
    for (const button of $$("[data-share]")) button.hidden = !navigator.share;
  }

  // A page that the service worker kept comes with the line shown.
  function offline(is) {
    const line = $("#offline");
    if (line) line.hidden = !is;
  }

  document.addEventListener("input", changed, true);
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
  document.addEventListener("htmx:configRequest", configure);
  document.addEventListener("htmx:beforeRequest", () => trouble(""));
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSwap", swapped);
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, failed);
  }
  window.addEventListener("hashchange", () => {
    if (takeLink()) {
      fill();
      refresh();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    store = read();
    if (isEmpty() && stored) wipe();
    if (stored || !form) fill();
    refresh();
  });
  window.addEventListener("online", () => offline(false));
  window.addEventListener("offline", () => offline(true));
  start();
})();
