/* A file that a person chose: what it is, what is read of it, or one plain sentence why not. */
import { fromCcda, fromFhir, readTold } from "./records.js";
import { readText } from "./text.js";
import { UNPACKED_MAX, directory, entries, refuse, sourceOf, unpack } from "./zip.js";

const MB = 1024 * 1024;
const JSON_MAX = 50 * MB;
const TEXT_MAX = 20 * MB;
const PAGE_MAX = 5 * MB;
const TIME = 4000; // milliseconds for everything that one press reads
const SLICE = 24; // milliseconds between two breaths of the page

// How files begin that are no text.
const STARTS = [
  [/^%PDF/, "pdf"],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp)/s, "picture"],
  [/^(?:\xd0\xcf\x11\xe0|\{\\rtf|\x1f\x8b|Rar!|7z)/, "strange"],
];
const TAG = /<!--|-->|<!\[CDATA\[|\]\]>|<(\/?)([^\s<>/!?]+)[^<>]*>/g;
const DEEP = 500; // elements inside elements
const OFFICE = /^(?:word|xl|ppt)\/|^content\.xml$|^Index\//;
const READABLE = /\.(?:json|ndjson|xml|cda|ccda|txt|csv|tsv|html?)$/i;

// A function that lets the page breathe, and says whether the time (a share of it) is over.
function clockOf() {
  const start = performance.now();
  let next = start + SLICE;
  return async (share = 1) => {
    if (performance.now() > next) {
      await new Promise((done) => setTimeout(done));
      next = performance.now() + SLICE;
    }
    return performance.now() > start + TIME * share;
  };
}

// --- bytes to text

function decode(bytes) {
  const encoding = wide(bytes);
  if (encoding) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// UTF-16 by its mark, or by the zeros that stand in every second place.
function wide(bytes) {
  const head = bytes.subarray(0, 400);
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length);
  if (zeros[1] > head.length * 0.3 && zeros[0] < head.length * 0.05) return "utf-16le";
  return zeros[0] > head.length * 0.3 && zeros[1] < head.length * 0.05 ? "utf-16be" : "";
}

function isText(text) {
  const start = text.slice(0, 20000);
  const strange = start.match(/[\0-\x08\x0e-\x1f\ufffd]/g) || [];
  return strange.length <= start.length / 200;
}

// --- text by what it is

// What several parts told, as one: {found, unknown, unsure, despair, isCut}.
function joined(results) {
  const all = (key) => results.flatMap((result) => result[key] || []);
  const any = (key) => results.some((result) => result[key]);
  return { found: all("found"), unknown: all("unknown"), unsure: all("unsure"), despair: any("despair"), isCut: any("isCut") };
}

async function readString(text, isOver) {
  if (!isText(text)) refuse("strange");
  const start = text.slice(0, 2000).trimStart();
  if (/^[{[]\s*["{[]/.test(start)) return readJson([text], isOver);
  if (/^<(?:!doctype html|html|body|table|div|ul|ol|p)\b/i.test(start)) return readPage(text, isOver);
  if (/^<[?!a-z]/i.test(start)) return readXml(text, isOver);
  if (text.length > TEXT_MAX) refuse("large");
  return readText(text, isOver);
}

// One JSON value, or one a line (NDJSON).
function valuesOf(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split("\n", 100000).filter((line) => line.trim());
    return lines.length < 2 ? [] : lines.map(parsed).filter(Boolean);
  }
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function readJson(strings, isOver) {
  const values = strings.flatMap(valuesOf);
  if (!values.length) refuse("broken");
  const { told, isRecord } = fromFhir(values);
  if (!isRecord) refuse("none");
  return readTold(told, isOver);
}

// Without styles, which the policy of our own page would be asked about.
const parsedAs = (text, type) =>
  new DOMParser().parseFromString(text.replace(/(<\/?)style\b/gi, "$1template").replace(/\sstyle(?=\s*=)/gi, " s"), type);

// Whether tags close as they open, and no entity is unknown. A browser tells a broken file by an
// element with a style, which the policy of our page would be asked about too.
function isWhole(text) {
  const open = [];
  let until = "";
  for (const [tag, isEnd, name] of text.matchAll(TAG)) {
    if (until) until = tag === until ? "" : until;
    else if (!name) until = tag === "<!--" ? "-->" : "]]>";
    else if (isEnd && open.pop() !== name) return false;
    else if (!isEnd && !tag.endsWith("/>") && open.push(name) > DEEP) return false;
  }
  return !open.length && !/&(?!(?:amp|lt|gt|quot|apos|#\w+);)/.test(text);
}

async function readXml(text, isOver) {
  if (text.length > TEXT_MAX) refuse("large");
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) refuse("entities");
  if (!isWhole(text)) refuse("broken");
  const xml = parsedAs(text.replace(/^\s*<\?xml[^>]*\?>/, ""), "text/xml");
  if (xml.getElementsByTagName("parsererror").length) refuse("broken");
  const { told, lines, isRecord } = fromCcda(xml);
  if (!isRecord) refuse("none");
  return joined([await readTold(told, isOver), await readText(lines.join("\n"), isOver)]);
}

// A page that was saved from a portal: its text, a line for each row and paragraph.
async function readPage(text, isOver) {
  if (text.length > PAGE_MAX) refuse("large");
  const { body } = parsedAs(text, "text/html");
  for (const each of body.querySelectorAll("script, template, noscript")) each.remove();
  for (const each of body.querySelectorAll("br, p, div, li, tr, h1, h2, h3, h4, h5, h6, dt, dd, table, section")) each.append("\n");
  for (const each of body.querySelectorAll("td, th")) each.append(" | ");
  return readText(body.textContent, isOver);
}

// --- files

async function readFile(file, isOver) {
  if (!file.size) refuse("empty");
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const start = String.fromCharCode(...head);
  if (start.startsWith("PK\x03\x04") || start.startsWith("PK\x05\x06")) return readZip(file, isOver);
  const [, says] = STARTS.find(([pattern]) => pattern.test(start)) || [];
  if (says) refuse(says);
  if (file.size > JSON_MAX) refuse("large");
  return readString(decode(new Uint8Array(await file.arrayBuffer())), isOver);
}

async function readZip(file, isOver) {
  const source = sourceOf(file);
  const all = entries(await directory(file.size, source));
  const isHealth = all.some(({ name }) => /^apple_health_export\/|\/clinical-records\//i.test(name));
  const needed = isHealth ? all.filter(isMedicineRecord) : all.filter(isReadable);
  if (all.some(({ name }) => OFFICE.test(name))) refuse("office");
  if (!needed.length) refuse(isHealth ? "noRecords" : "none");
  const tooMuch = isHealth ? "health" : "zip";
  const told = needed.reduce((sum, { size }) => sum + size, 0);
  if (told > UNPACKED_MAX) refuse(tooMuch);
  return readEntries(source, needed, tooMuch, isOver);
}

const isMedicineRecord = ({ name }) => /(?:^|\/)clinical-records\/Medication[^/]*\.json$/i.test(name);
const isReadable = ({ name }) => READABLE.test(name) && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(name);

// Records are read together, since one file may name the medicine that another speaks of.
async function readEntries(source, needed, tooMuch, isOver) {
  const records = [];
  const results = [];
  let room = UNPACKED_MAX;
  let isCut = false;
  let refused = null;
  const tell = async (reading) => {
    try {
      results.push(await reading());
    } catch (problem) {
      refused = problem; // one file among others
    }
  };
  for (const entry of needed.sort((one, other) => one.at - other.at)) {
    isCut = await isOver(0.6); // and time to look at what is unpacked
    if (isCut) break;
    const bytes = await unpack(source, entry, room, tooMuch);
    room -= bytes.length;
    const text = decode(bytes);
    if (/json$/i.test(entry.name)) records.push(text);
    else await tell(() => readString(text, isOver));
  }
  if (records.length) await tell(() => readJson(records, isOver));
  if (refused && !results.length) throw refused;
  return joined([...results, { isCut }]);
}

// What one press reads: the text of the box, then each file. A file that is refused says why.
export async function readAll(text, files) {
  const isOver = clockOf();
  const results = [];
  const refused = [];
  for (const source of [...(text.trim() ? [text] : []), ...files]) {
    try {
      results.push(typeof source === "string" ? await readString(source, isOver) : await readFile(source, isOver));
    } catch (problem) {
      refused.push(problem.isRefused ? problem.message : "unread");
    }
  }
  return { ...joined(results), refused };
}
