import fc from "fast-check";
import type { Proof, Shown } from "../../prove/proof.ts";
import { start } from "../site.ts";
import { Budgets, playBudgets } from "./budgets.ts";
import { Fields, mayGo, whyWrong } from "./fields.ts";
import { mustStay } from "./mustStay.ts";
import { playWorld } from "./playWorld.ts";
import { Presses, playPresses } from "./presses.ts";
import { Worlds } from "./worlds.ts";

const releases: Proof = {
  promises: ["P22"],
  says: "random projects with releases, protected refs, branches named like tags, children, keeps and holds: nothing that must stay is deleted",
  cases: { onPush: 10_000, byProve: 200_000 },
  async run(cases, seed): Promise<Shown> {
    const violations: string[] = [];
    const figures = { "release artifacts there": 0, "release artifacts touched": 0, "jobs that may go": 0, deleted: 0 };
    for (const [at, world] of drawn(Worlds, cases, seed)) {
      const whys = new Map([...world.model.jobs.values()].map((job) => [job.id, mustStay(job, world, start)]));
      figures["release artifacts there"] += [...whys.values()].filter((why) => why === "release").length;
      figures["jobs that may go"] += [...whys.values()].filter((why) => why === undefined).length;
      for (const { jobId } of await playWorld(world)) {
        const why = whys.get(jobId);
        figures.deleted++;
        if (why === "release") figures["release artifacts touched"]++;
        if (why !== undefined) violations.push(`case ${at}: job ${jobId} was deleted: ${why}`);
      }
    }
    return { cases, violations, figures };
  },
};

const keeps: Proof = {
  promises: ["P23"],
  says: "people press Keep at random while a quarantine ends, and everything is slow: nothing is deleted that was kept 5 s before",
  cases: { onPush: 500, byProve: 50_000 },
  async run(cases, seed): Promise<Shown> {
    const violations: string[] = [];
    const figures = { keeps: 0, deletes: 0, "deleted within 5 s of a Keep": 0 };
    for (const [at, one] of drawn(Presses, cases, seed)) {
      const { late, within, deletes, keeps: pressed } = await playPresses(one);
      violations.push(...late.map((text) => `case ${at}: ${text} after its Keep`));
      figures.keeps += pressed;
      figures.deletes += deletes;
      figures["deleted within 5 s of a Keep"] += within;
    }
    return { cases, violations, figures };
  },
};

const fields: Proof = {
  promises: ["P24"],
  says: "each field of a job null, missing, unreadable, in the future, any status: what is not known is not deleted",
  cases: { onPush: 50_000, byProve: 5_000_000 },
  async run(cases, seed): Promise<Shown> {
    const violations: string[] = [];
    let free = 0;
    for (const [at, one] of drawn(Fields, cases, seed)) {
      const why = whyWrong(one);
      if (why !== undefined) violations.push(`case ${at}: ${why}`);
      if (mayGo(one)) free++;
    }
    return { cases, violations, figures: { "may go": free } };
  },
};

const budgets: Proof = {
  promises: ["P25"],
  says: "random rules that delete: at most 50 an hour and a fifth a day of what was counted, and nothing from a first cycle",
  cases: { onPush: 8, byProve: 500 },
  async run(cases, seed): Promise<Shown> {
    const violations: string[] = [];
    const figures = { deletes: 0, "most in an hour": 0 };
    for (const [at, one] of drawn(Budgets, cases, seed)) {
      const { breaches, deletes, mostAnHour } = await playBudgets(one);
      violations.push(...breaches.map((text) => `case ${at}: ${text}`));
      figures.deletes += deletes;
      figures["most in an hour"] = Math.max(figures["most in an hour"], mostAnHour);
    }
    return { cases, violations, figures };
  },
};

/** The same values for the same seed, some at a time. */
function* drawn<T>(arbitrary: fc.Arbitrary<T>, cases: number, seed: number): Generator<readonly [number, T]> {
  const some = 1_000;
  for (let from = 0; from < cases; from += some) {
    const list = fc.sample(arbitrary, { seed: seed + from, numRuns: Math.min(some, cases - from) });
    for (const [at, one] of list.entries()) yield [from + at, one];
  }
}

export const deleteProofs: readonly Proof[] = [releases, keeps, fields, budgets];
