import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { jobStatuses } from "../core/job.ts";
import { type Columns, columnsOf, type Lanes, type TextColumn, triggerKinds } from "./index/columns.ts";
import { type TextField, textFields } from "./index/texts.ts";
import type { Rulebook } from "./rulebook.ts";

// What is stored beside a rulebook's text, so that a cold start reads of ten thousand rules only those that an event asks:
// where each rule begins, and the index. It says nothing that the text does not say; without it all rules are read.

/** Another way to write it, or other words for what is in it, has another number: what is written otherwise is not read. */
const format = 1;
const mostBytes = 16 * 1024 * 1024;
/** Unpacked in pieces of this size: most packs are one. */
const chunkSize = 512 * 1024;

/** The stored form as it was read. */
export interface Unpacked {
  /** Where each rule begins in the text, in UTF-16 units; then where one after the last would begin. */
  readonly starts: Uint32Array;
  readonly columns: Columns;
  /** The `language` that reads every rule just as it is stored. */
  readonly language?: string;
}

/** The first line: whoever means something else by the numbers begins with another one. */
const words = JSON.stringify({ format, kinds: triggerKinds, statuses: jobStatuses, fields: textFields });

/**
 * What to store beside a rulebook's text.
 *
 * @param text the rulebook as `JSON.stringify` writes it
 * @param language the one that is known to read every rule just as it is stored, where there is one
 * @returns `undefined` where the text is not that, or has more rules than an index holds
 */
export function packRules(rulebook: Rulebook, text: string, language?: string): Uint8Array | undefined {
  const rules = rulebook.rules.map((rule) => JSON.stringify(rule));
  const body = `${rules.join(",")}]}`;
  if (!text.endsWith(`"rules":[${body}`) || rules.some(({ length }) => length > 65_535)) return undefined;
  const { kinds, statuses, lanes, texts } = columnsOf(rulebook.rules);
  const sections = [
    Uint32Array.of(text.length - body.length),
    Uint16Array.from(rules, ({ length }) => length),
    kinds,
    statuses,
    lanes.hashes,
    Uint32Array.from(lanes.starts),
    lanes.positions,
    ...textFields.flatMap((field) => [texts[field].sets, Buffer.from(JSON.stringify(texts[field].words()))]),
    // Last: whoever does not ask for it does not meet it.
    ...(language === undefined ? [] : [Buffer.from(language)]),
  ].map((section) => Buffer.from(section.buffer, section.byteOffset, section.byteLength));
  const head = `${words}\n${JSON.stringify(sections.map(({ length }) => length))}\n`;
  const whole = Buffer.concat([Buffer.from(head), ...sections].map(padded));
  return zstdCompressSync(whole, { params: { [constants.ZSTD_c_compressionLevel]: 9 } });
}

/** Every section begins where any number may. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** What `packRules` made; `undefined` for what another version made in its own way, which is not read. */
export function unpackRules(packed: Uint8Array): Unpacked | undefined {
  // A copy, because numbers must begin where their size asks for it.
  const bytes = new Uint8Array(zstdDecompressSync(packed, { maxOutputLength: mostBytes, chunkSize }));
  const head = readHead(bytes);
  if (!head) return undefined;
  let at = (head.end + 3) & ~3;
  const next = (): readonly [ArrayBuffer, number, number] => {
    const size = head.sizes.shift() ?? 0;
    const place = [bytes.buffer, at, size] as const;
    at += (size + 3) & ~3;
    return place;
  };
  const [first = 0] = numbers(Uint32Array, next());
  const lengths = numbers(Uint16Array, next());
  const [kinds, statuses] = [numbers(Uint8Array, next()), numbers(Uint16Array, next())];
  const lanes: Lanes = {
    hashes: numbers(Uint32Array, next()),
    starts: numbers(Uint32Array, next()),
    positions: numbers(Uint16Array, next()),
  };
  const texts = textFields.map((field) => [field, textColumn(numbers(Uint16Array, next()), next())] as const);
  const language = head.sizes.length > 0 ? Buffer.from(...next()).toString() : undefined;
  const columns = { count: lengths.length, kinds, statuses, lanes, texts: Object.fromEntries(texts) };
  return {
    starts: startsOf(first, lengths),
    columns: columns as typeof columns & { texts: Record<TextField, TextColumn> },
    ...(language !== undefined && { language }),
  };
}

/** How many bytes each section has, and where the head ends. */
function readHead(bytes: Uint8Array): { readonly sizes: number[]; readonly end: number } | undefined {
  const begin = words.length + 1;
  const end = bytes.indexOf(0x0a, begin) + 1;
  const [first, second = ""] = Buffer.from(bytes.buffer, 0, Math.max(0, end)).toString().split("\n");
  if (first !== words) return undefined;
  const sizes: unknown = JSON.parse(second);
  return Array.isArray(sizes) && sizes.every(Number.isInteger) ? { sizes, end } : undefined;
}

type Numbers<T> = { new (buffer: ArrayBuffer, at: number, count: number): T; readonly BYTES_PER_ELEMENT: number };

function numbers<T>(kind: Numbers<T>, [buffer, at, size]: readonly [ArrayBuffer, number, number]): T {
  return new kind(buffer, at, size / kind.BYTES_PER_ELEMENT);
}

/** Of most lists nobody asks for the words. */
function textColumn(sets: Uint16Array, [buffer, at, size]: readonly [ArrayBuffer, number, number]): TextColumn {
  let read: readonly (readonly string[])[] | undefined;
  return {
    sets,
    words() {
      read ??= JSON.parse(Buffer.from(buffer, at, size).toString()) as readonly (readonly string[])[];
      return read;
    },
  };
}

function startsOf(first: number, lengths: Uint16Array): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1).fill(first);
  // One comma stands between two rules.
  for (let at = 0; at < lengths.length; at++) starts[at + 1] = (starts[at] ?? 0) + (lengths[at] ?? 0) + 1;
  return starts;
}
