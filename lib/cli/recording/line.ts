import type { Recorded } from "../../app/simulate/entry.ts";
import { lookFrom, lookOf, recordedFrom, recordedOf } from "../../core/recorded.ts";
import type { Instant } from "../../core/time.ts";

// A recording is text, one JSON value a line. The first line names its version and the source:
//   {"recording":1,"source":"gitlab","until":1767600000000}
// then one line for each event that was heard, and for each look of a worker:
//   {"at":1767600000000,"delivery":"…","kind":"job","project":{…},"pipeline":{…},"job":{…}}
//   {"look":{"at":1767600000000,"project":{…},"job":{…},"looked":{…}}}
// and a last one, so that a file that was cut off is seen: how much could not be recorded.
//   {"end":{"unreadable":0,"untold":12,"onlyWanted":0}}

const version = 1;

export interface Head {
  readonly source: string;
  readonly until?: Instant;
}

/** How much of the journal is not in the recording. */
export interface Missed {
  readonly unreadable: number;
  readonly untold: number;
  readonly onlyWanted: number;
}

export function headLine({ source, until }: Head): string {
  return JSON.stringify({ recording: version, source, ...(until !== undefined && { until }) });
}

export function endLine(end: Missed): string {
  return JSON.stringify({ end });
}

export function lineOf(one: Recorded): string {
  if (one.kind === "look") return JSON.stringify({ look: lookOf(one.look) });
  const { at, delivery, isFinding, event } = one;
  return JSON.stringify({ at, delivery, ...(isFinding && { finding: true }), ...recordedOf(event) });
}

/** The first line; `undefined` for what is no recording that this version reads. */
export function readHead(line: string): Head | undefined {
  const value = json(line);
  if (value?.recording !== version || typeof value.source !== "string") return undefined;
  const { source, until } = value;
  return { source, ...(typeof until === "number" && { until }) };
}

/** Any other line; `unreadable` for what is none. */
export function readLine(line: string): Recorded | { readonly end: Missed } | "unreadable" {
  const value = json(line);
  if (!value) return "unreadable";
  if (value.look !== undefined) {
    const look = lookFrom(value.look);
    return look ? { kind: "look", at: look.at, look } : "unreadable";
  }
  if (typeof value.end === "object" && value.end !== null) return { end: missedIn(value.end) };
  const { at, delivery, finding, ...told } = value;
  const event = recordedFrom(told);
  if (!event || typeof at !== "number" || typeof delivery !== "string") return "unreadable";
  return { kind: "event", at, delivery, event, ...(finding === true && { isFinding: true }) };
}

/** More than a journal of years has: each is counted one by one. */
const mostMissed = 100_000_000;

function missedIn(end: object): Missed {
  const given: Readonly<Record<string, unknown>> = { ...end };
  const count = (name: keyof Missed) =>
    typeof given[name] === "number" ? Math.max(0, Math.min(given[name], mostMissed)) : 0;
  return { unreadable: count("unreadable"), untold: count("untold"), onlyWanted: count("onlyWanted") };
}

function json(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
