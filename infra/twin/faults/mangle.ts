import type { Answer } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import { type Content, fixedContent } from "../state/content.ts";
import type { Mangling } from "./fault.ts";
import { packedPadding, padded } from "./padding.ts";

const mebibyte = 1_048_576;

/** A 2xx answer that tells wrongly what was done; any other stays as it is. */
export function mangle(fault: Mangling, { target }: Incoming, given: Answer): Answer {
  if (given.status < 200 || given.status > 299) return given;
  const { headers, body } = given;
  switch (fault.kind) {
    case "truncated":
      return { ...given, body: beginningOf(body, fault.afterBytes) };
    case "contentType":
      return { ...given, headers: withType(headers, fault.type === undefined ? "text/html" : fault.type) };
    case "large":
      return { ...given, body: padded(textOf(body), fault.paddingBytes ?? 6 * mebibyte) };
    case "bomb": {
      const packed = packedPadding(textOf(body), fault.paddingBytes ?? 256 * mebibyte);
      return { ...given, headers: { ...headers, "Content-Encoding": "gzip" }, body: packed };
    }
    case "noId":
      return withThings(given, ({ id: _, ...rest }) => rest);
    case "oldId":
      return withThings(given, (thing) => ({ ...thing, id: jobIdOf(target) ?? thing.id }));
    case "fields":
      return withThings(given, (thing) => without({ ...thing, ...fault.set }, fault.drop ?? []));
    default:
      return fault satisfies never;
  }
}

type Thing = Readonly<Record<string, unknown>>;

/** The answer's JSON with another thing in place of the one in it, or of each in its list. */
function withThings(given: Answer, change: (thing: Thing) => Thing): Answer {
  const value = jsonOf(given);
  if (value === undefined) return given;
  const changed = (one: unknown) => (isThing(one) ? change(one) : one);
  return { ...given, body: JSON.stringify(Array.isArray(value) ? value.map(changed) : changed(value)) };
}

/** `undefined`: it is something else. */
export function jsonOf({ headers, body }: Answer): unknown {
  const isJson = headers["Content-Type"]?.startsWith("application/json") && typeof body === "string" && body !== "";
  return isJson ? JSON.parse(body) : undefined;
}

function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(thing: Thing, names: readonly string[]): Thing {
  return Object.fromEntries(Object.entries(thing).filter(([name]) => !names.includes(name)));
}

function jobIdOf(target: string): number | undefined {
  const [, id] = /\/jobs\/(\d+)/.exec(target) ?? [];
  return id === undefined ? undefined : Number(id);
}

function beginningOf(body: string | Content, afterBytes?: number): Content {
  const whole = typeof body === "string" ? fixedContent(body) : body;
  const sizeBytes = Math.min(whole.sizeBytes, afterBytes ?? Math.floor(whole.sizeBytes / 2));
  return { sizeBytes, read: (from = 0, to = sizeBytes) => whole.read(from, Math.min(to, sizeBytes)) };
}

function withType(headers: Answer["headers"], type: string | null): Answer["headers"] {
  const { "Content-Type": _, ...rest } = headers;
  return type === null ? rest : { ...rest, "Content-Type": type };
}

/** A download has no text; there the padding is all. */
function textOf(body: string | Content): string {
  return typeof body === "string" ? body : "";
}
