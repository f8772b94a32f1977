import type { Facts, Project } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { LookedPipeline } from "../../core/looked.ts";
import type { Instant } from "../../core/time.ts";
import type { Given } from "./given.ts";
import { jobOf } from "./job.ts";
import { lookedOf, userId } from "./looked.ts";

const jobId = 1000;
const pipelineId = 100;

/**
 * The facts that a case gives, all that a look could tell included; a log is not among them, since only a part of it is
 * told, by what a rule asks for.
 *
 * @param now the moment of the case
 */
export function factsOfGiven(given: Given, now: Instant): Facts {
  const job: Job = { id: jobId, pipelineId: given.pipeline ?? pipelineId, ...jobOf(given, now) };
  const { command, by } = given;
  const username = typeof by === "string" ? by : (by?.user ?? "somebody");
  return {
    project: projectOf(given.project),
    job,
    pipeline: pipelineOf(given),
    looked: lookedOf(given, job),
    ...(command && {
      command: { verb: command.verb, values: command.variables ?? {}, by: { userId, username } },
    }),
  };
}

/** No project has the id 0: a rule that names ids never means one that a case gives by its path alone. */
function projectOf(project: Given["project"]): Project {
  if (project === undefined) return { id: 0 };
  if (typeof project === "string") return { id: 0, path: project };
  return typeof project === "number" ? { id: project } : project;
}

function pipelineOf(given: Given): NonNullable<Facts["pipeline"]> {
  const { pipeline: id = pipelineId, pipelineStatus, pipelineSource, ref, tag, sha } = given;
  const mergeRequest = mergeRequestOf(given);
  return {
    id,
    ...(pipelineStatus && { status: pipelineStatus }),
    ...(pipelineSource !== undefined && { source: pipelineSource }),
    ...(ref !== undefined && { ref }),
    ...(tag !== undefined && { tag }),
    ...(sha !== undefined && { sha }),
    ...(mergeRequest !== undefined && { mergeRequest }),
  };
}

/** Whether it comes from a fork is known of a merge request only; that there is none says that it does not. */
function mergeRequestOf({ mergeRequest, fork }: Given): LookedPipeline["mergeRequest"] {
  if (mergeRequest === undefined && fork === undefined) return undefined;
  if (mergeRequest === null) return null;
  return { ...mergeRequest, ...(fork !== undefined && { isFromFork: fork }) };
}
