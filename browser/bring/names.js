/* The names in a line, by the rules of the server's search (navigator/names/): strength and form
 taken off, the longest run of words that is a name, a slip of at most two letters with one
 winner among our names and all others. One table of cases is run against both. */
const WORDS_MAX = 8; // words of a piece, and of a name
const SHORTEST_SLIP = 5; // letters: eat is not ECT
const CUT = /[;\n|•·,]|[.!?](?=\s|$)/g;
const CHUNK = /[/+&]|[^\s/+&]+/g;
const BETWEEN = new Set(["and", "then", "or", "nor", "with", "plus", "/", "+", "&"]);
const STRENGTH = /^x?\d+(?:[a-z]{1,4})?$/;
const REASON = new Set(["for", "because", "against"]);

const allowed = (letters) => (letters < SHORTEST_SLIP ? 0 : letters === SHORTEST_SLIP ? 1 : 2);
// A comma inside a number parts nothing, nor does the point of "St. John's wort".
function isCut(text, { 0: sign, index }) {
  if (sign === ",") return !/\d,\d/.test(text.slice(index - 1, index + 2));
  return sign !== "." || !/\bst$/i.test(text.slice(Math.max(0, index - 3), index));
}

const texts = (part) => part.map((word) => word.text).filter(Boolean);

// The letters of a name as bits: names that differ in many letters need no closer look.
const mask = (name) => [...name].reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) & 31)), 0);

function bitsOf(number) {
  let count = 0;
  for (; number; number &= number - 1) count += 1;
  return count;
}

// Letters left out, put in, changed or swapped with their neighbour; `limit` + 1 if more.
function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + cost);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

// Patterns by name (navigator/pages/names_file_words.py).
export const signs = {};

let things, filler, plain, joining, british, maker, others, meanings, spelledAs, byLength, memo, despair;

// data: what /names.json holds. Comes before everything else.
export function useNames(data) {
  const { words } = data;
  ({ things } = data);
  filler = new Set(words.filler);
  plain = new Set(words.plain);
  joining = new Set(words.joining);
  ({ british } = words);
  maker = new RegExp(words.maker, "gi");
  others = new Set(data.others);
  [meanings, spelledAs, memo] = [new Map(), new Map(), new Map()];
  for (const [slug, thing] of Object.entries(things)) {
    for (const [text, name] of Object.entries(thing.names)) know(text, { slug, name });
  }
  byLength = [];
  const exact = new Set(data.exact); // no misspelled word means one of these
  for (const name of [...meanings.keys(), ...others]) {
    if (!exact.has(name)) (byLength[name.length] = byLength[name.length] || []).push([name, mask(name)]);
  }
  for (const [name, pattern] of Object.entries(data.signs)) signs[name] = new RegExp(pattern, "i");
  despair = data.despair.map((phrase) => ` ${phrase} `);
}

export const thingOf = (slug) => things[slug];

function know(text, named) {
  const parts = text.split(" ");
  const key = keyFor(parts);
  if (parts.length > 1) spelledAs.set(key, parts);
  meanings.set(key, [...(meanings.get(key) || []), named]);
}

function keyFor(parts) {
  return parts.filter((part) => !joining.has(part)).join("");
}

function keyOf(parts) {
  const key = keyFor(parts);
  const isName = (name) => meanings.has(name) || others.has(name);
  if (isName(key)) return key;
  const single = key.length >= SHORTEST_SLIP - 1 && key.endsWith("s") ? key.slice(0, -1) : "";
  return isName(single) ? single : "";
}

function wordsIn(text) {
  text = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/['‘’ʼ`´]/g, "");
  text = text.replace(/(^|[^\p{L}\p{N}])((?:\p{L}\.){2,})/gu, (found) => found.replaceAll(".", ""));
  for (const [theirs, ours] of british) text = text.replaceAll(theirs, ours);
  return text.match(/\p{L}+|\p{N}+/gu) || [];
}

export function isFiller(text) {
  return filler.has(text) || STRENGTH.test(text);
}

export function isKnown(text) {
  return isFiller(text) || plain.has(text);
}

export function speaksOfDespair(text) {
  const said = ` ${wordsIn(text).join(" ")} `;
  return despair.some((phrase) => said.includes(phrase));
}

// The segments of a line, {from, isNew, pieces}: isNew if it begins a sentence. A piece is
// {hits: [{at, end, readings, isSlip, isTie, words}], left, words}.
export function read(line) {
  return segmentsIn(line).map(({ words, isNew }) => {
    const pieces = piecesIn(words);
    for (const piece of pieces) mend(piece);
    return { from: words[0].at, isNew, pieces };
  });
}

// --- a line cut into segments of words, each with its place in the line

function segmentsIn(line) {
  const text = line.replace(maker, (found) => " ".repeat(found.length));
  const found = [];
  let from = 0;
  let isNew = true;
  const cuts = [...text.matchAll(CUT)].filter((cut) => isCut(text, cut));
  for (const { index, 0: sign } of [...cuts, { index: text.length, 0: "" }]) {
    const words = wordsAt(text.slice(from, index), from);
    if (words.some((word) => word.text)) {
      found.push({ words, isNew });
      isNew = false;
    }
    isNew = isNew || sign !== ",";
    from = index + sign.length;
  }
  return found;
}

function wordsAt(text, from) {
  return [...text.matchAll(CHUNK)].flatMap(({ 0: chunk, index }) => {
    const place = { at: from + index, end: from + index + chunk.length };
    if (BETWEEN.has(chunk.toLowerCase())) return [{ text: "", sign: chunk, ...place }];
    return wordsIn(chunk).map((word) => ({ text: word, ...place }));
  });
}

// --- exact names, the longest first

function piecesIn(segment) {
  const found = [];
  let start = 0;
  const joined = joinedIn(segment);
  for (const [first, last] of joined.length ? joined : mixedIn(segment)) {
    found.push(...partsOf(segment.slice(start, first)));
    const words = segment.slice(first, last);
    found.push({ words, left: [], hits: [joinedHit(words)] });
    start = last;
  }
  return found.concat(partsOf(segment.slice(start)));
}

// Names that reach over an "and" or a slash.
function joinedIn(segment) {
  const spans = [];
  segment.forEach((word, at) => {
    const end = spans.length ? spans[spans.length - 1][1] : 0;
    if (word.text || at < end) return;
    const span = windowsAt(segment, at, end).find(([a, b]) => keyOf(texts(segment.slice(a, b))));
    if (span) spans.push(span);
  });
  return spans;
}

// A medicine of two as records write it: "olanzapine 6 MG / fluoxetine 25 MG".
function mixedIn(segment) {
  if (!segment.some((word) => word.sign === "/")) return [];
  const kept = [...segment.keys()].filter((at) => !segment[at].text || !isFiller(segment[at].text));
  return joinedIn(kept.map((at) => segment[at])).map(([first, last]) => [kept[first], kept[last - 1] + 1]);
}

// "Olanzapine and fluoxetine" may be one medicine or two; labels write the one with a slash.
function joinedHit(words) {
  const bare = words.filter((word) => !isFiller(word.text));
  const hit = hitOf(words, [keyOf(texts(words)) || keyOf(texts(bare))]);
  const at = words.findIndex((word) => !word.text);
  const isTwo = [words.slice(0, at), words.slice(at + 1)].every((side) => keyOf(texts(side)));
  return { ...hit, isTie: hit.isTie || (isTwo && words[at].sign !== "/") };
}

function windowsAt(segment, at, end) {
  const spans = [];
  for (let first = Math.max(end, at - WORDS_MAX + 1); first < at; first += 1) {
    for (let last = at + 2; last <= Math.min(segment.length, at + WORDS_MAX); last += 1) {
      const isWhole = segment[first].text && segment[last - 1].text;
      if (isWhole && last - first <= WORDS_MAX + 1) spans.push([first, last]);
    }
  }
  return spans.sort((one, other) => other[1] - other[0] - (one[1] - one[0]));
}

function partsOf(segment) {
  const parts = [[]];
  for (const word of segment) {
    if (!word.text || parts[parts.length - 1].length === WORDS_MAX) parts.push([]);
    if (word.text) parts[parts.length - 1].push(word);
  }
  return parts.filter((part) => part.length).map((part) => pieceOf(part));
}

function pieceOf(words) {
  const runs = runsIn(words);
  // "Therapy" and "hospital" alone are names; beside "ketamine" they are words around it.
  const strange = runs.filter(([a, b]) => isStrange(words.slice(a, b)));
  const spans = beforeTheReason(words, strange.length ? strange : runs);
  const isTaken = (at) => spans.some(([a, b]) => a <= at && at < b);
  const hits = spans.map(([a, b]) => hitOf(words.slice(a, b), [keyOf(texts(words.slice(a, b)))]));
  return { words, hits, left: words.filter((_, at) => !isTaken(at)) };
}

function runsIn(words) {
  const taken = new Set();
  const spans = [];
  for (let size = words.length; size; size -= 1) {
    for (let start = 0; start + size <= words.length; start += 1) {
      const run = words.slice(start, start + size);
      if (run.some((word) => taken.has(word)) || !keyOf(texts(run))) continue;
      run.forEach((word) => taken.add(word));
      spans.push([start, start + size]);
    }
  }
  return spans.sort((one, other) => one[0] - other[0]);
}

// Without names that are a reason only: the sleep of "trazodone for sleep".
function beforeTheReason(words, spans) {
  const inSpan = (at) => spans.some(([a, b]) => a <= at && at < b);
  const named = words.findIndex((word, at) => inSpan(at) || !isKnown(word.text));
  const reason = words.findIndex((word, at) => at >= named && named >= 0 && REASON.has(word.text) && !inSpan(at));
  return reason < 0 ? spans : spans.filter(([first]) => first < reason);
}

function hitOf(words, keys, isSlip = false) {
  const readings = [];
  for (const named of keys.flatMap((key) => meanings.get(key) || [])) {
    if (!readings.some(({ slug }) => slug === named.slug)) readings.push(named);
  }
  const isTie = readings.length > 1 || (readings.length > 0 && keys.some((key) => !meanings.has(key)));
  return { words, readings, isSlip, isTie, at: words[0].at, end: words[words.length - 1].end };
}

function isStrange(words) {
  return words.some((word) => !isKnown(word.text));
}

// --- misspelled names

function mend(piece) {
  const hasNames = piece.hits.length > 0;
  for (const run of toMend(piece)) {
    const isFree = run.every((word) => piece.left.includes(word)) && isStrange(run);
    if (!isFree || keyOf(texts(run))) continue;
    const near = nearestTo(texts(run));
    if (!near.length || (hasNames && near.every((name) => others.has(name)))) continue;
    piece.hits.push(hitOf(run, near, true));
    piece.left = piece.left.filter((word) => !run.includes(word));
  }
}

function toMend({ hits, left }) {
  const each = left.map((word) => [word]);
  if (hits.length || each.length < 2) return each;
  const bare = left.filter((word) => !isFiller(word.text));
  const whole = bare.length < left.length ? [left, bare] : [bare];
  return [...whole.filter((run) => run.length > 1), ...each];
}

// The keys that are nearest to these words, several if they are equally near.
function nearestTo(parts) {
  const said = parts.join(" ");
  if (!memo.has(said)) memo.set(said, nearestIn(parts, keyFor(parts)));
  return memo.get(said);
}

function nearestIn(parts, typed) {
  if (typed.length < SHORTEST_SLIP || !/^[a-z\d]+$/.test(typed)) return [];
  const limit = allowed(typed.length);
  const bits = mask(typed);
  let found = [];
  let least = limit;
  for (let length = Math.max(SHORTEST_SLIP, typed.length - 2); length <= typed.length + 2; length += 1) {
    for (const [name, own] of byLength[length] || []) {
      if (bitsOf(own ^ bits) > 2 * least) continue;
      const off = distance(typed, name, least);
      if (off > least || !fits(parts, name, off)) continue;
      if (off < least) found = [];
      least = off;
      found.push(name);
    }
  }
  return found;
}

function fits(parts, name, off) {
  if (off > allowed(name.length)) return false;
  const spelled = spelledAs.get(name) || [name];
  if (spelled.length !== parts.length) return off <= 1 && parts.length > 1;
  return parts.every((part, at) => {
    const limit = Math.min(allowed(part.length), allowed(spelled[at].length));
    return part === spelled[at] || (limit > 0 && distance(part, spelled[at], limit) <= limit);
  });
}
