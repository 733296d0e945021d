/* Medicines in records that clinics and pharmacies hand out: FHIR (R4, and the older DSTU2 of
 Apple Health) as JSON or NDJSON, and C-CDA as XML. What is not about taking a medicine, what was
 a mistake, a draft or a plan, is left out. */
import { isFiller, read, thingOf } from "./names.js";
import { bare, quote } from "./text.js";

const TAKEN = new Set(["MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationOrder"]);
const NO = new Set(["entered-in-error", "cancelled", "draft", "preparation", "nullified"]);
const NOT_STARTED = new Set(["not-taken", "intended", "declined"]);
const PLANS = new Set(["proposal", "plan", "option"]);
const DEEP = 8; // bundles inside bundles
const SECTIONS = new Set(["10160-0", "29549-3", "10183-2", "42346-7", "57828-6"]);
const DATE = /^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?/;

const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);
const string = (value) => (typeof value === "string" ? value : "");
const month = (value) => (string(value).match(DATE) || [""])[0];

// --- FHIR

// Every resource in what was parsed: [{resource, address}], bundles opened.
function* resources(value, depth = 0, address = "") {
  if (!value || typeof value !== "object" || depth > DEEP) return;
  if (Array.isArray(value)) {
    for (const each of value) yield* resources(each, depth + 1);
  } else if (value.resourceType === "Bundle" || (!value.resourceType && Array.isArray(value.entry))) {
    for (const entry of list(value.entry)) {
      if (entry) yield* resources(entry.resource, depth + 1, string(entry.fullUrl));
    }
  } else if (typeof value.resourceType === "string") {
    yield { resource: value, address };
  }
}

const tail = (reference) => string(reference).split("/_history/")[0].split("/").slice(-1)[0].replace("urn:uuid:", "");

function namesOf(concept) {
  if (!concept || typeof concept !== "object") return [];
  return [concept.text, ...list(concept.coding).map((coding) => coding && coding.display)].filter(string);
}

function namesOfMedication(medication) {
  if (!medication) return [];
  const parts = list(medication.ingredient).flatMap((part) => namesOf(part && part.itemCodeableConcept));
  return [...namesOf(medication.code), ...parts];
}

// The names that a resource gives its medicine: its own, of what it contains, of what it refers to.
function namesIn(resource, medications) {
  const { reference: to, display } = resource.medicationReference || {};
  const contained = string(to).startsWith("#") && list(resource.contained).find((each) => each && `#${each.id}` === to);
  return [
    ...namesOf(resource.medicationCodeableConcept),
    ...namesOfMedication(contained || medications.get(tail(to))),
    ...[display].filter(string),
  ];
}

function periodOf(resource) {
  const period = resource.effectivePeriod || {};
  const bounds = list(resource.dosageInstruction || resource.dosage).map((dose) => dose?.timing?.repeat?.boundsPeriod || {});
  const start = [period.start, resource.effectiveDateTime, ...bounds.map((each) => each.start)];
  const written = [resource.whenHandedOver, resource.whenPrepared, resource.authoredOn, resource.dateWritten];
  const end = [period.end, ...bounds.map((each) => each.end), resource.dateEnded];
  const first = (values) => values.map(month).find(Boolean) || "";
  return { from: first([...start, ...written]), to: first(end) };
}

// What a resource says was taken, or null.
function fromResource(resource, medications) {
  const status = string(resource.status);
  const isNo = NO.has(status) || resource.doNotPerform === true || PLANS.has(string(resource.intent));
  if (!TAKEN.has(resource.resourceType) || isNo) return null;
  const isNotStarted = NOT_STARTED.has(status) || resource.wasNotTaken === true;
  return { texts: namesIn(resource, medications), ...periodOf(resource), isNotStarted };
}

export function fromFhir(values) {
  const all = [];
  for (const value of values) for (const each of resources(value)) all.push(each);
  const medications = new Map();
  for (const { resource, address } of all) {
    if (resource.resourceType !== "Medication") continue;
    for (const id of [string(resource.id), tail(address)]) if (id) medications.set(id, resource);
  }
  const told = all.map(({ resource }) => fromResource(resource, medications)).filter(Boolean);
  return { told, isRecord: all.length > 0 };
}

// --- C-CDA

const inside = (node, name) => [...node.getElementsByTagNameNS("*", name)];
const child = (node, name) => [...node.children].find((each) => each.localName === name);

function monthOfStamp(node) {
  const found = node && string(node.getAttribute("value")).match(/^((?:19|20)\d\d)(0[1-9]|1[0-2])?/);
  return found ? found.slice(1).filter(Boolean).join("-") : "";
}

function periodOfEntry(entry) {
  for (const time of [...entry.children].filter((each) => each.localName === "effectiveTime")) {
    const from = monthOfStamp(child(time, "low")) || monthOfStamp(time);
    const to = monthOfStamp(child(time, "high"));
    if (from || to) return { from, to };
  }
  return { from: "", to: "" };
}

function textsOfEntry(entry, ids) {
  const material = inside(entry, "manufacturedMaterial")[0];
  const code = material && child(material, "code");
  const name = material && child(material, "name");
  if (!code) return name ? [name.textContent] : [];
  const original = child(code, "originalText");
  const to = original && inside(original, "reference")[0];
  const referred = to && ids.get(string(to.getAttribute("value")).slice(1));
  const others = [code, ...inside(code, "translation")].map((each) => each.getAttribute("displayName"));
  return [name && name.textContent, ...others, original && original.textContent, referred && referred.textContent].filter(
    (text) => string(text).trim(),
  );
}

function fromEntry(entry, ids) {
  const status = child(entry, "statusCode");
  if (status && NO.has(string(status.getAttribute("code")))) return null;
  const isNotStarted = entry.getAttribute("negationInd") === "true";
  return { texts: textsOfEntry(entry, ids), ...periodOfEntry(entry), isNotStarted };
}

// `told` from the entries of the medicine sections; `lines` from their tables where there are none.
export function fromCcda(xml) {
  const ids = new Map(inside(xml, "*").filter((each) => each.id || each.getAttribute("ID")).map((each) => [each.id || each.getAttribute("ID"), each]));
  const sections = inside(xml, "section").filter((section) => {
    const code = child(section, "code");
    return code && SECTIONS.has(string(code.getAttribute("code")));
  });
  const told = [];
  const lines = [];
  for (const section of sections) {
    const entries = inside(section, "substanceAdministration").filter((entry) => child(entry, "consumable"));
    told.push(...entries.map((entry) => fromEntry(entry, ids)).filter(Boolean));
    if (!entries.length) lines.push(...inside(section, "tr").map((row) => [...row.children].map((cell) => cell.textContent).join(" | ")));
  }
  return { told, lines, isRecord: inside(xml, "ClinicalDocument").length > 0 };
}

// --- what was told, as names of the catalogue

function isSure(piece, hit) {
  const { kind } = thingOf(hit.readings[0].slug);
  return kind === "medicine" || (!hit.isSlip && piece.left.every((word) => isFiller(word.text)));
}

// The brand that stands in brackets at the end of a name, then the name.
function namesOfText(text) {
  const short = text.slice(0, 300);
  return [...short.matchAll(/\[([^\]]+)\]\s*$/g)].map((found) => found[1]).concat(short);
}

// The first of the texts that names something of ours: [{slug, name, text}].
function known(texts, memo) {
  const all = texts.join("\n");
  if (!memo.has(all)) {
    let found = [];
    for (const text of texts.flatMap(namesOfText)) {
      const pieces = read(text).flatMap((segment) => segment.pieces);
      const sure = (piece) => piece.hits.filter((hit) => hit.readings.length && !hit.isTie && isSure(piece, hit));
      found = pieces.flatMap((piece) => sure(piece).map((hit) => ({ ...hit.readings[0], text: texts[0] })));
      if (found.length) break;
    }
    memo.set(all, found);
  }
  return memo.get(all);
}

// Names of what was told, while the clock allows: {found, unknown, isCut}.
export async function readTold(told, isOver) {
  const memo = new Map();
  const found = [];
  const unknown = [];
  for (const { texts, from, to, isNotStarted } of told) {
    if (await isOver()) return { found, unknown, isCut: true };
    const ours = known(texts, memo);
    for (const { slug, name, text } of ours) {
      found.push({ slug, name, line: quote(text), periods: [{ from, to }], isNotStarted });
    }
    if (!ours.length && texts.length) unknown.push(bare(texts[0]));
  }
  return { found, unknown, isCut: false };
}
