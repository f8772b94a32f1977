import type { Facts } from "../../../lib/core/event.ts";
import type { JobStatus } from "../../../lib/core/job.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { PlainRule } from "./books.ts";

/** What is asked about, as every engine understands it. */
export interface PlainFacts {
  readonly project: string;
  readonly status: JobStatus;
  readonly name: string;
  readonly stage: string;
  readonly ref: string;
}

/** The job that three of all rules want. */
export const wantedJob: PlainFacts = {
  project: "shop/api",
  status: "failed",
  name: "build",
  stage: "test",
  ref: "main",
};

const seed = 20_261_122;

/** Jobs of which rules want some: their words are such as the rules name, and others. */
export function drawnJobs(rules: readonly PlainRule[], count: number): readonly PlainFacts[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => drawn(rules, random));
}

/** Just as one of the rules wants it, but that each word may be another one: half of them fulfil some rule. */
function drawn(rules: readonly PlainRule[], random: Random): PlainFacts {
  const near = pick(random, rules);
  const orElse = <Word extends string>(wanted: Word | undefined, usual: Word, odd: Word) =>
    pick(random, [...Array<Word>(6).fill(wanted ?? usual), usual, odd]);
  return {
    project: orElse(near.project, "shop/api", "shop/app"),
    status: orElse<JobStatus>("failed", "running", "success"),
    name: orElse(near.name, "build", "unit"),
    stage: orElse(near.stage, "test", "deploy"),
    ref: orElse(near.ref, "main", "feature"),
  };
}

/** How many rules a job fulfils, rule by rule and word by word. */
export function fulfilled(rules: readonly PlainRule[], facts: PlainFacts): number {
  const words = ["project", "status", "name", "stage", "ref"] as const;
  return rules.filter((rule) => words.every((word) => (rule[word] ?? facts[word]) === facts[word])).length;
}

/** The same job as our own rules are asked about it. */
export function factsAbout({ project, ...job }: PlainFacts): Facts {
  const failure = job.status === "failed" ? { failureReason: "script_failure" } : {};
  return {
    project: { id: project === "shop/api" ? 42 : 43, path: project },
    job: { id: 1, tag: false, ...job, ...failure },
  };
}
