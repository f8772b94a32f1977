import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import type { LookedPipeline } from "../../core/looked.ts";
import { Text } from "../fields.ts";
import { condition, type Fact, flagCheck, partOf } from "./condition.ts";
import { textCheck } from "./text.ts";

/** The ref of a merge request pipeline is its source branch, which is not the jobs' own ref: anybody's fork may call it `main`. */
function refOf({ job, pipeline }: Facts): Fact<string> {
  if (job.ref !== undefined) return job.ref;
  return pipeline?.source === undefined || pipeline.source === "merge_request_event" ? undefined : pipeline.ref;
}

/** `null`: a pipeline that is gone has none. */
function sourceOf({ pipeline, looked }: Facts): Fact<string> {
  return pipeline?.source ?? partOf(looked?.pipeline, ({ source }) => source);
}

function mergeRequestOf({ pipeline, looked }: Facts): LookedPipeline["mergeRequest"] {
  if (pipeline?.mergeRequest !== undefined) return pipeline.mergeRequest;
  return partOf(looked?.pipeline, ({ mergeRequest }) => mergeRequest);
}

/**
 * Sources of pipelines that never run for a merge request, so neither for one from elsewhere. Children, `parent_pipeline`,
 * may. Source: docs.gitlab.com/ci/jobs/job_rules, `CI_PIPELINE_SOURCE` (read 2026-11).
 */
const ownSources: ReadonlySet<string> = new Set(["push", "schedule", "web", "api", "trigger", "chat", "webide"]);

/** A pipeline that is gone could have been for anybody. */
function isForkOf(facts: Facts): boolean | undefined {
  const mergeRequest = mergeRequestOf(facts);
  if (mergeRequest) return mergeRequest.isFromFork;
  if (mergeRequest === null && facts.looked?.pipeline !== null) return false;
  const source = sourceOf(facts);
  return typeof source === "string" && ownSources.has(source) ? false : undefined;
}

function targetOf(facts: Facts): Fact<string> {
  return partOf(mergeRequestOf(facts), ({ target }) => target);
}

export const refConditions = {
  /** The job's own ref: `refs/merge-requests/7/head` in a merge request pipeline. */
  ref: condition(Text, (wanted, place) => textCheck(wanted, place, { read: refOf })),
  tag: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ job, pipeline }) => job.tag ?? pipeline?.tag }),
  ),
};

export const whereConditions = {
  protected: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ looked }) => looked?.isProtected, ask: "isProtected" }),
  ),
  /** The pipeline runs for a merge request that comes from another project. */
  fork: condition(z.boolean(), (wanted, place) => flagCheck(wanted, place, { read: isForkOf, ask: "pipeline" })),
  pipelineSource: condition(Text, (wanted, place) => textCheck(wanted, place, { read: sourceOf, ask: "pipeline" })),
  mergeRequest: condition(z.strictObject({ target: Text }), ({ target }, { path, tools }) =>
    textCheck(target, { path: `${path}.target`, tools }, { read: targetOf, ask: "pipeline" }),
  ),
};
