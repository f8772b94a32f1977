import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { type Duplex, pipeline as join, PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from "node:zlib";
import { Problem } from "../jobs/problem.ts";
import { endLine, headLine, lineOf, readHead, readLine } from "./line.ts";
import type { Recording, Taker } from "./recording.ts";

/** A pipeline of thousands of jobs has a megabyte; nothing is kept that is much longer. */
const mostCharacters = 20_000_000;
const chunkBytes = 1024 * 1024;

/**
 * A recording in a file: plain, or packed where its name ends in `.gz` or `.zst`.
 *
 * @throws Problem where there is none, or none that this version reads
 */
export async function openFile(path: string): Promise<Recording> {
  let head: ReturnType<typeof readHead>;
  for await (const [first] of linesOf(path)) {
    head = readHead(first ?? "");
    break;
  }
  if (!head) throw new Problem(`${path} is no recording that this version reads: write one with --save`);
  return { ...head, read: (taker) => readFile(path, taker) };
}

async function readFile(path: string, taker: Taker): Promise<void> {
  let isHead = true;
  let hasEnd = false;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      if (isHead) isHead = false;
      else if (line !== "") hasEnd = readOne(line, taker);
    }
    await taker.room?.();
  }
  if (!hasEnd) throw new Problem(`${path} is cut off: its last line is missing, so that events may be as well`);
}

/** @returns whether it was the last line */
function readOne(line: string, taker: Taker): boolean {
  const found = readLine(line);
  if (found === "unreadable") taker.miss("unreadable");
  else if ("kind" in found) taker.take(found);
  else {
    const { unreadable, untold, onlyWanted } = found.end;
    for (let at = 0; at < unreadable; at++) taker.miss("unreadable");
    for (let at = 0; at < untold; at++) taker.miss("untold");
    for (let at = 0; at < onlyWanted; at++) taker.limited();
    return true;
  }
  return false;
}

/** The lines of a file, as many at once as come at once. @throws Problem */
export async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of bytesOf(path)) {
      const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > mostCharacters) throw new Problem(`${path} is no recording: it has a line without an end`);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (rest !== "") yield [rest];
}

function bytesOf(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const unpack = unpackerOf(path);
  if (!unpack) return file;
  // Whoever reads the unpacked bytes hears of what goes wrong before.
  join(file, unpack, () => {});
  return unpack;
}

function unpackerOf(path: string): Duplex | undefined {
  if (path.endsWith(".gz")) return createGunzip({ chunkSize: chunkBytes });
  return path.endsWith(".zst") ? createZstdDecompress({ chunkSize: chunkBytes }) : undefined;
}

function packerOf(path: string): Duplex | undefined {
  if (path.endsWith(".gz")) return createGzip();
  return path.endsWith(".zst") ? createZstdCompress() : undefined;
}

function unreadable(path: string, error: unknown): unknown {
  if (error instanceof Problem) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new Problem(`${path} cannot be read: ${why}`);
}

/**
 * Writes a recording while it is read. A file of that name is replaced once the new one is whole.
 *
 * @throws Problem when it cannot be written
 */
export async function saveFile(path: string, recording: Recording, taker: Taker): Promise<void> {
  const half = `${path}.part`;
  const text = new PassThrough({ highWaterMark: chunkBytes });
  const packer = packerOf(path);
  const target = createWriteStream(half);
  const written = packer ? pipeline(text, packer, target) : pipeline(text, target);
  try {
    // Where the disk is full nothing drains any more.
    await Promise.race([written, writeAll(text, recording, taker)]);
    await written;
    await rename(half, path);
  } catch (error) {
    text.destroy();
    await written.catch(() => {});
    await rm(half, { force: true }).catch(() => {});
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new Problem(`${path} cannot be written: ${error.message}`);
  }
}

/** What is read, as the file's text. */
async function writeAll(text: PassThrough, { source, until, read }: Recording, taker: Taker): Promise<void> {
  const end = { unreadable: 0, untold: 0, onlyWanted: 0 };
  text.write(`${headLine({ source, ...(until !== undefined && { until }) })}\n`);
  await read({
    take(one) {
      text.write(`${lineOf(one)}\n`);
      taker.take(one);
    },
    miss(why) {
      end[why]++;
      taker.miss(why);
    },
    limited() {
      end.onlyWanted++;
      taker.limited();
    },
    async room() {
      if (text.writableNeedDrain) await once(text, "drain");
    },
  });
  text.end(`${endLine(end)}\n`);
}
