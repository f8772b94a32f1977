import { failureReasonsOf } from "../../core/job.ts";
import { spanSeconds } from "../../core/span.ts";
import type { Conditions } from "../conditions.ts";
import type { Pattern } from "../fields.ts";
import { artifactsFormula } from "./artifacts.ts";
import { levelsFrom } from "./facts.ts";
import { type Atom, either, type Formula, type Mode, opposite, together } from "./formula.ts";

type Leaves = Omit<Conditions, "all" | "any" | "not" | "jobs">;

/** A condition's word for some facts. */
type Ask<Wanted> = (wanted: Wanted, mode: Mode, fact: string) => Formula;

function literal(fact: string, atom: Atom, mode: Mode): Formula {
  return { fact, atom, mode };
}

const text: Ask<readonly Pattern[]> = (patterns, mode, fact) => literal(fact, { kind: "text", patterns }, mode);
const words: Ask<readonly string[]> = (list, mode, fact) => literal(fact, { kind: "word", words: list }, mode);
const flag: Ask<boolean> = (wanted, mode, fact) => words([String(wanted)], mode, fact);

interface Bounds {
  readonly over?: string | number;
  readonly under?: string | number;
}

function between({ over, under }: Bounds, amount: (bound: string | number) => number): Atom {
  const least = over === undefined ? Number.NEGATIVE_INFINITY : amount(over);
  const most = under === undefined ? Number.POSITIVE_INFINITY : amount(under);
  const points = [least, most].filter(Number.isFinite);
  return { kind: "number", passes: (value) => value > least && value < most, points };
}

const span: Ask<Bounds> = (bounds, mode, fact) =>
  literal(
    fact,
    between(bounds, (text) => spanSeconds(String(text)) ?? Number.NaN),
    mode,
  );

const count: Ask<number | Bounds> = (wanted, mode, fact) =>
  typeof wanted === "number" ? oneOf([wanted], mode, fact) : literal(fact, between(wanted, Number), mode);

const oneOf: Ask<readonly number[]> = (numbers, mode, fact) =>
  literal(fact, { kind: "number", passes: (value) => numbers.includes(value), points: numbers }, mode);

const reason: Ask<readonly Pattern[]> = (wanted, mode, fact) => {
  const all = wanted.flatMap((one): readonly Pattern[] => (typeof one === "string" ? failureReasonsOf(one) : [one]));
  return text(all, mode, fact);
};

const tags: Ask<NonNullable<Leaves["runnerTags"]>> = ({ any, all, none }, mode, fact) => {
  const hasOne = (patterns: readonly Pattern[], how: Mode) => literal(fact, { kind: "each", patterns }, how);
  return together(mode, [
    ...(any ? [hasOne(any, mode)] : []),
    ...(all ?? []).map((one) => hasOne([one], mode)),
    // Of a trigger job, which has no tags at all, not even this is true.
    ...(none ? [together(mode, [hasOne(none, opposite(mode)), isBridge(opposite(mode))])] : []),
  ]);
};

function isBridge(mode: Mode): Formula {
  return flag(true, mode, "bridge");
}

const opaque: Ask<unknown> = (wanted, mode, fact) => {
  const items = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => JSON.stringify(one));
  return literal(fact, { kind: "opaque", items }, mode);
};

const by: Ask<NonNullable<Leaves["by"]>> = ({ user, role, group, bot }, mode) =>
  together(mode, [
    ...(user ? [text(user, mode, "by.user")] : []),
    ...(role ? [words(levelsFrom(role), mode, "by.role")] : []),
    ...(group ? [opaque(group, mode, "by.group")] : []),
    ...(bot === undefined ? [] : [flag(bot, mode, "by.bot")]),
  ]);

const asks: { readonly [Key in keyof Required<Leaves>]: Ask<NonNullable<Leaves[Key]>> } = {
  status: words,
  name: text,
  group: text,
  stage: text,
  ref: text,
  tag: flag,
  failureReason: reason,
  artifacts: artifactsFormula,
  runnerTags: tags,
  runner: opaque,
  age: span,
  queuedFor: span,
  ranFor: span,
  environment: text,
  environmentTier: text,
  deployment: words,
  allowFailure: flag,
  when: text,
  bridge: flag,
  archived: flag,
  attempt: count,
  protected: flag,
  fork: flag,
  pipelineSource: text,
  mergeRequest: ({ target }, mode, fact) => text(target, mode, fact),
  pipelineStatus: words,
  newest: flag,
  superseded: flag,
  by,
  latest: flag,
  rank: count,
  failureClass: (globs, mode, fact) => literal(fact, { kind: "each", patterns: globs }, mode),
  exitCode: oneOf,
  log: opaque,
};

/** Conditions as a formula over facts: when they say yes, no, or not that. */
export function formulaOf(conditions: Conditions, mode: Mode): Formula {
  const { all, any, not, jobs, ...leaves } = conditions;
  return together(mode, [
    ...Object.entries(leaves).map(([key, wanted]) => leafFormula(key as keyof Leaves, wanted, mode)),
    ...(jobs ? [opaque(jobs, mode, "jobs")] : []),
    ...(all ? all.map((one) => formulaOf(one, mode)) : []),
    ...(any
      ? [
          either(
            mode,
            any.map((one) => formulaOf(one, mode)),
          ),
        ]
      : []),
    ...(not ? [formulaOf(not, opposite(mode))] : []),
  ]);
}

function leafFormula<Key extends keyof Leaves>(key: Key, wanted: unknown, mode: Mode): Formula {
  return asks[key](wanted as NonNullable<Leaves[Key]>, mode, key);
}
