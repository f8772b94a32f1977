import { readJson } from "../json.ts";

// A pipeline hook lists its builds, and most of its bytes are theirs. What stands around them tells which project and which
// pipeline it is about, and often nobody wants to know more.

const opening = Buffer.from('{"object_kind":"pipeline",');
const builds = Buffer.from(',"builds":[');
const openingOfTail = Buffer.from('{"builds":[');
const closing = Buffer.from("}");
const closeBracket = 0x5d;
const comma = 0x2c;
const space = 0x20;

/**
 * A pipeline hook as it would be if it listed no builds, without having read them. Of a body that is JSON it is exactly that.
 * Nobody notices what is no JSON, or exceeds the limits of `readJson`, only among the builds.
 *
 * GitLab writes its hooks without white space, the kind first and the builds last or before `source_pipeline`.
 * Source: gitlabhq lib/gitlab/data_builder/pipeline.rb (read 2026-11).
 *
 * @returns the parsed body, or `undefined` where it is not written like this, or where there is any doubt
 */
export function withoutBuilds(bytes: Uint8Array): object | undefined {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!body.subarray(0, opening.length).equals(opening)) return undefined;
  const start = body.indexOf(builds);
  const end = body.lastIndexOf(closeBracket);
  if (start < 0 || mayEndBetween(body, start + builds.length, end)) return undefined;
  // Each part must be an object by itself: so the list stands in the outermost one, and nowhere else.
  const head = objectIn([body.subarray(0, start), closing]);
  const tail = objectIn([openingOfTail, body.subarray(end)]);
  return head && tail && { ...head, ...tail };
}

/** Whether the list of builds may end before the last bracket: then a comma follows, and keys that nobody would read. */
function mayEndBetween(body: Buffer, from: number, last: number): boolean {
  for (let at = body.indexOf(closeBracket, from); at < last; at = body.indexOf(closeBracket, at + 1)) {
    const next = body[at + 1] ?? space;
    if (next === comma || next <= space) return true;
  }
  return false;
}

function objectIn(parts: readonly Buffer[]): object | undefined {
  const read = readJson(Buffer.concat(parts));
  return "value" in read && typeof read.value === "object" && read.value !== null ? read.value : undefined;
}
