import * as z from "zod";
import { type Job, type JobStatus, jobStatuses } from "../core/job.ts";
import { readInstant } from "./dates.ts";

// What hooks and API answers are made of. Only a missing identity loses a whole hook or answer; every other field that is
// missing or odd is just unknown.

/** GitLab's number of a thing: a whole number above 0 that JavaScript holds exactly. */
export const Id = z.int().positive();

const mostCharacters = 1024;

/** A name, a ref, a word. Longer ones than GitLab's (255) pass; half a surrogate pair, which no store keeps, does not. */
export const Text = z.string().superRefine((text, context) => {
  const message = whyNoText(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

// not min and max: those ask anything for its length, and what a stranger's object has there may be no number
function whyNoText(text: string): string | undefined {
  if (text === "") return "empty or too small";
  if (text.length > 2 * mostCharacters) return "too large";
  if (text.length > mostCharacters && [...text].length > mostCharacters) return "too large";
  return text.isWellFormed() ? undefined : "half a surrogate pair";
}

const knownStatuses: ReadonlySet<string> = new Set(jobStatuses);

/** A job's status; a word that we do not know becomes `other`. */
export const Status = Text.transform((word): JobStatus => (knownStatuses.has(word) ? (word as JobStatus) : "other"));

/** Seconds that something took, at most ten years; a negative span is nonsense. */
export const Seconds = z.number().min(0).max(315_360_000);

/** Bytes; 0 where nothing readable was said. GitLab's numbers have 64 bits, so a very large one is not exact. */
export const Size = z.number().nonnegative().catch(0);

/** A web address; anything else would be dangerous to click. */
export const Address = Text.regex(/^https?:\/\//);

/** Coverage: a number in most GitLabs, digits in some. */
export const Percent = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}(\.\d{1,9})?$/)
      .transform(Number),
  ])
  .pipe(z.number().nonnegative());

/** `undefined` where the field is missing or not what it should be. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** As `optional`, but GitLab may say `null`: there is none. */
export function nullable<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(undefined);
}

// Every hook has a dozen of the next two: each is read in one step, which costs a fifth of `nullable` and `optional`.

/** A moment, `null` where GitLab says that there is none, `undefined` where nothing readable was said. */
export const When = z.transform((told: unknown) => {
  if (typeof told === "string") return readInstant(told);
  return told === null ? null : undefined;
});

/** A text, `undefined` where the field is missing or not what it should be. */
export const Word = z.transform((told: unknown) => {
  return typeof told === "string" && whyNoText(told) === undefined ? told : undefined;
});

export const Flag = optional(z.boolean());
export const QueuedSeconds = nullable(Seconds);

/** Where a job deploys to: an object in hooks of jobs and pipelines since 13.9, `null` where it deploys nowhere. */
export const DeploysTo = nullable(z.object({ name: Text, deployment_tier: Word }));

/** The environment's part of a job: missing where the hook does not tell. */
export function environmentFields(told: z.infer<typeof DeploysTo>): Pick<Job, "environment"> {
  if (!told) return told === null ? { environment: null } : {};
  const { name, deployment_tier: tier } = told;
  return { environment: { name, ...(tier !== undefined && { tier }) } };
}

/** The runner that has, or had, a job: its type since GitLab 13.9, before it only whether everybody shares it. */
export const RunsOn = nullable(z.object({ id: Id, description: Word, runner_type: Word, is_shared: Flag }));

/** The runner's part of a job: missing where nothing readable was said. */
export function runnerFields(told: z.infer<typeof RunsOn>): Pick<Job, "runner"> {
  if (!told) return told === null ? { runner: null } : {};
  const { id, description, runner_type, is_shared } = told;
  const type = runner_type ?? (is_shared ? "instance_type" : undefined);
  return { runner: { id, ...(description !== undefined && { description }), ...(type !== undefined && { type }) } };
}

const person = { id: optional(Id), username: Word };

/** Who runs a job. */
export const Person = nullable(z.object(person));

/** As the API tells it. Source: gitlabhq lib/api/entities/user.rb, `bot` since GitLab 13 (read 2026-11). */
export const PersonOrBot = nullable(z.object({ ...person, bot: Flag }));

/** The person's part of a job: `null` where GitLab says that there is none. */
export function personFields(person: z.infer<typeof Person>): { userId?: number | null; userName?: string | null } {
  if (person === null) return { userId: null, userName: null };
  return {
    ...(person?.id !== undefined && { userId: person.id }),
    ...(person?.username !== undefined && { userName: person.username }),
  };
}

/** What could not be read, and where; nothing of what was sent. */
export function whyUnreadable({ issues: [first] }: z.ZodError): string {
  if (!first) return "unreadable";
  const where = first.path.join(".") || "the whole";
  if (first.code === "invalid_type") return `${where}: missing, or no ${first.expected}`;
  if (first.code === "too_small") return `${where}: empty or too small`;
  if (first.code === "too_big") return `${where}: too large`;
  return `${where}: ${first.message}`;
}
