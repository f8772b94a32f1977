import type { Instant } from "../../../lib/core/time.ts";
import { type Content, chained, checksum, filler, lazyContent } from "./content.ts";

/** A zip and, by their path, the files in it. */
export interface Archive extends Content {
  readonly files: ReadonlyMap<string, Content>;
}

const mostBytes = 0xff_ff_ff_ff;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
const madeByUnix = (3 << 8) | 20;
const needsVersion = 20;
const namesAreUtf8 = 0x0800;
const plainFile = 0o100644;

interface Entry {
  readonly name: Buffer;
  readonly content: Content;
  readonly offset: number;
  readonly at: Instant;
  readonly sum: () => number;
}

/**
 * A zip of files that are stored as they are. Its checksums are reckoned when it is first read.
 * Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.4 (read 2026-11).
 *
 * @param at when the files were last changed, to two seconds
 * @throws Error above 4 GB, where a zip needs another form
 */
export function zipOf(files: ReadonlyMap<string, Content>, at: Instant): Archive {
  return { ...layOut(files, at, 0), files };
}

/**
 * A zip of that many bytes, with one file of filling in it, `artifacts.bin`; where there is no room for one it is
 * empty and has a comment. Below 22 bytes it is none.
 */
export function zipOfSize(sizeBytes: number, at: Instant): Archive {
  const spare = sizeBytes - localBytes - centralBytes - endBytes - 2 * fillingName.length;
  if (spare >= 0) return zipOf(new Map([[fillingName, filler(spare)]]), at);
  const files = new Map<string, Content>();
  if (sizeBytes < endBytes) return { ...filler(sizeBytes), files };
  return { ...layOut(files, at, sizeBytes - endBytes), files };
}

const fillingName = "artifacts.bin";

function layOut(files: ReadonlyMap<string, Content>, at: Instant, commentBytes: number): Content {
  const entries: Entry[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    let sum: number | undefined;
    entries.push({ name, content, offset, at, sum: () => (sum ??= checksum(content)) });
    offset += localBytes + name.length + content.sizeBytes;
  }
  const listBytes = entries.reduce((bytes, { name }) => bytes + centralBytes + name.length, 0);
  if (offset + listBytes + endBytes > mostBytes) throw new Error("an archive holds at most 4 GB");
  return chained([
    ...entries.flatMap((entry) => [
      lazyContent(localBytes + entry.name.length, () => localHeader(entry)),
      entry.content,
    ]),
    lazyContent(listBytes, () => Buffer.concat(entries.map(centralHeader))),
    lazyContent(endBytes + commentBytes, () => endRecord({ count: entries.length, listBytes, offset, commentBytes })),
  ]);
}

function localHeader({ name, content, at, sum }: Entry): Buffer {
  const header = Buffer.alloc(localBytes);
  header.write("PK\x03\x04", 0, "latin1");
  writeCommon(header.subarray(4), { name, content, at, sum });
  return Buffer.concat([header, name]);
}

function centralHeader({ name, content, offset, at, sum }: Entry): Buffer {
  const header = Buffer.alloc(centralBytes);
  header.write("PK\x01\x02", 0, "latin1");
  header.writeUInt16LE(madeByUnix, 4);
  writeCommon(header.subarray(6), { name, content, at, sum });
  header.writeUInt32LE(plainFile * 0x1_00_00, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

/** What both headers of a file say, in the same order; the method, 0, is "stored". */
function writeCommon(header: Buffer, { name, content, at, sum }: Omit<Entry, "offset">): void {
  header.writeUInt16LE(needsVersion, 0);
  header.writeUInt16LE(namesAreUtf8, 2);
  header.writeUInt32LE(dosTime(at), 6);
  header.writeUInt32LE(sum(), 10);
  header.writeUInt32LE(content.sizeBytes, 14);
  header.writeUInt32LE(content.sizeBytes, 18);
  header.writeUInt16LE(name.length, 22);
}

function endRecord(end: { count: number; listBytes: number; offset: number; commentBytes: number }): Buffer {
  const record = Buffer.alloc(endBytes + end.commentBytes, ".");
  record.fill(0, 0, endBytes);
  record.write("PK\x05\x06", 0, "latin1");
  record.writeUInt16LE(end.count, 8);
  record.writeUInt16LE(end.count, 10);
  record.writeUInt32LE(end.listBytes, 12);
  record.writeUInt32LE(end.offset, 16);
  record.writeUInt16LE(end.commentBytes, 20);
  return record;
}

/** Time in the low half, date in the high one; the years count from 1980. */
function dosTime(at: Instant): number {
  const when = new Date(at);
  const time = (when.getUTCHours() << 11) | (when.getUTCMinutes() << 5) | (when.getUTCSeconds() >> 1);
  const date = ((when.getUTCFullYear() - 1980) << 9) | ((when.getUTCMonth() + 1) << 5) | when.getUTCDate();
  return date * 0x1_00_00 + time;
}
