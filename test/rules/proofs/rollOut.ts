import type { Proof } from "../../prove/proof.ts";
import { playSchedule } from "./rollOut/play.ts";

/** P30: people change rules while deliveries come and workers decide, and everybody waits at every call to the tables. */
export const rollOut: Proof = {
  promises: ["P30"],
  says: "applies, approvals and rollbacks that race with deliveries and workers: one version a decision, none lost, none skipped",
  cases: { onPush: 150, byProve: 10_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    const figures = { versions: 0, rollbacks: 0, approvals: 0, refused: 0, decisions: 0, calls: 0 };
    for (let at = 0; at < cases; at++) {
      const { wrong, left } = await playSchedule(seed + at);
      violations.push(...wrong.map((line) => `seed ${seed + at}: ${line}`));
      const { texts, deeds, runs, entries } = left;
      const done = (what: string) => deeds.filter((deed) => deed.what === what && deed.version !== undefined).length;
      figures.versions += texts.size;
      figures.rollbacks += done("rollback");
      figures.approvals += done("approve");
      figures.refused += deeds.filter(({ status }) => status >= 400).length;
      figures.decisions += entries.filter(({ kind }) => kind === "delivery").length + runs.length;
      figures.calls += runs.reduce((sum, { calls }) => sum + calls.length, 0);
    }
    return { cases, violations, figures };
  },
};
