import type { Job } from "../../../infra/twin/state/graph.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { Timeline } from "../../bench/sweep/timeline.ts";
import { type Random, randomOf, seedFrom } from "../../simulation/random.ts";

/** What the rules want done to a job, and since when. */
export interface Wanted {
  readonly verb: "retry" | "play" | "keep";
  readonly jobId: number;
  readonly since: Instant;
}

/** What happens at GitLab by itself. */
export interface Events {
  /** What rules want, in the order in which it came up. */
  readonly wanted: Wanted[];
  /** A pipeline begins whose jobs fail because of their runner, so many of them; the others go well. */
  addFailing(project: number, jobs: number): void;
  /** A pipeline with a manual job. */
  addGate(project: number): void;
  /** A tag's pipeline, whose job leaves artifacts that expire. */
  addRelease(project: number): void;
  /** Whether a job runs, or waits for a runner. */
  isBusy(): boolean;
}

/** What jobs want; the breaker that would hold back so many retries is another promise's. */
export const rulesText = `version: 1
defaults: { mode: enforce }
rules:
  - id: again
    projects: ["shop/**"]
    on: job
    when: { status: failed, failureReason: runner_system_failure }
    do: retry
    limit: { perJob: 3 }
    outage: off
  - { id: promote, projects: ["shop/**"], on: pipeline, do: { play: { job: deploy } } }
  - { id: keep-releases, projects: ["shop/**"], on: job, when: { status: success, tag: true, artifacts: present }, do: keep }
`;

const perJob = 3;

interface Given {
  readonly twin: Twin;
  readonly timeline: Timeline;
  readonly seed: number;
  /** How likely it is that a run which we began fails as well. */
  readonly failsAgain: number;
}

/** Runners take what is pending; what becomes of a run depends on nothing but the run itself. */
export function followEvents({ twin, timeline, seed, failsAgain }: Given): Events {
  const wanted: Wanted[] = [];
  let [serial, busy] = [0, 0];
  const after = (millis: number, deed: () => void) => timeline.at(timeline.now() + millis, deed);
  const want = (verb: Wanted["verb"], { id: jobId }: Job) => wanted.push({ verb, jobId, since: timeline.now() });

  twin.world.listeners.push((news) => {
    if (news.kind !== "job" || !news.job.pipeline.project.path.startsWith("shop/")) return;
    const { job, from } = news;
    const dice = randomOf(seedFrom(seed, runOf(job)));
    if (job.status === "manual" && from !== "manual") want("play", job);
    if (job.status !== "pending") return;
    busy++;
    after(tens(dice, 500, 3_000), () => twin.run(job.id));
    after(tens(dice, 4_000, 40_000), () => {
      busy--;
      finish(job, dice);
    });
  });

  function finish(job: Job, dice: Random): void {
    const run = job.pipeline.jobs.filter(({ name }) => name === job.name).indexOf(job);
    const fails = job.name.startsWith("fails") && (run === 0 || (run < perJob && dice.chance(failsAgain)));
    if (fails) {
      twin.fail(job.id, "runner_system_failure");
      want("retry", job);
    } else if (job.name === "package") {
      twin.succeed(job.id, { artifacts: { expireInSeconds: 3 * 86_400 } });
      want("keep", job);
    } else twin.succeed(job.id, { artifacts: { files: [] } });
  }

  const ref = () => `b${++serial}`;
  return {
    wanted,
    addFailing(project, jobs) {
      const names = Array.from({ length: jobs }, (_, at) => ({ name: `fails ${at}` }));
      twin.addPipeline(project, { ref: ref(), by: "alice", jobs: [...names, { name: "lint" }] });
    },
    addGate(project) {
      const jobs = [{ name: "build" }, { name: "deploy", when: "manual" as const }];
      twin.addPipeline(project, { ref: ref(), by: "alice", jobs });
    },
    addRelease(project) {
      twin.addPipeline(project, { ref: `v${++serial}`, tag: true, by: "alice", jobs: [{ name: "package" }] });
    },
    isBusy: () => busy > 0,
  };
}

/** So that many things happen at one moment of the clock, and none of them at a crooked one. */
function tens(dice: Random, least: number, most: number): number {
  return dice.whole(least / 10, most / 10) * 10;
}

function runOf({ pipeline, name, id }: Job): string {
  return `${pipeline.ref} ${name} ${pipeline.jobs.filter((one) => one.name === name && one.id < id).length}`;
}
