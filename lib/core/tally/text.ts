import * as z from "zod";
import type { Tally } from "../tally.ts";
import type { Amount } from "./amount.ts";
import { ageBands, expiryBands, refKinds } from "./bands.ts";
import type { Forecasts } from "./forecast.ts";
import type { Leaks } from "./leaks.ts";
import type { Names } from "./names.ts";
import type { Newest, RefState } from "./refState.ts";

// A tally that is under way as the ledger holds it: lists instead of names with values, since names may be anything.

const Count = z.int().nonnegative();
const AmountPart = z.tuple([Count, Count, Count]).transform(([jobs, files, bytes]): Amount => ({ jobs, files, bytes }));
const NamesPart = z
  .strictObject({ level: z.int().min(0).max(4), rows: z.array(z.tuple([z.string(), AmountPart])) })
  .transform(({ level, rows }): Names => ({ level, rows: new Map(rows) }));

const Leaked = z.strictObject({
  id: Count,
  name: z.string(),
  ref: z.string().exactOptional(),
  pipelineId: Count.exactOptional(),
  isTag: z.literal(true).exactOptional(),
  expiredAt: z.number(),
  bytes: Count,
});
const NewestPart = z.tuple([Count, z.array(z.tuple([z.string(), AmountPart, AmountPart]))]).transform(
  ([pipeline, rows]): Newest => ({
    pipeline,
    freed: new Map(rows.map(([rule, now, month]) => [rule, { now, month }])),
  }),
);
const LeaksOfRef = z.array(z.tuple([Count, AmountPart]));
const OlderPart = z.tuple([Count, AmountPart]).transform(([newest, amount]) => ({ newest, amount }));
const RefPart = z
  .tuple([z.string(), NewestPart, NewestPart, LeaksOfRef], OlderPart)
  .transform(([ref, success, newest, leaks, older]): [string, RefState] => [
    ref,
    { success, newest, leaks, ...(older && { older }) },
  ]);
const LeaksPart = z
  .strictObject({
    tags: AmountPart,
    nowhere: AmountPart,
    refs: z.array(RefPart),
    beyond: z.strictObject({ hash: Count, amount: AmountPart }).exactOptional(),
    largest: z.array(Leaked),
  })
  .transform(({ refs, ...leaks }): Leaks => ({ ...leaks, refs: new Map(refs) }));

const ForecastPart = z.strictObject({
  fingerprint: z.string(),
  now: AmountPart,
  month: AmountPart,
  isAtMost: z.literal(true).exactOptional(),
  isChanged: z.literal(true).exactOptional(),
});

/** A tally in the ledger, strictly: an older version's is not gone on with. */
export const TallyPart: z.ZodType<Tally> = z.lazy(() =>
  z.strictObject({
    jobs: Count,
    withArtifacts: Count,
    untold: Count,
    clamped: Count,
    total: AmountPart,
    names: NamesPart,
    types: NamesPart,
    refs: z.record(z.enum(refKinds), AmountPart),
    ages: z.record(z.enum(ageBands), AmountPart),
    expiries: z.record(z.enum(expiryBands), AmountPart),
    rules: z
      .array(z.tuple([z.string(), ForecastPart]))
      .transform((rules): Forecasts => new Map(rules))
      .exactOptional(),
    leaks: LeaksPart,
  }),
);

/** A tally as `TallyPart` reads it. Equal tallies are written equally. */
export function tallyParts({ names, types, refs, ages, expiries, rules, leaks, total, ...counts }: Tally) {
  const { jobs, withArtifacts, untold, clamped } = counts;
  return {
    ...{ jobs, withArtifacts, untold, clamped },
    total: amountPart(total),
    names: namesPart(names),
    types: namesPart(types),
    refs: amountParts(refs),
    ages: amountParts(ages),
    expiries: amountParts(expiries),
    ...(rules && {
      rules: sorted(rules).map(([rule, { now, month, ...rest }]) => [
        rule,
        { ...rest, now: amountPart(now), month: amountPart(month) },
      ]),
    }),
    leaks: leaksPart(leaks),
  };
}

function leaksPart({ tags, nowhere, refs, beyond, largest }: Leaks) {
  return {
    tags: amountPart(tags),
    nowhere: amountPart(nowhere),
    refs: sorted(refs).map(([ref, { success, newest, leaks, older }]) => [
      ref,
      newestPart(success),
      newestPart(newest),
      leaks.map(([pipeline, amount]) => [pipeline, amountPart(amount)]),
      ...(older ? [[older.newest, amountPart(older.amount)]] : []),
    ]),
    ...(beyond && { beyond: { hash: beyond.hash, amount: amountPart(beyond.amount) } }),
    largest,
  };
}

function newestPart({ pipeline, freed }: Newest) {
  return [pipeline, sorted(freed).map(([rule, { now, month }]) => [rule, amountPart(now), amountPart(month)])];
}

function namesPart({ level, rows }: Names) {
  return { level, rows: sorted(rows).map(([name, amount]) => [name, amountPart(amount)]) };
}

function amountPart({ jobs, files, bytes }: Amount): readonly number[] {
  return [jobs, files, bytes];
}

function amountParts<B extends string>(bands: Readonly<Record<B, Amount>>) {
  const entries = Object.entries(bands) as [B, Amount][];
  return Object.fromEntries(entries.map(([band, amount]) => [band, amountPart(amount)]));
}

function sorted<T>(rows: ReadonlyMap<string, T>): [string, T][] {
  return [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
