/* Months and years in a line, and what they say: "2021-03", or "2021" where no month is told. */

import { signs } from "./names.js";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const NAME = `(${MONTHS.join("|")})[a-z]{0,6}\\.?`;
const DATE = new RegExp(
  [
    "\\b((?:19|20)\\d\\d)[-/.](\\d{1,2})(?:[-/.]\\d{1,2})?(?![-/.]?\\d)", // 2021-03-04
    "\\b(\\d{1,2})[-/.](\\d{1,2})[-/.]((?:19|20)\\d\\d|\\d\\d)(?![-/.]?\\d)", // 3/4/2021
    "\\b(\\d{1,2})[-/.]((?:19|20)\\d\\d)\\b", // 3/2021
    `\\b(?:\\d{1,2}(?:st|nd|rd|th)?[\\s-]+)?${NAME},?[\\s-]+(?:\\d{1,2}(?:st|nd|rd|th)?,?\\s+)?((?:19|20)\\d\\d)\\b`,
    "(?:^|[^\\d/.-])((?:19|20)\\d\\d)(?![\\d/]|[-.]\\d\\d?(?!\\d)|\\s?(?:mg|mcg|iu|units?)\\b)", // 2021
    "[-–]((?:19|20)\\d\\d)(?!\\d)",
  ].join("|"),
  "gi",
);
const DASH = /^\s*[-–—|\t]\s*$/;
const COMMA = /^\s*,\s*$/; // between two columns of a table; "2015, 2017" are two times


// Whether a list writes the day first: told by a number above 12, else by the browser's language.
export function dayFirst(text) {
  for (const [, one, other] of text.matchAll(/\b(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b/g)) {
    if (one > 12 && other <= 12) return true;
    if (other > 12 && one <= 12) return false;
  }
  return !/^en-us|^en$/i.test(navigator.language);
}

function month(year, number) {
  const now = new Date();
  const full = year.length === 2 ? `${Number(year) > now.getFullYear() % 100 ? 19 : 20}${year}` : year;
  const text = number ? `${full}-${String(number).padStart(2, "0")}` : full;
  const today = now.toISOString().slice(0, text.length);
  return number > 12 || full < "1950" || text > today ? "" : text;
}

function monthOf(found, isDayFirst) {
  const [, y1, m1, a, b, y2, m3, y3, name, y4, y5, y6] = found;
  if (y1) return month(y1, Number(m1));
  if (y2) {
    const [m, d] = isDayFirst || a > 12 ? [b, a] : [a, b];
    return d > 31 ? "" : month(y2, Number(m));
  }
  if (y3) return month(y3, Number(m3));
  if (y4) return month(y4, MONTHS.indexOf(name.toLowerCase()) + 1);
  return month(y5 || y6, 0);
}

// The dates of a line: [{at, end, month, role}], role = from or to.
export function datesIn(line, isDayFirst) {
  const dates = [];
  let from = 0;
  for (const found of line.matchAll(DATE)) {
    const before = line.slice(from, found.index + (found[0].match(/^[^\da-z]/i) || [""])[0].length);
    const end = found.index + found[0].length;
    from = end;
    const told = monthOf(found, isDayFirst);
    if (!told || signs.neither.test(before)) continue;
    const last = dates[dates.length - 1];
    const isSecond = last && (DASH.test(before) || (COMMA.test(before) && last.month.length > 4 && told.length > 4));
    const isEnd = signs.end.test(before) || isSecond;
    dates.push({ at: found.index, end, month: told, role: isEnd ? "to" : "from" });
  }
  return dates;
}

// Months since the year 0; a year alone is its first month, or its last.
const count = (text, isEnd) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5) || (isEnd ? 12 : 1));
const GAP = 4; // months between two fills of one medicine

// Periods {from, to} of one thing, those that touch made into one, the earliest first.
export function joined(periods) {
  const sorted = periods.filter(({ from, to }) => from || to);
  sorted.sort((one, other) => ((one.from || one.to) < (other.from || other.to) ? -1 : 1));
  const found = [];
  for (const { from, to } of sorted) {
    const last = found[found.length - 1];
    const until = last && (last.to || last.from);
    if (!last || count(from || to, false) - count(until, true) > GAP) found.push({ from, to });
    else if ((to || from) > until) last.to = to || (from === last.from ? "" : from);
  }
  return found;
}
