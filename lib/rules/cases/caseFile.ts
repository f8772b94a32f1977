import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { oneOrMany } from "../fields.ts";
import { type Placing, type Problem, readYaml } from "../read.ts";
import type { Fault } from "../validate.ts";
import { hint, shown } from "../wording.ts";
import { Expect } from "./expect.ts";
import { Given } from "./given.ts";
import { Moment, momentOf } from "./moment.ts";

const mostCases = 5_000;

/** What causes the rules; each by whatever causes it where nothing is said. */
const Cause = z.enum(["job", "pipeline", "schedule", "command", "deployment"]);
type Cause = z.output<typeof Cause>;

const Case = z.strictObject({
  name: z.string().min(1, { error: "expected a name, as a sentence" }).max(200),
  at: Moment.exactOptional(),
  on: Cause.exactOptional(),
  given: Given.exactOptional(),
  expect: Expect,
});

/** A file of cases, as people write it. */
export const CaseFile = z.strictObject({
  /** Files of the rules that are asked, beside this one; the file of the same name unless it is given. */
  rules: oneOrMany(z.string().min(1)).exactOptional(),
  /** The moment of all cases that name none. */
  at: Moment.exactOptional(),
  on: Cause.exactOptional(),
  /** What all cases share. */
  given: Given.exactOptional(),
  /** What some cases share, by a name for their `given: { base: NAME }`. */
  bases: z.record(z.string().min(1), Given).exactOptional(),
  cases: z
    .array(Case)
    .min(1, { error: "expected at least one case" })
    .max(mostCases, { error: `expected at most ${mostCases} cases` }),
});

/** One case, with all that it shares with others filled in. */
export interface RuleCase {
  readonly name: string;
  readonly at: Instant;
  readonly on?: Cause;
  readonly given: Given;
  readonly expect: Expect;
}

/** Cases that were read, and where each stands. */
export interface RuleCases {
  /** Relative to the file itself; missing: the file of the same name. */
  readonly rules?: readonly string[];
  readonly cases: readonly RuleCase[];
  readonly problemAt: Placing;
}

/** The Monday noon of cases that name no moment: the same for ever, so that a case does not change its answer with the day. */
const usualMoment = Date.parse("2026-01-05T12:00:00Z");

/** The cases in a YAML or JSON text, or everything that is wrong with it. Never throws. */
export function readCases(text: string, file: string): RuleCases | { readonly problems: readonly Problem[] } {
  const read = readYaml(text, file, CaseFile);
  if ("problems" in read) return read;
  const { rules, cases, ...shared } = read.data;
  const faults = [...lostBases(read.data), ...repeatedNames(read.data), ...withoutStatus(read.data)];
  if (faults.length > 0) return { problems: faults.map(read.problemAt) };
  return {
    ...(rules && { rules }),
    cases: cases.map(({ name, expect, ...one }) => {
      const on = one.on ?? shared.on;
      const at = one.at ?? shared.at;
      const moment = (at === undefined ? undefined : momentOf(at)) ?? usualMoment;
      return { name, expect, at: moment, given: filled(one.given ?? {}, shared), ...(on && { on }) };
    }),
    problemAt: read.problemAt,
  };
}

type File = z.output<typeof CaseFile>;

/** A case's own words, over those of its base, over those of the file. */
function filled(
  { base, unknown = [], ...own }: Given,
  { given = {}, bases = {} }: Pick<File, "given" | "bases">,
): Given {
  const named = base !== undefined && Object.hasOwn(bases, base) ? (bases[base] ?? {}) : {};
  const forgotten = new Set([...(given.unknown ?? []), ...(named.unknown ?? []), ...unknown]);
  const words = Object.entries({ ...given, ...named }).filter(([word]) => !forgotten.has(word));
  const { base: _, unknown: __, ...all } = { ...Object.fromEntries(words), ...own } as Given;
  return all;
}

function lostBases({ cases, bases = {}, given }: File): Fault[] {
  const known = Object.keys(bases);
  const others = known.length === 0 ? ": the file has no `bases`" : `; known are ${known.join(", ")}`;
  const lost = (base: string | undefined, path: Fault["path"]): Fault[] =>
    base === undefined || known.includes(base)
      ? []
      : [{ path: [...path, "base"], message: `no base ${shown(base)}${hint(base, known) || others}` }];
  const nested = [
    ["given", given] as const,
    ...Object.entries(bases).map(([name, one]) => [`bases.${name}`, one] as const),
  ];
  return [
    ...cases.flatMap((one, at) => lost(one.given?.base, ["cases", at, "given"])),
    ...nested.flatMap(([where, one]) =>
      one?.base === undefined
        ? []
        : [{ path: where.split("."), key: "base", message: "a base stands in the `given` of a case" }],
    ),
  ];
}

function repeatedNames({ cases }: File): Fault[] {
  const seen = new Map<string, number>();
  return cases.flatMap(({ name }, at) => {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, at);
    return first === undefined
      ? []
      : [{ path: ["cases", at, "name"], message: `cases.${first} has this name already` }];
  });
}

/** Every verb asks for a status first: of a job without one nothing could be said but no. */
function withoutStatus(file: File): Fault[] {
  return file.cases.flatMap((one, at) =>
    filled(one.given ?? {}, file).status === undefined
      ? [{ path: ["cases", at, ...(one.given ? ["given"] : [])], message: "`status` is missing: a job always has one" }]
      : [],
  );
}
