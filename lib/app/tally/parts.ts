import { type Amount, bySize, nothing, sum } from "../../core/tally/amount.ts";
import type { ProjectTally } from "../../core/tally/projectTally.ts";
import { addFreed, noFreed } from "../../core/tally/refState.ts";
import { arrivedIn, type Growth, perDay } from "./growth.ts";
import { createLargest } from "./rows.ts";
import type { LeakRow, ProjectRow, RuleRow, SweepReport } from "./shape.ts";

const mostLeaks = 20;

export function projectRow(tally: ProjectTally): ProjectRow {
  const { project, total, expiries, leaks, at } = tally;
  const rest = { logBytes: expiries.log.bytes, leakedBytes: leaks.all.bytes, bytesPerDay: perDay(tally).bytes, at };
  return { name: project.path, id: project.id, ...total, ...rest };
}

/** Types of all projects together; where one has put types together, they stand beside those that it could tell. */
export function typeRows(tallies: readonly ProjectTally[]): SweepReport["types"] {
  const byName = new Map<string, Amount>();
  let others = { names: 0, ...nothing };
  for (const { types } of tallies) {
    for (const { name, ...amount } of types.rows) byName.set(name, sum(byName.get(name) ?? nothing, amount));
    others = { ...sum(others, types.others), names: others.names + types.others.names };
  }
  const largest = createLargest();
  for (const [name, amount] of byName) largest.add({ name, ...amount });
  const rest = largest.others();
  return { rows: largest.rows(), others: { ...sum(others, rest), names: others.names + rest.names } };
}

export function ruleRows(tallies: readonly ProjectTally[]): readonly RuleRow[] {
  const rows = new Map<string, RuleRow>();
  for (const { rules } of tallies)
    for (const { rule, now, month, newest, isAtMost, isChanged } of rules) {
      const row = rows.get(rule) ?? { rule, projects: 0, ...noFreed, newest: noFreed, isAtMost: false, changedIn: 0 };
      rows.set(rule, {
        rule,
        projects: row.projects + 1,
        ...addFreed(row, { now, month }),
        newest: addFreed(row.newest, newest),
        isAtMost: row.isAtMost || isAtMost === true,
        changedIn: row.changedIn + (isChanged ? 1 : 0),
      });
    }
  const sorted = [...rows.values()].map((row) => ({ row, name: row.rule, bytes: row.now.bytes })).toSorted(bySize);
  return sorted.map(({ row }) => row);
}

export function largestLeaks(tallies: readonly ProjectTally[]): readonly LeakRow[] {
  const all = tallies.flatMap(({ project, leaks }) =>
    leaks.largest.map((leak): LeakRow => ({ project: project.path, ...leak })),
  );
  return all.toSorted((one, other) => other.bytes - one.bytes || other.id - one.id).slice(0, mostLeaks);
}

export function growthOf(
  tallies: readonly ProjectTally[],
  amount: (of: (tally: ProjectTally) => Amount) => Amount,
): Growth {
  const days = tallies.map(perDay);
  return {
    arrived: {
      day: amount((tally) => arrivedIn(tally).day),
      week: amount((tally) => arrivedIn(tally).week),
      month: amount((tally) => arrivedIn(tally).month),
    },
    bytesPerDay: tallies.length === 0 ? null : days.reduce((all, { bytes }) => all + bytes, 0),
    byCounts: days.filter(({ isByCounts }) => isByCounts).length,
    projects: tallies.length,
  };
}
