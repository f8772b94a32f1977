import * as z from "zod";
import type { Tally } from "../tally.ts";
import type { Instant } from "../time.ts";
import { type Amount, bySize, nothing, sum } from "./amount.ts";
import { ageBands, expiryBands, refKinds } from "./bands.ts";
import { allLeaked, causeOf, causesOf, leakCauses } from "./causes.ts";
import { foreseen } from "./forecast.ts";
import type { Names } from "./names.ts";

const Count = z.int().nonnegative();
const amount = { jobs: Count, files: Count, bytes: Count };
const AmountOf = z.strictObject(amount);

const FreedOf = z.strictObject({ now: AmountOf, month: AmountOf });

const NamedAmounts = z.strictObject({
  /** How coarsely names are told apart, as in `Names`. */
  level: z.int(),
  /** The largest first. */
  rows: z.array(z.strictObject({ name: z.string(), ...amount })),
  /** All others together, and how many names that are. */
  others: z.strictObject({ names: Count, ...amount }),
});
type NamedAmounts = z.infer<typeof NamedAmounts>;

const LeakOf = z.strictObject({
  id: Count,
  name: z.string(),
  ref: z.string().exactOptional(),
  expiredAt: z.number(),
  bytes: Count,
  cause: z.enum(leakCauses),
});

/** What a project's jobs left behind, counted to the end. Times are ms since 1970. */
export const ProjectTally = z.strictObject({
  project: z.strictObject({ id: Count, path: z.string() }),
  cycle: z.string(),
  /** What it is as of: when the count began. */
  at: z.number(),
  ended: z.number(),
  /** The version of the rules that the forecasts are by. */
  rulesVersion: Count,
  jobs: Count,
  withArtifacts: Count,
  untold: Count,
  clamped: Count,
  total: AmountOf,
  names: NamedAmounts,
  types: NamedAmounts,
  refs: z.record(z.enum(refKinds), AmountOf),
  ages: z.record(z.enum(ageBands), AmountOf),
  expiries: z.record(z.enum(expiryBands), AmountOf),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      now: AmountOf,
      month: AmountOf,
      newest: FreedOf,
      isAtMost: z.literal(true).exactOptional(),
      isChanged: z.literal(true).exactOptional(),
    }),
  ),
  /** Rules that delete and were too many to be judged. */
  rulesLeftOut: Count,
  /** Whether it was to be learnt which branches are protected; else they count as branches. */
  isProtectionKnown: z.boolean(),
  leaks: z.strictObject({ all: AmountOf, causes: z.record(z.enum(leakCauses), AmountOf), largest: z.array(LeakOf) }),
  /** What it came to on earlier days (UTC, since 1970) and on this: of each day the last count, oldest first. */
  history: z.array(z.tuple([Count, Count])),
});
export type ProjectTally = z.infer<typeof ProjectTally>;

const mostNames = 200;
const mostHistoryDays = 400;
const dayMillis = 86_400_000;

/** What is known of a count beside its tally. */
export interface Counted {
  readonly project: { readonly id: number; readonly path: string };
  readonly cycle: string;
  readonly at: Instant;
  readonly ended: Instant;
  readonly rulesVersion: number;
  readonly rulesLeftOut: number;
  readonly isProtectionKnown: boolean;
}

/** A tally that is complete. @param before the history of the one before it */
export function projectTally(tally: Tally, counted: Counted, before: ProjectTally["history"] = []): ProjectTally {
  const { jobs, withArtifacts, untold, clamped, total, refs, ages, expiries, leaks } = tally;
  const causes = causesOf(leaks);
  return {
    ...counted,
    ...{ jobs, withArtifacts, untold, clamped, total, refs, ages, expiries },
    names: largest(tally.names),
    types: largest(tally.types),
    rules: [...foreseen(tally.rules ?? new Map(), leaks.refs.values(), leaks.beyond === undefined)],
    leaks: {
      all: allLeaked(causes),
      causes,
      largest: leaks.largest.map((job) => {
        const { isTag: _, pipelineId: __, ...shown } = job;
        return { ...shown, cause: causeOf(job, leaks) };
      }),
    },
    history: withDay(before, Math.floor(counted.at / dayMillis), total.bytes),
  };
}

function largest({ level, rows }: Names): NamedAmounts {
  const sorted = [...rows].map(([name, amount]) => ({ name, ...amount })).toSorted(bySize);
  const rest = sorted.slice(mostNames);
  const others = rest.reduce((all: Amount, row) => sum(all, row), nothing);
  return { level, rows: sorted.slice(0, mostNames), others: { names: rest.length, ...others } };
}

function withDay(before: ProjectTally["history"], day: number, bytes: number): ProjectTally["history"] {
  const others = before.filter(([known]) => known !== day && known > day - mostHistoryDays);
  return [...others, [day, bytes] as [number, number]].toSorted(([one], [other]) => one - other);
}
