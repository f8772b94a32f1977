import { below, pick, type Random } from "../fuzz/random.ts";
import type { TwinJob, TwinProcess, TwinState } from "./twin.ts";

/** What becomes of one run of a job. `stuck`: no runner takes it. */
type Fate = "infrastructure" | "script" | "success" | "artifacts" | "stuck";

interface Pipeline {
  readonly tag: boolean;
  readonly jobs: readonly { readonly name: string; readonly stage: string; readonly when?: "manual" }[];
  /** The fates of each job's runs, in order; the last one stays. */
  readonly fates: Readonly<Record<string, readonly Fate[]>>;
}

/** A day of CI: what people push, what runners make of it, and what people do beside. */
export interface Work {
  /** Somebody pushes, or tags. */
  begin(): Promise<void>;
  /** Lets runners take and end jobs. @returns the state before, and whether nothing was left for them */
  serve(): Promise<{ readonly state: TwinState; readonly isIdle: boolean }>;
  /** A person retries, plays, cancels or keeps something. */
  meddle(state: TwinState): Promise<void>;
}

const firstFails = (random: Random, last: Fate): Fate[] => (random() < 0.4 ? ["infrastructure", last] : [last]);

const kinds: readonly ((random: Random) => Pipeline)[] = [
  (random) => ({
    tag: false,
    jobs: [{ name: "build", stage: "build" }],
    fates: { build: [...Array.from({ length: 1 + below(random, 3) }, () => "infrastructure" as const), "success"] },
  }),
  () => ({ tag: false, jobs: [{ name: "test", stage: "test" }], fates: { test: ["script"] } }),
  (random) => ({
    tag: true,
    jobs: [
      { name: "test", stage: "test" },
      { name: "deploy", stage: "deploy", when: "manual" },
    ],
    fates: { test: firstFails(random, "success"), deploy: ["success"] },
  }),
  (random) => ({
    tag: true,
    jobs: [{ name: "package", stage: "build" }],
    fates: { package: firstFails(random, "artifacts") },
  }),
  (random) => ({
    tag: false,
    jobs: [{ name: "stuck:lint", stage: "test" }],
    fates: { "stuck:lint": random() < 0.7 ? ["stuck", "success"] : ["stuck"] },
  }),
];

/** What is known of the jobs beside what the twin tells. */
interface Known {
  readonly planned: Map<number, Pipeline>;
  /** The runs of each job, by pipeline and name. */
  readonly runs: Map<string, number[]>;
  /** Played by people: they run longer than any call of ours may be on its way. */
  readonly long: Set<number>;
}

export function openWork(twin: TwinProcess, projects: readonly number[], random: Random): Work {
  const known: Known = { planned: new Map(), runs: new Map(), long: new Set() };
  let count = 0;
  return {
    async begin() {
      const pipeline = pick(random, kinds)(random);
      const { tag, jobs } = pipeline;
      const ref = tag ? `v1.${count++}` : `feature-${count++}`;
      const made = await twin.post(`projects/${pick(random, projects)}/pipelines`, { ref, tag, jobs });
      known.planned.set((made as { id: number }).id, pipeline);
    },
    async serve() {
      const state = await twin.state();
      let served = 0;
      for (const { id, jobs } of state.projects.flatMap(({ pipelines }) => pipelines))
        for (const job of jobs) if (await serveJob(twin, job, fateOf(known, id, job))) served++;
      return { state, isIdle: served === 0 };
    },
    async meddle(state) {
      const choices = deedsIn(state).filter(({ job }) => !known.long.has(job));
      if (choices.length === 0) return;
      const wanted = pick(random, [...new Set(choices.map(({ verb }) => verb))]);
      const chosen = choices.filter(({ verb }) => verb === wanted);
      const { who, verb, project, job } = pick(random, chosen);
      if (verb === "play") known.long.add(job);
      await twin.act(who, project, `jobs/${job}/${verb}`);
    },
  };
}

/** `stuck` also of one that is not to end today. */
function fateOf({ planned, runs, long }: Known, pipeline: number, job: TwinJob): Fate {
  const key = `${pipeline} ${job.name}`;
  const list = runs.get(key) ?? [];
  if (!list.includes(job.id)) list.push(job.id);
  runs.set(key, list);
  const fates = planned.get(pipeline)?.fates[job.name] ?? [];
  return long.has(job.id) ? "stuck" : (fates[list.indexOf(job.id)] ?? fates.at(-1) ?? "success");
}

const weekSeconds = 7 * 86_400;

/** One step of a runner. @returns whether it did anything */
async function serveJob(twin: TwinProcess, { id, status }: TwinJob, fate: Fate): Promise<boolean> {
  if (fate === "stuck") return false;
  if (status === "pending") return await twin.tell(`jobs/${id}/run`);
  if (status !== "running") return false;
  if (fate === "success") return await twin.tell(`jobs/${id}/succeed`);
  if (fate === "artifacts")
    return await twin.tell(`jobs/${id}/succeed`, { artifacts: { expireInSeconds: weekSeconds } });
  const reason = fate === "infrastructure" ? "runner_system_failure" : "script_failure";
  return await twin.tell(`jobs/${id}/fail`, { reason });
}

interface Deed {
  readonly who: string;
  readonly verb: string;
}

function deedsIn({ projects }: TwinState): (Deed & { readonly project: number; readonly job: number })[] {
  return projects.flatMap(({ id: project, pipelines }) =>
    pipelines
      .flatMap(({ jobs }) => jobs)
      .flatMap((job) => deedsOn(job).map((deed) => ({ ...deed, project, job: job.id }))),
  );
}

/** What somebody may like to do to it. */
function deedsOn({ status, artifactsExpireAt }: TwinJob): Deed[] {
  if (status === "failed") return [{ who: "developer", verb: "retry" }];
  if (status === "manual") return [{ who: "owner", verb: "play" }];
  if (status === "pending" || status === "running") return [{ who: "developer", verb: "cancel" }];
  return status === "success" && artifactsExpireAt !== undefined ? [{ who: "owner", verb: "artifacts/keep" }] : [];
}
