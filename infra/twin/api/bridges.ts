import type { Job, Pipeline } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { pipelineEntity } from "./entities.ts";
import { jobEntity } from "./jobEntity.ts";
import { offsetPage } from "./paging.ts";
import { readScopes } from "./scopes.ts";

/** What a runner's job has beyond what every entry of a pipeline has. */
const ofRunners: readonly string[] = [
  "artifacts_file",
  "artifacts",
  "runner",
  "runner_manager",
  "artifacts_expire_at",
  "archived",
  "tag_list",
];

/** A job or a bridge where GitLab shows only the common part. Source: gitlabhq lib/api/entities/ci/job_basic.rb (read 2026-11). */
export function jobBasicEntity(world: World, job: Job): Record<string, unknown> {
  return Object.fromEntries(Object.entries(jobEntity(world, job)).filter(([name]) => !ofRunners.includes(name)));
}

/** Source: docs.gitlab.com/api/jobs, "List all trigger jobs for a pipeline" (read 2026-11). */
export function bridgeEntity(world: World, bridge: Job) {
  const { downstream } = bridge;
  return {
    ...jobBasicEntity(world, bridge),
    downstream_pipeline: downstream && pipelineEntity(world, downstream),
  };
}

/** Those that are not retried, newest first. */
export function listBridges(call: Call, { bridges }: Pipeline): Answer {
  const scopes = readScopes(call);
  if ("status" in scopes) return scopes;
  const rows = bridges.filter((bridge) => !bridge.isRetried && scopes.includes(bridge));
  return offsetPage(call, { rows: rows.reverse(), show: (bridge) => bridgeEntity(call.world, bridge) });
}
