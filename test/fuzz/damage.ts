import { below, pick, type Random } from "./random.ts";

type Damage = (random: Random, body: Uint8Array) => Uint8Array;

/** What no text holds: half a surrogate pair in UTF-8, an overlong slash, a lone lead byte, a NUL, a byte order mark. */
const strays = [[0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf0, 0x9f], [0xff], [0x00], [0xef, 0xbb, 0xbf]].map((bytes) =>
  Uint8Array.from(bytes),
);

const damages: readonly Damage[] = [
  (random, body) => body.subarray(0, below(random, body.length + 1)),
  (random, body) => {
    const hit = below(random, body.length);
    return body.map((byte, at) => (at === hit ? byte ^ (1 << below(random, 8)) : byte));
  },
  (random, body) => insert(body, below(random, body.length + 1), pick(random, strays)),
  (random, body) => insert(body, 0, pick(random, strays)),
  (random, body) => {
    const [from, to] = span(random, body);
    return Buffer.concat([body.subarray(0, from), body.subarray(to)]);
  },
  (random, body) => {
    const [from, to] = span(random, body);
    return insert(body, below(random, body.length + 1), body.slice(from, to));
  },
  (_, body) => Buffer.from(Buffer.from(body).toString("utf8"), "utf16le"),
  (_, body) => Buffer.concat([body, body]),
  () => new Uint8Array(),
];

/** Bytes that a broken connection or a proxy might have left of a body. */
export function damaged(random: Random, body: Uint8Array): Uint8Array {
  return new Uint8Array(pick(random, damages)(random, body));
}

function insert(body: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

/** At most 64 bytes of it. */
function span(random: Random, body: Uint8Array): [from: number, to: number] {
  const from = below(random, body.length + 1);
  return [from, from + below(random, 65)];
}
