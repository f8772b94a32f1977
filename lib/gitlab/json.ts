/** How much JSON is read. Sizes are bytes as they were sent, escapes and all. */
export interface JsonLimits {
  readonly depth: number;
  readonly keysPerObject: number;
  readonly stringBytes: number;
}

/**
 * For what strangers send. GitLab's hooks are shallow and have few keys, but hold whole commit messages and descriptions,
 * up to a million characters (docs.gitlab.com/administration/instance_limits, read 2026-11): who may push must not hide a job.
 */
const hookLimits: JsonLimits = { depth: 64, keysPerObject: 2000, stringBytes: 4 * 1024 * 1024 };

/** For what GitLab answers to our own questions: one long commit message must not hide a page of jobs. */
export const answerLimits: JsonLimits = { depth: 64, keysPerObject: Infinity, stringBytes: Infinity };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a body as JSON; never throws. The limits are checked before anything is parsed. A byte order mark is refused: JSON
 * has none, and GitLab sends none.
 *
 * @returns the value, or the problem in words that hold nothing of the body
 */
export function readJson(bytes: Uint8Array, limits = hookLimits): { value: unknown } | { problem: string } {
  const text = decoded(bytes);
  const excess = text !== undefined && isSmall(bytes, text, limits) ? undefined : findExcess(bytes, limits);
  if (excess) return { problem: excess };
  if (text === undefined) return { problem: "the body is no UTF-8" };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "the body is no JSON" };
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a key with its value takes at least: `"":0,`. */
const keyBytes = 5;

/** Whether a body is too short, and has too few brackets, to exceed any limit: most are, and need no walk. */
function isSmall(bytes: Uint8Array, text: string, { depth, keysPerObject, stringBytes }: JsonLimits): boolean {
  if (bytes.length > Math.min(keysPerObject * keyBytes, stringBytes)) return false;
  let left = depth;
  for (const bracket of "[{")
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (left-- === 0) return false;
  return true;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** What is too much, in one walk. On bytes that are no JSON it may find anything; the parser refuses those anyway. */
function findExcess(bytes: Uint8Array, limits: JsonLimits): string | undefined {
  const keys = [0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = stringEnd(bytes, at);
      if (end - at - 1 > limits.stringBytes) return `the body has a string of more than ${limits.stringBytes} bytes`;
      at = end;
    } else if (byte === openBracket || byte === openBrace) {
      if (keys.push(0) > limits.depth + 1) return `the body is nested more than ${limits.depth} deep`;
    } else if (byte === closeBracket || byte === closeBrace) {
      keys.pop();
    } else if (byte === colon) {
      const count = (keys.pop() ?? 0) + 1;
      if (count > limits.keysPerObject) return `the body has an object of more than ${limits.keysPerObject} keys`;
      keys.push(count);
    }
  }
  return undefined;
}

/** Where the string that begins at `start` ends: its closing quote, or the end of the bytes. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at, bytes.length);
}
