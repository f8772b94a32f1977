import { type Amount, nothing, sum } from "../../core/tally/amount.ts";
import { ageBands, expiryBands, refKinds } from "../../core/tally/bands.ts";
import { leakCauses } from "../../core/tally/causes.ts";
import type { ProjectTally } from "../../core/tally/projectTally.ts";
import { createHistory, quotaOf } from "./growth.ts";
import { notesOf } from "./notes.ts";
import { growthOf, largestLeaks, projectRow, ruleRows, typeRows } from "./parts.ts";
import { createLargest, type Row } from "./rows.ts";
import type { Others, SweepReport } from "./shape.ts";

/** Puts the tallies of projects together, each added once, in any order. */
export function createSweepReport(quotaBytes?: number): {
  add(tally: ProjectTally): void;
  report(): SweepReport;
} {
  const tallies: ProjectTally[] = [];
  const jobs = createLargest();
  const history = createHistory();
  let otherJobs: Others = { names: 0, ...nothing };
  return {
    add(tally) {
      const { names, history: lines } = tally;
      for (const row of names.rows) jobs.add({ ...row, project: tally.project.path });
      otherJobs = { ...sum(otherJobs, names.others), names: otherJobs.names + names.others.names };
      history.add(lines);
      // The names are many, and are put together above.
      tallies.push({ ...tally, names: { ...names, rows: [] }, history: lines.slice(-31) });
    },
    report() {
      tallies.sort((one, other) => one.project.id - other.project.id);
      const rest = jobs.others();
      const others = { ...sum(otherJobs, rest), names: otherJobs.names + rest.names };
      const shaped = shape(tallies);
      const { totals, growth } = shaped;
      return {
        ...shaped,
        jobs: { rows: jobs.rows(), others },
        history: history.days(),
        ...(quotaBytes !== undefined && { quota: quotaOf(quotaBytes, totals.all.bytes, growth.bytesPerDay) }),
        notes: notesOf(tallies),
      };
    },
  };
}

function shape(tallies: readonly ProjectTally[]): Omit<SweepReport, "jobs" | "history" | "quota" | "notes"> {
  const count = (of: (tally: ProjectTally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const amount = (of: (tally: ProjectTally) => Amount) => tallies.reduce((all, tally) => sum(all, of(tally)), nothing);
  const bands = <B extends string>(names: readonly B[], of: (tally: ProjectTally) => Readonly<Record<B, Amount>>) =>
    names.map((name): Row => ({ name, ...amount((tally) => of(tally)[name]) }));
  const all = amount(({ total }) => total);
  const logBytes = amount(({ expiries }) => expiries.log).bytes;
  return {
    totals: {
      projects: tallies.length,
      jobs: count((tally) => tally.jobs),
      withArtifacts: count(({ withArtifacts }) => withArtifacts),
      untold: count(({ untold }) => untold),
      clamped: count(({ clamped }) => clamped),
      ...{ all, artifactBytes: all.bytes - logBytes, logBytes },
    },
    projects: tallies.map(projectRow).toSorted((one, other) => other.bytes - one.bytes || one.id - other.id),
    refs: bands(refKinds, ({ refs }) => refs),
    types: typeRows(tallies),
    ages: bands(ageBands, ({ ages }) => ages),
    expiries: bands(expiryBands, ({ expiries }) => expiries),
    rules: ruleRows(tallies),
    rulesVersion: tallies.reduce((least, tally) => Math.min(least, tally.rulesVersion), tallies[0]?.rulesVersion ?? 0),
    leaks: {
      all: amount(({ leaks }) => leaks.all),
      causes: Object.fromEntries(
        bands(leakCauses, ({ leaks }) => leaks.causes).map(({ name, ...rest }) => [name, rest]),
      ) as SweepReport["leaks"]["causes"],
      largest: largestLeaks(tallies),
    },
    growth: growthOf(tallies, amount),
  };
}
