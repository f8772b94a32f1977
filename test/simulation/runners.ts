import type { Job } from "../../infra/twin/state/graph.ts";
import type { NewJob } from "../../infra/twin/state/jobParts.ts";
import type { Random } from "./random.ts";
import { watched } from "./settings.ts";
import type { Stage } from "./stage.ts";

export const people = ["alice", "bob"] as const;
/** Those who stand at gates, by what they are; the pipelines are alice's. */
export const keepers = {
  alice: "owner",
  bob: "developer",
  carol: "maintainer",
  dave: "maintainer",
  erin: "reporter",
} as const;
const names = ["build", "build-docs", "test", "lint"] as const;
const hourMillis = 3_600_000;

/** The projects with the people in them. */
export function layOut({ twin, profile }: Stage): void {
  const { alice, bob } = keepers;
  const members = { [twin.bot.username]: "maintainer", ...(profile.words > 0 ? keepers : { alice, bob }) } as const;
  twin.addProject({ path: watched.replace("**", "api"), members });
  if (profile.projects === 2) twin.addProject({ path: "other/api", members });
}

/** A pipeline begins, in somebody's name. */
export function beginPipeline(
  stage: Stage,
  serial: number,
  { by, sha }: { readonly by: string; readonly sha?: string } = { by: people[0] },
): void {
  const { twin, profile } = stage;
  const dice = stage.fate(`pipeline ${serial}`);
  const project = twin.world.projects[profile.projects === 2 && dice.chance(0.3) ? 1 : 0];
  if (!project) return;
  const jobs: NewJob[] = names
    .slice(0, Math.max(1, profile.jobs))
    .map((name) => ({ name, stage: "test", ...jobParts(stage) }));
  if (profile.jobs > 1 || profile.rules.some((rule) => rule.startsWith("play")))
    jobs.push({ name: "deploy", stage: dice.chance(0.5) ? "test" : "deploy", when: "manual", ...jobParts(stage) });
  if (profile.selfTrigger) jobs.push({ name: "spawn", stage: "test", ...jobParts(stage), retry: 0 });
  const pipeline = twin.addPipeline(project.path, {
    ref: dice.pick(["main", "main", "topic"]),
    by,
    jobs,
    ...(sha !== undefined && { sha }),
  });
  stage.say(
    () =>
      `pipeline ${pipeline.id} begins in the name of ${by}: ${pipeline.jobs.map(({ id, name }) => `${id} ${name}`).join(", ")}`,
  );
}

function jobParts({ profile }: Stage): Partial<NewJob> {
  return { retry: profile.gitlabRetries, cancelsSlowly: profile.slowCancel > 0, allowFailure: true };
}

/** Runners take what is pending; what they do to a run depends on nothing but the run itself. */
export function followRunners(stage: Stage): void {
  const { twin, timeline } = stage;
  twin.world.listeners.push((news) => {
    if (news.kind !== "job") return;
    const { job } = news;
    const dice = () => stage.fate(runOf(job));
    if (job.status === "pending") onPending(stage, job);
    if (job.status === "running") timeline.after(runMillis(dice(), stage), () => finish(stage, job));
    if (job.status === "canceling")
      timeline.after(Math.round(dice().next() * 20_000), () => {
        if (job.status === "canceling" && isThere(stage, job)) twin.stop(job.id);
      });
    if (job.status === "success" && job.name === "spawn" && job.person?.username === twin.bot.username)
      spawn(stage, job);
  });
}

/** The same in every run of the seed, whatever happens around it. */
export function runOf(job: Job): string {
  const { pipeline, name } = job;
  const run = pipeline.jobs.filter((one) => one.name === name).indexOf(job);
  return `run ${pipeline.iid} ${name} ${run}`;
}

function isThere({ twin }: Stage, job: Job): boolean {
  return twin.world.jobs.get(job.id) === job;
}

function onPending(stage: Stage, job: Job): void {
  const { twin, timeline, profile } = stage;
  const dice = stage.fate(runOf(job));
  const isStuck = dice.chance(profile.stuck);
  const wait = isStuck ? hourMillis : 200 + Math.round(dice.next() * 4000);
  timeline.after(wait, () => {
    if (job.status !== "pending" || !isThere(stage, job)) return;
    if (isStuck) twin.fail(job.id, "stuck_pending_no_matching_runners");
    else twin.run(job.id);
  });
}

function finish(stage: Stage, job: Job): void {
  const { twin, profile } = stage;
  if (job.status !== "running" || !isThere(stage, job)) return;
  const dice = stage.fate(`end of ${runOf(job)}`);
  // A job that begins pipelines goes wrong at first, and well when it is run again.
  const fails =
    job.name === "spawn"
      ? job.pipeline.jobs.find(({ name }) => name === "spawn") === job
      : dice.chance(profile.failing);
  if (fails)
    twin.fail(job.id, dice.pick(["script_failure", "runner_system_failure"]), { artifacts: { files: [] }, log: "" });
  else twin.succeed(job.id, { artifacts: { files: [] }, log: "" });
  if (isThere(stage, job)) leaveArtifacts(stage, job, dice.pick([30, 120, 3600]));
}

function leaveArtifacts(stage: Stage, job: Job, seconds: number): void {
  const expireAt = stage.timeline.now() + seconds * 1000;
  job.files.push({ type: "archive", sizeBytes: 1000, filename: "artifacts.zip", format: "zip", expireAt });
  job.artifactsExpireAt = expireAt;
  stage.noteJob(job.id);
}

/** A job that the bot ran begins a pipeline, in the bot's name and of the same commit. */
function spawn(stage: Stage, job: Job): void {
  stage.timeline.after(500, () => {
    stage.met("pipeline begun by a job");
    beginPipeline(stage, job.id, { by: stage.twin.bot.username, sha: job.pipeline.commit.sha });
  });
}

function runMillis(dice: Random, { profile }: Stage): number {
  const millis = 500 + Math.round(dice.next() * 3500);
  return dice.chance(profile.hanging) ? 600_000 + millis : millis;
}
