import { isoDate } from "../../../state/dates.ts";
import type { Commit, Job, Pipeline } from "../../../state/graph.ts";
import { addressOf } from "../../../state/person.ts";
import type { Gid } from "../coerce.ts";
import { connectionTypes, pageArgs, pageOf } from "../connection.ts";
import { type Args, FieldError, type Fields, fieldsOf } from "../schema.ts";

// Source: gitlabhq app/graphql/types/ci/pipeline_type.rb, resolvers/ci/jobs_resolver.rb (read 2026-11).

const pipelineFields: Fields = fieldsOf<Pipeline>({
  id: ["ID!", ({ id }) => `gid://gitlab/Ci::Pipeline/${id}`],
  iid: ["String!", ({ iid }) => String(iid)],
  name: ["String", () => null],
  ref: ["String", ({ ref }) => ref],
  refPath: ["String", refPath],
  sha: ["String", ({ commit }) => commit.sha],
  source: ["String", ({ source }) => source],
  status: ["PipelineStatusEnum!", ({ status }) => status.toUpperCase()],
  detailedStatus: ["DetailedStatus!", (pipeline) => pipeline],
  active: ["Boolean!", ({ status }) => ["pending", "running", "waiting_for_resource", "preparing"].includes(status)],
  createdAt: ["Time!", ({ createdAt }) => isoDate(createdAt)],
  updatedAt: ["Time!", ({ updatedAt }) => isoDate(updatedAt)],
  startedAt: ["Time", ({ startedAt }) => isoDate(startedAt)],
  finishedAt: ["Time", ({ finishedAt }) => isoDate(finishedAt)],
  duration: ["Int", ({ durationSeconds }) => durationSeconds],
  path: ["String", ({ id, project }) => `/${project.path}/-/pipelines/${id}`],
  user: ["UserCore", ({ person }) => person],
  commit: ["Commit", ({ commit }) => commit],
  project: ["Project", ({ project }) => project],
  jobs: [
    "CiJobConnection",
    listJobs,
    { ...pageArgs, statuses: "[CiJobStatus!]", retried: "Boolean", jobKind: "CiJobKind" },
  ],
  job: ["CiJob", oneJob, { id: "JobID", name: "String" }],
  sourceJob: ["CiJob", ({ triggeredBy }) => triggeredBy],
  upstream: ["Pipeline", ({ triggeredBy }) => triggeredBy?.pipeline],
  downstream: ["PipelineConnection", (pipeline, args) => pageOf(below(pipeline), args), pageArgs],
});

/** Its author is whoever has the address that the commit names. Source: gitlabhq app/graphql/types/repositories/commit_type.rb (read 2026-11). */
const commitFields: Fields = fieldsOf<Commit>({
  sha: ["String!", ({ sha }) => sha],
  title: ["String", ({ message }) => message.split("\n")[0]],
  message: ["String", ({ message }) => message],
  authorName: ["String", ({ authorName }) => authorName],
  authorEmail: ["String", ({ authorEmail }) => authorEmail],
  author: [
    "UserCore",
    ({ authorEmail }, _args, { world }) => world.people.find((person) => addressOf(person) === authorEmail) ?? null,
  ],
});

/** A merge request's pipeline has the path of the branch that it comes from. Source: gitlabhq app/models/ci/pipeline.rb, source_ref_path (read 2026-11). */
function refPath({ ref, tag, mergeRequest }: Pipeline): string {
  return tag ? `refs/tags/${ref}` : `refs/heads/${mergeRequest?.sourceBranch ?? ref}`;
}

function below({ bridges }: Pipeline): Pipeline[] {
  return bridges.map(({ downstream }) => downstream).filter((pipeline) => pipeline !== null);
}

/** Bridges too, newest first; retried ones too, unless `retried` says no. */
function listJobs(pipeline: Pipeline, args: Args) {
  const { statuses, retried, jobKind } = args;
  const rows = allOf(pipeline)
    .filter(({ isRetried }) => typeof retried !== "boolean" || isRetried === retried)
    .filter(({ trigger }) => typeof jobKind !== "string" || (trigger !== null) === (jobKind === "BRIDGE"))
    .filter(({ status }) => !Array.isArray(statuses) || statuses.includes(status.toUpperCase()));
  return pageOf(rows, args);
}

function oneJob(pipeline: Pipeline, { id, name }: Args): Job | undefined {
  if (id === undefined && name === undefined) throw new FieldError("One of id or name is required");
  const wanted = id as Gid | undefined;
  return allOf(pipeline).find((job) => (wanted ? job.id === wanted.id : job.name === name));
}

function allOf({ jobs, bridges }: Pipeline): Job[] {
  return [...jobs, ...bridges].sort((one, other) => other.id - one.id);
}

export const pipelineTypes: Readonly<Record<string, Fields>> = {
  Pipeline: pipelineFields,
  Commit: commitFields,
  ...connectionTypes("Pipeline"),
};
