import { forbidden } from "../machine/refusal.ts";
import type { Pipeline, Project } from "../state/graph.ts";
import { countPipelines, pipelinesOf } from "../state/history.ts";
import { jobStatuses } from "../state/jobParts.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { pipelineDetailEntity, pipelineEntity } from "./entities.ts";
import { offsetPage, type Stream } from "./paging.ts";
import { dateParam, wrongDate, wrongWord } from "./params.ts";

// Reads of pipelines. Source: docs.gitlab.com/api/pipelines and gitlabhq app/finders/ci/pipelines_finder.rb (read 2026-11).

const orders: Readonly<Record<string, (pipeline: Pipeline) => number | string>> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  ref: ({ ref }) => ref,
  updated_at: ({ updatedAt }) => updatedAt,
  user_id: ({ person }) => person?.id ?? 0,
};

const sources = [
  "push",
  "web",
  "trigger",
  "schedule",
  "api",
  "external",
  "pipeline",
  "chat",
  "webide",
  "merge_request_event",
  "external_pull_request_event",
  "parent_pipeline",
  "ondemand_dast_scan",
  "ondemand_dast_validation",
  "security_orchestration_policy",
  "container_registry_push",
  "duo_workflow",
  "pipeline_execution_policy_schedule",
  "unknown",
];

const words = {
  status: jobStatuses,
  scope: ["running", "pending", "finished", "branches", "tags"],
  source: sources,
  order_by: Object.keys(orders),
  sort: ["asc", "desc"],
};
const moments = ["updated_before", "updated_after", "created_before", "created_after"];

/** Child pipelines are shown only to those who ask for their source. */
export function listPipelines(call: Call, project: Project): Answer {
  const { world, query } = call;
  const wrong = wrongWord(query, words) ?? wrongDate(query, moments);
  if (wrong) return wrong;
  const order = orders[query.get("order_by") ?? "id"] ?? (({ id }: Pipeline) => id);
  const show = (pipeline: Pipeline) => pipelineEntity(world, pipeline);
  if (!shapers.some((name) => query.has(name))) return offsetPage(call, { rows: newestFirst(project), show });
  const rising = inScope(project, query)
    .filter(isAskedFor(query))
    .sort((one, other) => compare(order(one), order(other)) || one.id - other.id);
  const rows = query.get("sort") === "asc" ? rising : rising.reverse();
  return offsetPage(call, { rows, show });
}

/** What makes the list another one than all pipelines, the newest first. */
const shapers = [...Object.keys(words), ...moments, "ref", "sha", "username"];

/** Of a project with a past only those of the page are made. */
function newestFirst(project: Project): Stream<Pipeline> {
  const { pipelines, past } = project;
  const children = pipelines.filter(({ source }) => source === "parent_pipeline").length;
  if (!past || children > 0) {
    const rows = [...pipelinesOf(project)].filter(({ source }) => source !== "parent_pipeline");
    return { from: (skip) => rows.slice(skip), count: rows.length };
  }
  return { from: (skip) => pipelinesOf(project, undefined, skip), count: countPipelines(project) };
}

function isAskedFor(query: URLSearchParams): (pipeline: Pipeline) => boolean {
  const wanted = (name: string) => query.get(name) || undefined;
  const equals: readonly [string | undefined, (pipeline: Pipeline) => string | undefined][] = [
    [wanted("status"), ({ status }) => status],
    [wanted("ref"), ({ ref }) => ref],
    [wanted("sha"), ({ commit }) => commit.sha],
    [wanted("source"), ({ source }) => source],
    [wanted("username"), ({ person }) => person?.username],
  ];
  const bounds = (name: string) => ({
    after: dateParam(query, `${name}_after`, Number.NEGATIVE_INFINITY),
    before: dateParam(query, `${name}_before`, Number.POSITIVE_INFINITY),
  });
  const [updated, created] = [bounds("updated"), bounds("created")];
  return (pipeline) =>
    (pipeline.source !== "parent_pipeline" || wanted("source") === "parent_pipeline") &&
    equals.every(([value, read]) => value === undefined || read(pipeline) === value) &&
    isWithin(pipeline.updatedAt, updated) &&
    isWithin(pipeline.createdAt, created);
}

function isWithin(at: number, { after, before }: { after: number; before: number }): boolean {
  return at >= after && at <= before;
}

const finished: readonly string[] = ["success", "failed", "canceled"];

/** With `branches` and `tags` only the newest of each ref. */
function inScope(project: Project, query: URLSearchParams): Pipeline[] {
  const pipelines = [...pipelinesOf(project, query.get("ref") || undefined)].reverse();
  const scope = query.get("scope");
  if (scope === "running" || scope === "pending") return pipelines.filter(({ status }) => status === scope);
  if (scope === "finished") return pipelines.filter(({ status }) => finished.includes(status));
  if (scope === null) return pipelines;
  const ofKind = pipelines.filter(({ tag, source }) => tag === (scope === "tags") && source !== "parent_pipeline");
  return [...new Map(ofKind.map((pipeline) => [pipeline.ref, pipeline])).values()];
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function firstNoChild(pipelines: Iterable<Pipeline>): Pipeline | undefined {
  for (const pipeline of pipelines) if (pipeline.source !== "parent_pipeline") return pipeline;
  return undefined;
}

/** The newest of a ref, the default branch where none is named. GitLab checks the right to see it first, so none is 403. */
export function showLatestPipeline({ world, query }: Call, project: Project): Answer {
  const wanted = query.get("ref") ?? project.defaultBranch;
  const newest = firstNoChild(pipelinesOf(project, wanted));
  return newest ? json(200, pipelineDetailEntity(world, newest)) : refusal(forbidden());
}

export function showPipeline({ world }: Call, pipeline: Pipeline): Answer {
  return json(200, pipelineDetailEntity(world, pipeline));
}
