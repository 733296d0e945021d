/* "Open a file or paste a long list": reads it in this tab and proposes what it found, one by one.
   Nothing is sent and nothing is kept until "Add these": then the tab's store gets slugs, names of
   the catalogue and dates, and what the person keeps in words of their own. */
import { joined } from "./dates.js";
import { readAll } from "./files.js";
import { thingOf, useNames } from "./names.js";
import { quote } from "./text.js";

const OWN_MAX = 10;
const UNKNOWN_MAX = 40; // shown at a time
const fold = document.querySelector("[data-bring]");
const $ = (selector) => fold.querySelector(selector);
const [body, box, file, out] = ["fieldset", "textarea", "[data-bring-file]", "[data-bring-found]"].map($);
let says, results;

const told = (key, values = {}) => says[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

// An element with its text or children; attributes by name.
function made(tag, children, attributes = {}) {
  const element = document.createElement(tag);
  element.append(...[].concat(children));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function button(key, act, attributes = {}) {
  const one = made("button", says[key], { type: "button", class: "button", ...attributes });
  one.addEventListener("click", () => act(one));
  return one;
}

function ticked(id, text) {
  const input = made("input", [], { type: "checkbox", id, autocomplete: "off" });
  return { input, row: made("div", [input, made("label", text, { for: id })], { class: "box" }) };
}

// --- what was found, by slug

function proposals(found) {
  const bySlug = new Map();
  for (const one of found) {
    const same = bySlug.get(one.slug);
    if (!same) bySlug.set(one.slug, { ...one, periods: [...one.periods] });
    else {
      same.periods.push(...one.periods);
      same.isNotStarted = same.isNotStarted && one.isNotStarted;
      if (same.name === thingOf(one.slug).name) same.name = one.name;
    }
  }
  return [...bySlug.values()].map((one) => ({ ...one, periods: joined(one.periods) }));
}

// Both names where a brand was told.
function nameOf({ slug, name }) {
  const { name: own } = thingOf(slug);
  return name.toLowerCase() === own.toLowerCase() ? own : `${name} (${own})`;
}

function spoken(month) {
  const [year, number] = month.split("-");
  if (!number) return year;
  return new Date(year, number - 1).toLocaleDateString("en-US", { month: "long", year: "numeric" });
}

function period({ from, to }) {
  const key = from && to ? "between" : from ? "since" : "until";
  return told(key, { from: from && spoken(from), to: to && spoken(to) });
}

// --- one proposal

function choices(one, id) {
  const options = Object.entries(results).map(([value, label]) => made("option", label, { value }));
  const select = made("select", [made("option", says.skip, { value: "" }), ...options], { id, autocomplete: "off" });
  select.value = one.isNotStarted ? "not-started" : "";
  return select;
}

function proposal(one) {
  const id = `bring-${one.slug}`;
  const name = nameOf(one);
  const select = choices(one, id);
  const other = ticked(`${id}-other`, says.other);
  other.input.addEventListener("change", () => (select.value = other.input.checked ? "other-reason" : ""));
  select.addEventListener("change", () => (other.input.checked = select.value === "other-reason"));
  const leave = button("leave", () => leaveOut(answers, leave, name), { "aria-label": `${says.leave}: ${name}` });
  const answers = made("div", [
    made("label", says.went, { for: id }),
    select,
    other.row,
  ], { role: "group", "aria-label": name });
  const dates = one.periods.map(period).join(" ");
  const isThere = window.tab.store.tried.includes(one.slug);
  const item = made("li", [
    made("h4", name, { translate: "no" }),
    made("p", [`${says.line} `, made("q", one.line, { translate: "no" })], { class: "hint" }),
    ...(dates ? [made("p", dates)] : []),
    ...(isThere ? [made("p", says.already, { class: "hint" })] : []),
    answers,
    leave,
  ], { "data-proposed": one.slug });
  item.answer = () => (answers.hidden ? null : { ...one, result: select.value });
  return item;
}

function leaveOut(answers, leave, name) {
  answers.hidden = !answers.hidden;
  leave.textContent = says[answers.hidden ? "back" : "leave"];
  leave.setAttribute("aria-label", `${leave.textContent}: ${name}`);
}

// --- what is not on our list

function unknownList(texts) {
  if (!texts.length) return [];
  const rows = texts.map((text, at) => {
    const { input, row } = ticked(`bring-own-${at}`, text);
    input.dataset.own = text;
    return made("li", row);
  });
  const summary = made("summary", `${says.unknown} (${texts.length})`);
  return [made("details", [summary, made("p", says.own, { class: "hint" }), made("ul", rows, { class: "boxes" })], { class: "fold" })];
}

const each = (texts) => [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];

function show({ found, unknown, unsure, despair, isCut, refused }) {
  const ours = proposals(found);
  const count = ours.length;
  const head = made("h3", told(count > 1 ? "found" : `found${count}`, { count }), { tabindex: "-1" });
  const items = ours.map(proposal);
  const rest = each(unknown.filter(Boolean)).slice(0, UNKNOWN_MAX);
  const isAny = count + rest.length > 0;
  $("[data-bring-help]").hidden = !despair;
  const troubles = [...each(refused).map((key) => says[key] || says.unread), ...(isCut ? [says.cut] : [])];
  out.replaceChildren(
    ...troubles.map((text) => made("p", text, { class: "trouble" })),
    ...(isAny || !refused.length ? [head] : []),
    made("ul", items),
    ...(unsure.length ? [made("p", `${says.unsure} ${each(unsure.map(quote)).join(", ")}`)] : []),
    ...unknownList(rest),
    made("p", [
      ...(isAny ? [button("add", () => add(items), { class: "button button--main" })] : []),
      " ",
      button("again", startOver),
    ]),
  );
  const sentence = [...troubles, isAny || !refused.length ? head.textContent : ""].join(" ").trim();
  say(sentence, isAny ? head : box);
}

function say(sentence, focus) {
  window.tab.say(sentence);
  focus.focus();
}

// --- adding

function add(items) {
  const taken = items.map((item) => item.answer()).filter(Boolean);
  const own = [...out.querySelectorAll("[data-own]:checked")].map((input) => input.dataset.own);
  if ((window.tab.store.own || []).length + own.length > OWN_MAX) {
    window.tab.trouble(says.full);
    return;
  }
  window.tab.change((store) => {
    for (const one of taken) keep(store, one);
    store.own = each([...(store.own || []), ...own]);
  });
  wipe();
  fold.open = false;
  const names = [...taken.map(nameOf), ...own].join(", ");
  say(names ? told("added", { names }) : says.addedNone, fold.querySelector("summary"));
}

function keep(store, { slug, name, periods, result }) {
  if (!store.tried.includes(slug)) store.tried.push(slug);
  if (result) store.results[slug] = result;
  if (name !== thingOf(slug).name) store.called = { [slug]: name, ...store.called };
  if (!periods.length) return;
  const before = (store.history || {})[slug] || [];
  const isNew = ({ from, to }) => !before.some((one) => one.from === from && one.to === to);
  store.history = { ...store.history, [slug]: [...before, ...periods.filter(isNew)] };
}

function wipe() {
  box.value = "";
  file.value = "";
  out.replaceChildren();
  $("[data-bring-help]").hidden = true;
}

function startOver() {
  wipe();
  box.focus();
}

// --- the fold

async function read() {
  if (!box.value.trim() && !file.files.length) return say(says.nothing, box);
  $("[data-bring-read]").disabled = true;
  try {
    show(await readAll(box.value, [...file.files]));
  } finally {
    $("[data-bring-read]").disabled = false;
  }
}

// Nothing that is done in here reaches the form around it, which would post.
function keepInside(event) {
  event.stopPropagation();
  if (event.type === "keydown" && event.key === "Enter" && event.target.matches("input")) event.preventDefault();
}

async function start() {
  try {
    const data = await (await fetch(fold.dataset.names)).json();
    ({ says, results } = data);
    useNames(data);
  } catch {
    window.tab.trouble(fold.dataset.trouble);
    return;
  }
  body.disabled = false;
  $("[data-bring-read]").addEventListener("click", read);
  if (box.value.trim()) read();
}

for (const name of ["input", "change", "keydown", "submit"]) fold.addEventListener(name, keepInside);
document.addEventListener("bring:text", ({ detail }) => {
  box.value = detail;
  for (let each = fold; each; each = each.parentElement.closest("details")) each.open = true;
  if (!body.disabled) read();
});
document.addEventListener("tab:cleared", wipe);
window.addEventListener("pagehide", wipe);
start();
