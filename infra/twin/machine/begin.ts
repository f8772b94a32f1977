import type { Commit, Job, MergeRequest, Pipeline, Project } from "../state/graph.ts";
import { nextIid } from "../state/history.ts";
import { shaOf } from "../state/ids.ts";
import type { AutoCancel, NewJob } from "../state/jobParts.ts";
import { addressOf, type Person } from "../state/person.ts";
import { personOf, type World } from "../state/world.ts";
import { beginJob, definitionOf } from "./beginJob.ts";
import { checkNeeds } from "./needs.ts";
import { proceed } from "./proceed.ts";
import { cancelRedundant } from "./redundant.ts";

export type { NewJob } from "../state/jobParts.ts";

export interface NewPipeline {
  /** A branch or tag name; with `mergeRequest` it is made from that. Default: the default branch. */
  readonly ref?: string;
  readonly tag?: boolean;
  readonly source?: string;
  readonly sha?: string;
  readonly message?: string;
  /** Who began it; default: the first member who is no bot. */
  readonly by?: string;
  /** Who wrote its commit; `null`: nobody whom GitLab knows. Default: who began it. */
  readonly author?: string | null;
  readonly variables?: Readonly<Record<string, string>>;
  /** In their order; default: as the jobs first name them. */
  readonly stages?: readonly string[];
  readonly mergeRequest?: {
    readonly iid: number;
    readonly sourceBranch: string;
    readonly title?: string;
    /** Default: the default branch. */
    readonly targetBranch?: string;
    /** Default: the project itself; another one, or `null` where that is gone: it is from a fork. */
    readonly sourceProjectId?: number | null;
    /** Who opened it; default: who began the pipeline. */
    readonly author?: string;
  };
  readonly jobs: readonly NewJob[];
  /** Default: conservative, and a failure cancels nothing. */
  readonly autoCancel?: Partial<AutoCancel>;
}

/** Where a pipeline that a bridge began comes from. */
export interface Origin {
  readonly bridge: Job;
  /** Given to a child, which is of the same ref, commit and merge request as its parent. */
  readonly parent?: Pipeline;
}

/**
 * A new pipeline with its jobs, those of the first stage started.
 *
 * @throws Error when there is no such person, no job, two jobs of one name, or a job of an unlisted stage
 */
export function addPipeline(
  world: World,
  project: Project,
  { origin, ...added }: NewPipeline & { readonly origin?: Origin },
): Pipeline {
  const stages = added.stages ?? [...new Set(added.jobs.map(({ stage = "test" }) => stage))];
  check(added, stages);
  const plain = pipelineOf(world, project, { ...added, stages });
  const pipeline: Pipeline = origin ? { ...plain, ...originPart(origin) } : plain;
  project.pipelines.push(pipeline);
  noteRef(pipeline);
  for (const job of added.jobs) beginJob(world, pipeline, { definition: definitionOf(job), person: pipeline.person });
  proceed(world, pipeline);
  cancelRedundant(world, pipeline);
  return pipeline;
}

function originPart({ bridge, parent }: Origin): Partial<Pipeline> {
  const inherited = parent && {
    ref: parent.ref,
    tag: parent.tag,
    commit: parent.commit,
    mergeRequest: parent.mergeRequest,
  };
  return { triggeredBy: bridge, person: bridge.person, ...inherited };
}

function noteRef({ project, ref, tag, commit, mergeRequest }: Pipeline): void {
  if (tag) project.tags.set(ref, project.tags.get(ref) ?? commit);
  else project.branches.add(mergeRequest?.sourceBranch ?? ref);
}

function check({ jobs }: NewPipeline, stages: readonly string[]): void {
  const names = new Set(jobs.map(({ name }) => name));
  if (jobs.length === 0) throw new Error("a pipeline needs a job");
  if (names.size < jobs.length) throw new Error("two jobs of one pipeline have the same name");
  const stray = jobs.find(({ stage = "test" }) => !stages.includes(stage));
  if (stray) throw new Error(`job ${stray.name} is in a stage that the pipeline does not list`);
  checkNeeds(jobs, stages);
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
    iid: nextIid(project),
    project,
    ref: mergeRequest ? `refs/merge-requests/${mergeRequest.iid}/head` : ref,
    tag,
    commit: commitOf(world, { project, id, person, added }),
    source,
    person,
    mergeRequest: mergeRequest ? mergeRequestOf(world, project, mergeRequest) : null,
    stages: added.stages,
    variables: added.variables ?? {},
    createdAt: now,
    jobs: [],
    bridges: [],
    triggeredBy: null,
    autoCancel: { onNewCommit: "conservative", onJobFailure: "none", ...added.autoCancel },
    status: "created",
    updatedAt: now,
    startedAt: null,
    finishedAt: null,
    durationSeconds: null,
    isArchived: false,
  };
}

interface Committed {
  readonly project: Project;
  readonly id: number;
  readonly person: Person | null;
  readonly added: NewPipeline;
}

function commitOf(world: World, { project, id, person, added }: Committed): Commit {
  const author = typeof added.author === "string" ? personOf(world, added.author) : person;
  const isKnown = author !== null && added.author !== null;
  return {
    sha: added.sha ?? shaOf(`${project.path}@${id}`),
    message: added.message ?? `Change ${nextIid(project)} of ${project.path}\n`,
    authorName: isKnown ? author.name : "Nobody",
    authorEmail: isKnown ? addressOf(author) : "nobody@example.com",
    at: world.clock(),
  };
}

function mergeRequestOf(
  world: World,
  project: Project,
  {
    iid,
    sourceBranch,
    title = sourceBranch,
    targetBranch = project.defaultBranch,
    sourceProjectId = project.id,
    author,
  }: NonNullable<NewPipeline["mergeRequest"]>,
): MergeRequest {
  return {
    id: world.ids.next("mergeRequest"),
    iid,
    title,
    sourceBranch,
    targetBranch,
    sourceProjectId,
    ...(author !== undefined && { author: personOf(world, author) }),
  };
}

function firstHuman(project: Project): Person | null {
  return [...project.members.keys()].find(({ isBot }) => !isBot) ?? null;
}
