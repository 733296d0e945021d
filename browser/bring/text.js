/* A list in plain words: a person's own, a print-out of a portal, a table that was copied. */

import { dayFirst, datesIn } from "./dates.js";
import { isFiller, isKnown, read, signs, speaksOfDespair, thingOf } from "./names.js";

const LINE_MAX = 1000; // characters that are read at a time
const QUOTE_MAX = 160; // characters of a line that are shown again
const NAME_MAX = 60; // characters of what may become an own row
const LINES_MAX = 20000;
const SHORT = 3000; // characters of a text in which a lone word may be a name that we do not know
const WHOLE_ONLY = /strategy|care/; // kinds whose names are everyday words: "sleep", "higher dose"

let state;

export const quote = (line) => line.replace(/\s+/g, " ").trim().slice(0, QUOTE_MAX);

// A name without its strength, its dates and who gave it.
export const bare = (line) =>
  quote(line).split(/\s*[\d,;:([|@]|\s[-–]\s/)[0].replace(/^[^\p{L}]+/u, "").slice(0, NAME_MAX).trim();

function* linesOf(text) {
  for (let line of text.split(/\r\n?|[\n\u2028\f]/)) {
    while (line.length > LINE_MAX) {
      const cut = Math.max(line.lastIndexOf(",", LINE_MAX), line.lastIndexOf(" ", LINE_MAX)) + 1 || LINE_MAX;
      yield line.slice(0, cut);
      line = line.slice(cut);
    }
    yield line;
  }
}

function readLine(line) {
  if (!line.trim()) {
    state.isApart = true;
    state.isLeftOut = state.isLeftOut === "head" && "head";
    return;
  }
  if (speaksOfDespair(line)) state.despair = true;
  if (isLeftOut(line)) return;
  const segments = read(line);
  const pieces = segments.flatMap((segment) => segment.pieces);
  deny(line, segments);
  const dates = signs.birth.test(line) ? [] : datesIn(line, state.isDayFirst);
  const isDate = (word) => dates.some(({ at, end }) => at < word.end && word.at < end);
  const isWhole = pieces.every(({ left }) => left.every((word) => isFiller(word.text) || isDate(word)));
  const hits = pieces.flatMap((piece) => piece.hits.filter((hit) => isMeant(line, piece, hit, isWhole)));
  if (hits.length) propose(line, hits);
  else if (tellUnknown(line, pieces, isWhole)) state.last = [];
  giveDates(line, dates, hits);
  state.isApart = false;
}

// Allergies and a family's history say nothing of what was taken, up to the next part.
function isLeftOut(line) {
  const start = line.match(signs.leftOut);
  if (start) {
    state.isLeftOut = start[0].length >= line.trim().length && "head";
    state.last = [];
    return true;
  }
  if (state.isLeftOut) state.isLeftOut = !signs.heading.test(line) && "begun";
  return state.isLeftOut;
}

// Marks what is named after "never", "my mother took" and the like. It reaches over commas if it
// holds a verb ("did not take lithium, Prozac"), or if an "or" comes later.
function deny(line, segments) {
  let isOn = false;
  for (const { from, isNew, pieces } of segments) {
    const names = pieces.flatMap(({ hits }) => hits.map(({ at }) => at));
    const before = line.slice(from, names.length ? Math.min(...names) : line.length);
    const isDenied = (isOn && !isNew) || (signs.denied.test(before) && !signs.notStarted.test(before));
    for (const piece of pieces) piece.isDenied = isDenied;
    isOn = isDenied && (isOn || signs.took.test(before) || /\bn?or\b/i.test(line.slice(from)));
  }
}

// Whether a name stands for something that was taken. Medicines may be misspelled and stand among
// other words; a therapy or a family is named exactly, and by words that are no everyday ones.
function isMeant(line, piece, hit, isWhole) {
  if (!hit.readings.length || piece.isDenied) return false;
  if (hit.isSlip && !isLikely(line, piece, hit)) return false;
  const { kind } = thingOf(hit.readings[0].slug);
  const typed = line.slice(hit.at, hit.end);
  const isWord = hit.words.every(({ text }) => isKnown(text)) || typed.length < 5;
  const isPlain = isWhole || !isWord;
  if (kind === "medicine") return isPlain && !putApart(line, hit);
  if (hit.isSlip || putApart(line, hit)) return false;
  return isWhole || (!WHOLE_ONLY.test(kind) && (isPlain || /^r?[A-Z]{2,5}s?$/.test(typed)));
}

// What may mean two things is asked about, never proposed.
function putApart(line, hit) {
  if (hit.isTie) state.unsure.push(line.slice(hit.at, hit.end));
  return hit.isTie;
}

// A slip stands alone, or beside a strength, a form or a date; not where people are named.
function isLikely(line, { words }, hit) {
  if (signs.person.test(line.slice(0, hit.at))) return false;
  const first = words.indexOf(hit.words[0]);
  const beside = [words[first - 1], words[first + hit.words.length]];
  return beside.every((word) => !word || isKnown(word.text) || /\d/.test(word.text));
}

function propose(line, hits) {
  const isNotStarted = signs.notStarted.test(line);
  state.last = hits
    .sort((one, other) => one.at - other.at)
    .map(({ readings: [{ slug, name }], at }) => ({ slug, name, line: quote(line), periods: [], isNotStarted, at }));
  state.found.push(...state.last);
}

// Whether a line names a medicine that is not ours, which is then told.
function tellUnknown(line, pieces, isWhole) {
  const other = pieces.flatMap(({ hits }) => hits).find((hit) => !hit.readings.length);
  const strange = pieces.flatMap(({ left }) => left).filter(({ text }) => !isKnown(text));
  const isLone = strange.length > 0 && strange.length < 4 && line.length < NAME_MAX && !/[\d@]/.test(line);
  const isName = state.isShort && isLone && !signs.people.test(line);
  const isTold = signs.medicine.test(line) ? other || strange.length > 0 : (other && isWhole) || isName;
  if (isTold) state.unknown.push(other ? line.slice(other.at, other.end) : bare(line.slice(strange[0].at)));
  return isTold;
}

// Dates belong to the name before them, or after them where a line begins with a date. In a line
// without a name they belong to the line above, over a gap only if it says "started" and the like.
function giveDates(line, dates, hits) {
  if (!state.last.length || !dates.length) return;
  if (!hits.length && state.isApart && !signs.dated.test(line)) return;
  const isBefore = hits.length > 0 && dates[0].at < hits[0].at;
  for (const date of dates) {
    const earlier = state.last.filter(({ at }) => at < date.at).pop() || state.last[0];
    const later = isBefore && state.last.find(({ at }) => at > date.at);
    giveDate(hits.length ? later || earlier : state.last[state.last.length - 1], date);
  }
}

function giveDate({ periods }, { month, role }) {
  const open = periods[periods.length - 1];
  if (role === "from") periods.push({ from: month, to: "" });
  else if (open && !open.to) open.to = month;
  else periods.push({ from: "", to: month });
}

// Reads line by line while the clock allows: {found, unknown, unsure, despair, isCut}.
export async function readText(text, isOver) {
  const isDayFirst = dayFirst(text.slice(0, 200000));
  state = { isDayFirst, isShort: text.length < SHORT, found: [], unknown: [], unsure: [], last: [] };
  let room = LINES_MAX;
  for (const line of linesOf(text)) {
    room -= 1;
    if (room < 0 || (await isOver())) return { ...state, isCut: true };
    readLine(line);
  }
  return state;
}
