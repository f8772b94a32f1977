import { jobOfProject } from "../machine/act.ts";
import { forbidden, noRecord, notFound } from "../machine/refusal.ts";
import { mayRead, maySee } from "../machine/rights.ts";
import type { Job, Pipeline, Project } from "../state/graph.ts";
import { findProject } from "../state/world.ts";
import { type Answer, parameterError, refusal } from "./answer.ts";
import type { Call, Handler } from "./call.ts";

// What a route stands in: each finds the thing that the path names, or answers as GitLab does where there is none.

export function inProject(handle: (call: Call, project: Project) => Answer): Handler {
  return (call) => {
    const project = findProject(call.world, call.params.id ?? "");
    if (!project || !maySee(call.person, project)) return refusal(notFound("Project"));
    return handle(call, project);
  };
}

/** As `inProject`, for those who may see its jobs. */
export function inReadableProject(handle: (call: Call, project: Project) => Answer): Handler {
  return inProject((call, project) => {
    if (!mayRead(call.person, project)) return refusal(forbidden());
    return handle(call, project);
  });
}

export function inPipeline(handle: (call: Call, pipeline: Pipeline) => Answer): Handler {
  return inReadableProject((call, project) => {
    const id = readId(call.params.pipeline_id);
    if (id === undefined) return parameterError("pipeline_id is invalid");
    const pipeline = project.pipelines.find((one) => one.id === id);
    return pipeline ? handle(call, pipeline) : refusal(noRecord());
  });
}

export function onJob(handle: (call: Call, job: Job) => Answer): Handler {
  return inReadableProject((call, project) => {
    const id = readId(call.params.job_id);
    if (id === undefined) return parameterError("job_id is invalid");
    const job = jobOfProject(call.world, project, id);
    return job ? handle(call, job) : refusal(noRecord());
  });
}

export function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,18}$/.test(text) ? Number(text) : undefined;
}
