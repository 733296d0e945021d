/* The few files inside a zip that are needed: its directory is read, then those files alone, in
 steps, and never more than the bound. The file itself may be many times larger than memory. */
import { Inflate } from "fflate";

export const UNPACKED_MAX = 50 * 1024 * 1024;
const DIRECTORY_MAX = 16 * 1024 * 1024;
const WINDOW = 1024 * 1024; // bytes that are read of the file at a time
const STEP = 16 * 1024; // packed bytes between two looks at the bound
const ENTRIES_MAX = 40000;

// Stops the reading; the key is that of the sentence that a person reads.
export function refuse(key) {
  throw Object.assign(new Error(key), { isRefused: true });
}

// A function that gives a part of the file, through a window: many small files cost few reads.
export function sourceOf(file) {
  let start = 0;
  let bytes = new Uint8Array(0);
  return async (at, length) => {
    if (at < 0 || at + length > file.size) refuse("broken");
    if (at < start || at + length > start + bytes.length) {
      bytes = new Uint8Array(await file.slice(at, at + Math.max(length, WINDOW)).arrayBuffer());
      start = at;
    }
    return bytes.subarray(at - start, at - start + length);
  };
}

const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export async function directory(size, source) {
  const length = Math.min(size, 65557);
  const bytes = await source(size - length, length);
  const tail = view(bytes);
  for (let at = length - 22; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    return source(tail.getUint32(at + 16, true), bounded(tail.getUint32(at + 12, true)));
  }
  refuse("broken");
}

function bounded(length) {
  if (length > DIRECTORY_MAX) refuse("large");
  return length;
}

// [{name, flags, method, packed, size, at}]
export function entries(bytes) {
  const data = view(bytes);
  const found = [];
  const decoder = new TextDecoder();
  for (let at = 0; at + 46 <= bytes.length && data.getUint32(at, true) === 0x02014b50; ) {
    if (found.length >= ENTRIES_MAX) refuse("large");
    const name = data.getUint16(at + 28, true);
    found.push({
      name: decoder.decode(bytes.subarray(at + 46, at + 46 + name)),
      flags: data.getUint16(at + 8, true),
      method: data.getUint16(at + 10, true),
      packed: data.getUint32(at + 20, true),
      size: data.getUint32(at + 24, true),
      at: data.getUint32(at + 42, true),
    });
    at += 46 + name + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  return found;
}

// Unpacks one file, and never more than `room` bytes: a directory may tell a smaller size.
export async function unpack(source, entry, room, tooMuch) {
  if (entry.flags & 1 || ![0, 8].includes(entry.method)) refuse("locked");
  const head = view(await source(entry.at, 30));
  const from = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const parts = [];
  let length = 0;
  const keep = (part) => {
    length += part.length;
    if (length > room) refuse(tooMuch);
    parts.push(part.slice());
  };
  const inflate = new Inflate(keep);
  for (let at = 0; at < entry.packed; at += STEP) {
    const part = await source(from + at, Math.min(STEP, entry.packed - at));
    if (entry.method === 0) keep(part);
    else inflate.push(part, at + STEP >= entry.packed);
  }
  const all = new Uint8Array(length);
  for (let at = 0; parts.length; at += parts.shift().length) all.set(parts[0], at);
  return all;
}
