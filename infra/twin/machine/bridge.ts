import type { Job, Pipeline, Project } from "../state/graph.ts";
import type { JobStatus, Trigger } from "../state/jobParts.ts";
import { hasRole } from "../state/project.ts";
import { findProject, type World } from "../state/world.ts";
import { addPipeline } from "./begin.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { maySee, mayUpdateRef } from "./rights.ts";

// Source: gitlabhq app/models/ci/bridge.rb, app/services/ci/create_downstream_pipeline_service.rb (read 2026-11).

/** So many generations of child pipelines there may be below the first. */
const mostGenerations = 2;

/** From now on a bridge that starts begins its pipeline, and takes over how that one goes where it was told to. */
export function followBridges(world: World): void {
  world.listeners.push((news) => {
    if (news.kind === "bridge" && news.job.status === "pending" && !news.job.downstream) startBridge(world, news.job);
    if (news.kind === "pipeline") inherit(world, news.pipeline);
  });
}

function startBridge(world: World, bridge: Job): void {
  const { trigger, pipeline: parent } = bridge;
  if (!trigger) return;
  const project = trigger.project === undefined ? parent.project : findProject(world, trigger.project);
  const reason = obstacle(world, bridge, { trigger, project });
  if (reason !== undefined || !project) {
    bridge.failureReason = reason ?? "downstream_bridge_project_not_found";
    moveJob(world, bridge, "failed");
    return;
  }
  const isChild = trigger.project === undefined;
  moveJob(world, bridge, "running");
  const { jobs, stages, branch } = trigger;
  bridge.downstream = addPipeline(world, project, {
    jobs,
    source: isChild ? "parent_pipeline" : "pipeline",
    ...(stages && { stages }),
    ...(branch !== undefined && { ref: branch }),
    origin: { bridge, ...(isChild && { parent }) },
  });
  if (trigger.strategy === undefined) moveJob(world, bridge, "success");
  else inherit(world, bridge.downstream);
}

/** Why the bridge cannot begin anything, in the word of its failure. */
function obstacle(
  world: World,
  { person, pipeline }: Job,
  { trigger, project }: { trigger: Trigger; project: Project | undefined },
): string | undefined {
  if (!project || !person || !maySee(person, project)) return "downstream_bridge_project_not_found";
  if (trigger.project !== undefined && project === pipeline.project) return "invalid_bridge_trigger";
  if (trigger.project === undefined && generation(pipeline) >= mostGenerations)
    return "reached_max_descendant_pipelines_depth";
  const ref = trigger.project === undefined ? pipeline.ref : (trigger.branch ?? project.defaultBranch);
  const isTag = trigger.project === undefined && pipeline.tag;
  const may = hasRole(project, person, "developer") && mayUpdateRef(world, person, { project, ref, tag: isTag });
  return may ? undefined : "insufficient_bridge_permissions";
}

/** How many parents are above it. */
function generation({ source, triggeredBy }: Pipeline): number {
  return source === "parent_pipeline" && triggeredBy ? 1 + generation(triggeredBy.pipeline) : 0;
}

const depended: Readonly<Partial<Record<JobStatus, JobStatus>>> = {
  success: "success",
  canceled: "canceled",
  failed: "failed",
  skipped: "failed",
};
const mirrored: typeof depended = { ...depended, skipped: "skipped", manual: "manual" };

/** The bridge above takes the pipeline's end; one that goes on after its end makes the bridge wait again. */
function inherit(world: World, { triggeredBy: bridge, status }: Pipeline): void {
  const strategy = bridge?.trigger?.strategy;
  if (!bridge || strategy === undefined || bridge.isRetried || !bridge.downstream) return;
  const taken = (strategy === "mirror" ? mirrored : depended)[status];
  if (taken === undefined && !(bridge.status in depended)) return;
  if (taken === "failed") bridge.failureReason ??= "unknown_failure";
  moveJob(world, bridge, taken ?? "pending");
  proceed(world, bridge.pipeline);
}
