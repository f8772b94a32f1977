import type * as z from "zod";
import type { Facts } from "../../core/event.ts";
import type { LookedName } from "../../core/looked.ts";
import type { Instant } from "../../core/time.ts";
import type { Answer, Clause } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import type { RuleTools } from "../tools.ts";

/** Where a condition stands in its rule, and what helps to ask it. */
export interface Place {
  /** E.g. `when.any.0.status`. */
  readonly path: string;
  readonly tools: RuleTools;
}

/** One word of the rule language: what may be written behind it, and what is asked of a job then. */
export interface Condition<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  check(wanted: z.output<S>, place: Place): Check;
}

export function condition<S extends z.ZodType>(schema: S, check: Condition<S>["check"]): Condition<S> {
  return { schema, check };
}

/** A fact: `undefined` is unknown, `null` is absent. */
export type Fact<T> = T | null | undefined;

/** A part of a fact; of what is absent all parts are. */
export function partOf<T, Part>(whole: Fact<T>, read: (whole: T) => Fact<Part>): Fact<Part> {
  if (whole === undefined) return undefined;
  return whole === null ? null : read(whole);
}

export interface Question<T> {
  readonly path: string;
  /** What the rule asks for, in its own words. */
  readonly wanted: string;
  read(facts: Facts, now: Instant): Fact<T>;
  answer(value: T, now: Instant): Answer;
  /** The value as people read it; itself unless it is given. */
  shown?(value: T): string;
  /** What a look must find out where the fact is unknown. */
  readonly ask?: LookedName;
}

/** Asks one fact: nobody told it, there is none, or its value decides. */
export function factCheck<T>({ path, wanted, read, answer, shown = String, ask }: Question<T>): Check {
  const unknown: Clause = {
    path,
    answer: "unknown",
    wanted,
    seen: "unknown",
    ...(ask !== undefined && { ask: { fact: ask } }),
  };
  const absent: Clause = { path, answer: "no", wanted, seen: "absent" };
  return (facts, now) => {
    const value = read(facts, now);
    if (value === undefined) return unknown;
    if (value === null) return absent;
    return { path, answer: answer(value, now), wanted, seen: shown(value) };
  };
}

/** Asks whether something is so. */
export function flagCheck(
  wanted: boolean,
  { path }: Place,
  { read, ask }: Pick<Question<boolean>, "read" | "ask">,
): Check {
  return factCheck({
    path,
    wanted: String(wanted),
    read,
    answer: (value) => (value === wanted ? "yes" : "no"),
    ...(ask !== undefined && { ask }),
  });
}
