import { type JobStatus, jobStatuses } from "../core/job.ts";
import type { Instant } from "../core/time.ts";
import { readInstant } from "./dates.ts";

// What one field tells: `undefined` where it is missing or not what it should be. The schemas of `fields.ts` are made of
// these. Hooks of jobs and pipelines, which come by the thousand, are read by these alone: that takes a quarter of the time.

/** An object as GitLab sent it. */
export type Told = Readonly<Record<string, unknown>>;

/** An object, `null` where GitLab says that there is none. */
export function toldPart(told: unknown): Told | null | undefined {
  if (typeof told !== "object") return undefined;
  return Array.isArray(told) ? undefined : (told as Told | null);
}

/** GitLab's number of a thing: a whole number above 0 that JavaScript holds exactly. */
export function toldId(told: unknown): number | undefined {
  return Number.isSafeInteger(told) && (told as number) > 0 ? (told as number) : undefined;
}

/** A whole number from 0. */
export function toldCount(told: unknown): number | undefined {
  return told === 0 ? 0 : toldId(told);
}

const mostCharacters = 1024;

/** A name, a ref, a word. Longer ones than GitLab's (255) pass; half a surrogate pair, which no store keeps, does not. */
export function toldWord(told: unknown): string | undefined {
  return typeof told === "string" && whyNoWord(told) === undefined ? told : undefined;
}

/** What is wrong with a text that shall be a word. */
export function whyNoWord(text: string): string | undefined {
  if (text === "") return "empty or too small";
  if (text.length > 2 * mostCharacters) return "too large";
  if (text.length > mostCharacters && [...text].length > mostCharacters) return "too large";
  return text.isWellFormed() ? undefined : "half a surrogate pair";
}

const statuses: ReadonlyMap<string, JobStatus> = new Map(jobStatuses.map((status) => [status, status]));

/** A job's status; a word that we do not know becomes `other`. */
export function toldStatus(told: unknown): JobStatus | undefined {
  const word = toldWord(told);
  return word === undefined ? undefined : (statuses.get(word) ?? "other");
}

export function toldFlag(told: unknown): boolean | undefined {
  return typeof told === "boolean" ? told : undefined;
}

/** A moment, `null` where GitLab says that there is none. */
export function toldMoment(told: unknown): Instant | null | undefined {
  if (typeof told === "string") return readInstant(told);
  return told === null ? null : undefined;
}

export const mostSeconds = 315_360_000;

/** Seconds that something took, at most ten years; `null` where GitLab says that it did not. */
export function toldSeconds(told: unknown): number | null | undefined {
  if (typeof told === "number") return told >= 0 && told <= mostSeconds ? told : undefined;
  return told === null ? null : undefined;
}
