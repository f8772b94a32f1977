import { crc32 } from "node:zlib";

const pieceBytes = 65_536;

/** Bytes that are made while they are read: one of a gigabyte costs no memory. */
export interface Content {
  readonly sizeBytes: number;
  /** From `from` up to, not including, `to`, in pieces of at most 64 KiB. Default: all of it. */
  read(from?: number, to?: number): Iterable<Uint8Array>;
}

export function fixedContent(given: string | Uint8Array): Content {
  const bytes = typeof given === "string" ? Buffer.from(given) : given;
  return {
    sizeBytes: bytes.length,
    *read(from = 0, to = bytes.length) {
      for (let at = from; at < to; at += pieceBytes) yield bytes.subarray(at, Math.min(to, at + pieceBytes));
    },
  };
}

/** Bytes of a known number that nobody needs before the first reader comes. */
export function lazyContent(sizeBytes: number, make: () => Uint8Array): Content {
  let made: Content | undefined;
  return {
    sizeBytes,
    read(from = 0, to = sizeBytes) {
      made ??= fixedContent(make());
      return made.read(from, to);
    },
  };
}

/** As many bytes as wanted, the same each time; they do not compress well. */
export function filler(sizeBytes: number): Content {
  return {
    sizeBytes,
    *read(from = 0, to = sizeBytes) {
      let at = from;
      while (at < to) {
        const start = at % pieceBytes;
        const count = Math.min(pieceBytes - start, to - at);
        yield noise.subarray(start, start + count);
        at += count;
      }
    },
  };
}

const noise = makeNoise();

/** A linear congruential series, Knuth's constants, of which only the high bits look like chance. */
function makeNoise(): Uint8Array {
  const bytes = new Uint8Array(pieceBytes);
  let state = 1;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** One after the other. */
export function chained(parts: readonly Content[]): Content {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return {
    sizeBytes,
    *read(from = 0, to = sizeBytes) {
      let start = 0;
      for (const part of parts) {
        const [first, last] = [Math.max(0, from - start), Math.min(part.sizeBytes, to - start)];
        if (first < last) yield* part.read(first, last);
        start += part.sizeBytes;
      }
    },
  };
}

/** The checksum that zip archives use. */
export function checksum(content: Content): number {
  let sum = 0;
  for (const piece of content.read()) sum = crc32(piece, sum);
  return sum;
}
