/* Save the sheet as one HTML file, which any browser shows and this page can open again; and show it
   in large type (the reading view). Nothing is sent. Both omit elements with data-on-paper-alone. */
(() => {
  "use strict";
  const { tab, sheet } = window;
  if (!tab) return;
  const FORMAT = "notes-for-my-visit";
  const VERSION = 1;
  const MOST_BYTES = 500_000;
  const LISTS = ["tried", "ask", "top", "compare", "matters"];
  const MAPS = ["results", "called", "many", "notes"];
  const NO_SHEET = "This file is not a sheet that was saved here. Nothing has changed.";
  const DAMAGED = "This file is damaged and cannot be read. Nothing has changed.";
  const NEWER = "This file comes from a newer page than this one. Nothing has changed.";

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- the paper without fields

  function copyOfPaper(without) {
    const paper = $("#sheet").cloneNode(true);
    const typed = new Map($$("#sheet textarea").map((field) => [field.id, field.value]));
    for (const field of $$("textarea", paper)) {
      const text = document.createElement("span");
      text.className = field.className;
      text.textContent = typed.get(field.id);
      field.replaceWith(text);
    }
    for (const label of $$("label", paper)) label.replaceWith(...label.childNodes);
    for (const each of $$(`.screen-only, [data-on-paper-alone]${without}`, paper)) each.remove();
    for (const each of [paper, ...$$("[id]", paper)]) each.removeAttribute("id");
    return paper;
  }

  // --- save

  function styles() {
    return [...$("#sheet-style").sheet.cssRules].map((rule) => rule.cssText).join("\n");
  }

  function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  }

  function fileText() {
    const data = { format: FORMAT, version: VERSION, answers: sorted(clean(tab.store)) };
    return [
      "<!doctype html>",
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      `<title>Notes for my visit</title><style>${styles()}</style></head><body class="saved">`,
      copyOfPaper("").outerHTML,
      `<template data-answers>${escaped(JSON.stringify(data))}</template>`,
      "</body></html>\n",
    ].join("\n");
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([fileText()], { type: "text/html" }));
    link.download = `${FORMAT}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    announce("Saved as notes-for-my-visit.html, in your downloads. It stays on this device after you leave.");
  }

  // --- open

  // The file is read as text: no markup of it is inserted into this page.
  function answersOf(text) {
    const [, json] = /<template data-answers>([^<]*)<\/template>/.exec(text) || [];
    if (json === undefined) throw new Error(text.includes("Notes for my visit") ? DAMAGED : NO_SHEET);
    let data;
    try {
      data = JSON.parse(json.replaceAll("&lt;", "<").replaceAll("&amp;", "&"));
    } catch {
      throw new Error(DAMAGED);
    }
    if (!data || data.format !== FORMAT || typeof data.answers !== "object") throw new Error(NO_SHEET);
    if (data.version > VERSION) throw new Error(NEWER);
    return clean(data.answers);
  }

  const isKey = (key) => /^[a-z0-9.-]{1,130}$/.test(key);
  const isText = (most) => (value) => typeof value === "string" && value !== "" && value.length <= most;
  const entries = (value) => Object.entries(value && typeof value === "object" ? value : {});
  const list = (value) => (Array.isArray(value) ? value : []);

  // Only known keys with valid values are taken from a file.
  function clean(found) {
    const from = found || {};
    const kept = { own: list(from.own).filter(isText(60)).slice(0, 10), history: history(from.history) };
    for (const name of LISTS) kept[name] = list(from[name]).filter((value) => isText(130)(value) && isKey(value)).slice(0, 400);
    for (const name of MAPS) {
      const good = entries(from[name]).filter(([key, value]) => isKey(key) && isText(1000)(String(value ?? "")));
      kept[name] = Object.fromEntries(good.slice(0, 400).map(([key, value]) => [key, String(value)]));
    }
    return kept;
  }

  function history(found) {
    const good = entries(found).filter(([key, value]) => (isKey(key) || key.startsWith("own:")) && Array.isArray(value));
    return Object.fromEntries(good.slice(0, 400).map(([key, value]) => [key, value.slice(0, 10).map(entry)]));
  }

  function entry(found) {
    const known = new Set(sheet.FIELDS.map(({ key }) => key));
    return Object.fromEntries(entries(found).filter(([key, value]) => known.has(key) && isText(sheet.LONG)(value)));
  }

  // Sorted, so that the same answers make the same file.
  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  }

  async function open(field) {
    const [file] = field.files;
    if (!file) return;
    try {
      const answers = answersOf(file.size > MOST_BYTES ? "" : await file.text());
      if (isEmpty() || same(answers)) replace(answers);
      else ask(answers);
    } catch (problem) {
      announce(problem instanceof TypeError || problem instanceof DOMException ? DAMAGED : problem.message);
    }
    field.value = "";
  }

  const same = (answers) => JSON.stringify(sorted(answers)) === JSON.stringify(sorted(clean(tab.store)));
  const isEmpty = () => Object.values(clean(tab.store)).every((value) => !Object.keys(value).length);

  function replace(answers) {
    tab.change((store) => Object.assign(store, answers));
    announce("Your saved sheet is open.");
  }

  function ask(answers) {
    const yes = button("Open it", () => replace(answers));
    const no = button("Keep what is here", () => announce("Nothing has changed."));
    announce("There are answers in this tab. Opening the saved sheet takes their place.", yes, no);
  }

  function button(label, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = label;
    made.addEventListener("click", pressed);
    return made;
  }

  // Announced in the status line, and shown beside the buttons.
  function announce(sentence, ...buttons) {
    const place = $("#kept");
    tab.say(sentence);
    if (!place) return;
    place.replaceChildren(sentence, " ", ...buttons);
    place.hidden = false;
    if (buttons.length) place.focus();
  }

  // --- a reading view for the consulting room

  function read() {
    const view = document.createElement("dialog");
    view.className = "reading";
    view.setAttribute("aria-label", "Notes for my visit");
    view.append(button("Close", () => view.close()), copyOfPaper(", .on-paper, .own-page"));
    for (const line of $$("li", view)) if (line.matches(".line") && !$(".cell", line)?.textContent) line.remove();
    for (const list of $$("ul, ol", view)) if (!list.children.length) list.closest("section").remove();
    view.addEventListener("close", () => view.remove());
    document.body.append(view);
    view.showModal();
  }

  document.addEventListener("change", (event) => event.target.matches("[data-open-file]") && open(event.target), true);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.matches("[data-save-file]")) save();
    if (pressed.matches("[data-reading]")) read();
  });
})();
