import * as z from "zod";
import type { JobStatus } from "../core/job.ts";
import { mostSeconds, toldMoment, toldStatus, toldWord, whyNoWord } from "./told.ts";

// What hooks and API answers are made of. Only a missing identity loses a whole hook or answer; every other field that is
// missing or odd is just unknown.

/** GitLab's number of a thing: a whole number above 0 that JavaScript holds exactly. */
export const Id = z.int().positive();

/** A name, a ref, a word. Longer ones than GitLab's (255) pass; half a surrogate pair, which no store keeps, does not. */
export const Text = z.string().superRefine((text, context) => {
  const message = whyNoWord(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** A job's status; a word that we do not know becomes `other`. */
export const Status = Text.transform((word): JobStatus => toldStatus(word) ?? "other");

/** Seconds that something took, at most ten years; a negative span is nonsense. */
export const Seconds = z.number().min(0).max(mostSeconds);

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
export const When = z.transform(toldMoment);

/** A text, `undefined` where the field is missing or not what it should be. */
export const Word = z.transform(toldWord);

export const Flag = optional(z.boolean());

/** Who runs a job. */
export const Person = nullable(z.object({ id: optional(Id), username: Word }));

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
