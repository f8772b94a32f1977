import type { Facts } from "../../core/event.ts";
import { failureReasonsOf, nameOf } from "../../core/job.ts";
import type { Conditions } from "../conditions.ts";

/** The conditions on a text that the index looks at. Stored with rulebooks by these names. */
export const textFields = [
  "name",
  "stage",
  "ref",
  "tag",
  "failureReason",
  "environment",
  "pipelineSource",
] as const satisfies readonly (keyof Conditions)[];
export type TextField = (typeof textFields)[number];

/** A fact as text: `undefined` is unknown, `null` is absent. */
export type Seen = string | null | undefined;

/** What a rule asks of a field: words of which any may hold, as they are written; `undefined`: nothing that an index can use. */
export function wordsOf(field: TextField, when: Conditions | undefined): readonly string[] | undefined {
  if (!when) return undefined;
  const places = [when, ...(when.all ?? [])].map((place) => plainWords(place[field]));
  return places.find((words) => words !== undefined);
}

/** Only globs can be told apart by their letters. */
function plainWords(wanted: unknown): readonly string[] | undefined {
  if (typeof wanted === "boolean") return [String(wanted)];
  const words: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
  const texts = words.filter((word) => typeof word === "string");
  return texts.length > 0 && texts.length === words.length ? texts : undefined;
}

/** The globs that a field's words stand for. */
export function globsOf(field: TextField, words: readonly string[]): readonly string[] {
  return field === "failureReason" ? words.flatMap(failureReasonsOf) : words;
}

/** What the facts say of each field. Where in doubt it is unknown: then every rule is asked. */
export const seenOf: Readonly<Record<TextField, (facts: Facts) => Seen>> = {
  name: ({ job }) => nameOf(job),
  stage: ({ job }) => job.stage,
  ref: ({ job }) => job.ref,
  tag: ({ job, pipeline }) => (job.tag ?? pipeline?.tag)?.toString(),
  failureReason: ({ job }) => (job.status === "failed" ? job.failureReason : undefined),
  environment: ({ job: { environment } }) => (environment === null ? null : environment?.name),
  pipelineSource: ({ pipeline }) => pipeline?.source,
};
