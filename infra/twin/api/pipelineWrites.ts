import { cancelPipeline, deletePipeline, retryPipeline } from "../machine/pipelineVerbs.ts";
import type { Pipeline } from "../state/graph.ts";
import { type Answer, json, noContent, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { pipelineDetailEntity } from "./entities.ts";

// Source: docs.gitlab.com/api/pipelines and gitlabhq lib/api/ci/pipelines.rb (read 2026-11).

/** 201 with the pipeline, also where nothing in it could be retried. */
export function retryWholePipeline({ world, person }: Call, pipeline: Pipeline): Answer {
  const refused = retryPipeline(world, { pipeline, person });
  return refused ? refusal(refused) : json(201, pipelineDetailEntity(world, pipeline));
}

/** 200 with the pipeline, also where nothing in it could be canceled. */
export function cancelWholePipeline({ world, person }: Call, pipeline: Pipeline): Answer {
  const refused = cancelPipeline(world, { pipeline, person });
  return refused ? refusal(refused) : json(200, pipelineDetailEntity(world, pipeline));
}

export function deleteWholePipeline({ world, person }: Call, pipeline: Pipeline): Answer {
  const refused = deletePipeline(world, { pipeline, person });
  return refused ? refusal(refused) : noContent;
}
