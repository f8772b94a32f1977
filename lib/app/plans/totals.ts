import {
  noTotals,
  type PlanItem,
  type PlanPart,
  type PlanResult,
  type PlanSum,
  type PlanTotals,
} from "../../core/sweepPlan.ts";

const mostReasons = 40;
const mostLargest = 5;
const others = "for other reasons";

/** Sums of what a plan lists; sizes that no number holds exactly count as the largest that one does. */
export function addSums(one: PlanSum, other: PlanSum): PlanSum {
  return { jobs: one.jobs + other.jobs, bytes: Math.min(Number.MAX_SAFE_INTEGER, one.bytes + other.bytes) };
}

export function addTotals(one: PlanTotals, other: PlanTotals): PlanTotals {
  const rules: Record<string, PlanSum> = { ...one.rules };
  for (const [rule, sum] of Object.entries(other.rules)) rules[rule] = addSums(rules[rule] ?? noTotals, sumOf(sum));
  return {
    ...addSums(one, other),
    read: one.read + other.read,
    spared: fewReasons([...Object.entries(one.spared), ...Object.entries(other.spared)]),
    rules: Object.fromEntries(Object.entries(rules).map(([rule, sum]) => [rule, sumOf(sum)])),
  };
}

function sumOf({ jobs, bytes }: PlanSum): PlanSum {
  return { jobs, bytes };
}

/** The most frequent reasons; the rest counts together. */
function fewReasons(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const all = new Map<string, number>();
  for (const [why, count] of counts) all.set(why, (all.get(why) ?? 0) + count);
  const rest = all.get(others) ?? 0;
  all.delete(others);
  const sorted = [...all].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const more = sorted.slice(mostReasons).reduce((sum, [, count]) => sum + count, rest);
  return Object.fromEntries([...sorted.slice(0, mostReasons), ...(more > 0 ? [[others, more] as const] : [])]);
}

/** What a step found, as totals. */
export function totalsOf(found: {
  readonly read: number;
  readonly items: readonly PlanItem[];
  readonly spared: readonly string[];
}): PlanTotals {
  let totals: PlanTotals = { ...noTotals, read: found.read, spared: fewReasons(found.spared.map((why) => [why, 1])) };
  for (const { sizeBytes: bytes, rules } of found.items) {
    const sum = { jobs: 1, bytes };
    totals = addTotals(totals, { ...noTotals, ...sum, rules: Object.fromEntries(rules.map((rule) => [rule, sum])) });
  }
  return totals;
}

/** The largest of them, the largest first. */
export function largestOf(items: readonly PlanItem[], most = mostLargest): PlanItem[] {
  return items.toSorted((one, other) => other.sizeBytes - one.sizeBytes || other.job - one.job).slice(0, most);
}

export const noResult: PlanResult = { deleted: { jobs: 0, bytes: 0 }, kept: { jobs: 0, bytes: 0 } };

export function addResults(one: PlanResult, other: PlanResult): PlanResult {
  return { deleted: addSums(one.deleted, other.deleted), kept: addSums(one.kept, other.kept) };
}

/** A part of which nobody has looked at a job yet. */
export function newPart({ id, path }: { readonly id: number; readonly path?: string }): PlanPart {
  const place = { project: id, ...(path !== undefined && { path }) };
  return { ...place, state: "open", totals: noTotals, largest: [], chunks: [] };
}
