import type { Job, MergeRequest, Pipeline, Project } from "../state/graph.ts";
import { shaOf } from "../state/ids.ts";
import type { Environment, JobDefinition, When } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { personOf, tell, type World } from "../state/world.ts";
import { proceed } from "./proceed.ts";

export interface NewJob {
  readonly name: string;
  /** Default: `test`. */
  readonly stage?: string;
  /** Default: `on_success`. */
  readonly when?: When;
  /** With `when: "manual"` it makes the job optional. Default: no (GitLab's YAML makes plain manual jobs optional). */
  readonly allowFailure?: boolean;
  readonly tags?: readonly string[];
  readonly environment?: Environment;
  /** Its runner runs `after_script` on cancel, so that it is `canceling` for a while. Default: no. */
  readonly cancelsSlowly?: boolean;
}

export interface NewPipeline {
  /** A branch or tag name; with `mergeRequest` it is made from that. Default: the default branch. */
  readonly ref?: string;
  readonly tag?: boolean;
  readonly source?: string;
  readonly sha?: string;
  readonly message?: string;
  /** Who began it; default: the first member who is no bot. */
  readonly by?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** In their order; default: as the jobs first name them. */
  readonly stages?: readonly string[];
  readonly mergeRequest?: { readonly iid: number; readonly sourceBranch: string; readonly title?: string };
  readonly jobs: readonly NewJob[];
}

/**
 * A new pipeline with its jobs, those of the first stage started.
 *
 * @throws Error when there is no such person, no job, two jobs of one name, or a job of an unlisted stage
 */
export function addPipeline(world: World, project: Project, added: NewPipeline): Pipeline {
  const stages = added.stages ?? [...new Set(added.jobs.map(({ stage = "test" }) => stage))];
  check(added, stages);
  const pipeline = pipelineOf(world, project, { ...added, stages });
  project.pipelines.push(pipeline);
  if (!pipeline.tag) project.branches.add(added.mergeRequest?.sourceBranch ?? pipeline.ref);
  for (const job of added.jobs) beginJob(world, pipeline, { definition: definitionOf(job), person: pipeline.person });
  proceed(world, pipeline);
  return pipeline;
}

function check({ jobs }: NewPipeline, stages: readonly string[]): void {
  const names = new Set(jobs.map(({ name }) => name));
  if (jobs.length === 0) throw new Error("a pipeline needs a job");
  if (names.size < jobs.length) throw new Error("two jobs of one pipeline have the same name");
  const stray = jobs.find(({ stage = "test" }) => !stages.includes(stage));
  if (stray) throw new Error(`job ${stray.name} is in a stage that the pipeline does not list`);
}

function pipelineOf(world: World, project: Project, added: NewPipeline & { stages: readonly string[] }): Pipeline {
  const {
    ref = project.defaultBranch,
    tag = false,
    mergeRequest,
    source = mergeRequest ? "merge_request_event" : "push",
  } = added;
  const now = world.clock();
  const id = world.ids.next("pipeline");
  const person = added.by === undefined ? firstHuman(project) : personOf(world, added.by);
  return {
    id,
    iid: project.pipelines.length + 1,
    project,
    ref: mergeRequest ? `refs/merge-requests/${mergeRequest.iid}/head` : ref,
    tag,
    commit: {
      sha: added.sha ?? shaOf(`${project.path}@${id}`),
      message: added.message ?? `Change ${project.pipelines.length + 1} of ${project.path}\n`,
      authorName: person?.name ?? "Nobody",
      authorEmail: `${person?.username ?? "nobody"}@example.com`,
      at: now,
    },
    source,
    person,
    mergeRequest: mergeRequest ? mergeRequestOf(world, project, mergeRequest) : null,
    stages: added.stages,
    variables: added.variables ?? {},
    createdAt: now,
    jobs: [],
    status: "created",
    updatedAt: now,
    startedAt: null,
    finishedAt: null,
    durationSeconds: null,
    isArchived: false,
  };
}

function mergeRequestOf(
  world: World,
  project: Project,
  { iid, sourceBranch, title }: NonNullable<NewPipeline["mergeRequest"]>,
): MergeRequest {
  return {
    id: world.ids.next("mergeRequest"),
    iid,
    title: title ?? sourceBranch,
    sourceBranch,
    targetBranch: project.defaultBranch,
  };
}

function firstHuman(project: Project): Person | null {
  return [...project.members.keys()].find(({ isBot }) => !isBot) ?? null;
}

function definitionOf({ name, stage = "test", when = "on_success", ...rest }: NewJob): JobDefinition {
  const { allowFailure = false, tags = [], environment = null, cancelsSlowly = false } = rest;
  return { name, stage, when, allowFailure, tags, environment, cancelsSlowly };
}

/** A new run of a job, `created`. */
export function beginJob(
  world: World,
  pipeline: Pipeline,
  {
    definition,
    person,
    copied,
  }: { definition: JobDefinition; person: Person | null; copied?: Pick<Job, "variables" | "startsAtOnce"> },
): Job {
  const { name, stage, when, allowFailure, tags, environment, cancelsSlowly } = definition;
  const job: Job = {
    id: world.ids.next("job"),
    pipeline,
    name,
    stage,
    when,
    allowFailure,
    tags,
    environment,
    cancelsSlowly,
    createdAt: world.clock(),
    status: "created",
    isRetried: false,
    startsAtOnce: copied?.startsAtOnce ?? false,
    person,
    variables: copied?.variables ?? {},
    queuedAt: null,
    startedAt: null,
    finishedAt: null,
    erasedAt: null,
    failureReason: null,
    runner: null,
    files: [],
    artifactsExpireAt: null,
    log: "",
  };
  pipeline.jobs.push(job);
  world.jobs.set(job.id, job);
  tell(world, { kind: "job", job });
  return job;
}
