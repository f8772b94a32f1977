import { jobOfProject } from "../machine/act.ts";
import { forbidden, noRecord, notFound, type Refusal } from "../machine/refusal.ts";
import { type Actor, mayRead, maySee } from "../machine/rights.ts";
import { touchPipeline } from "../state/find.ts";
import type { Job, Pipeline, Project } from "../state/graph.ts";
import { findPipeline } from "../state/history.ts";
import type { Role } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import { findProject } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call, Handled, Handler } from "./call.ts";

// What a route stands in: each finds the thing that the path names, or answers as GitLab does where there is none.

export function inProject(handle: (call: Call, project: Project) => Handled): Handler {
  return (call) => {
    const asked = call.params.id ?? "";
    const current = findProject(call.world, asked);
    const project = current ?? call.world.projects.find(({ formerPaths }) => formerPaths.includes(asked));
    if (!project || !maySee(call.person, project)) return refusal(notFound("Project"));
    const stray = strayToken(call, project);
    if (stray) return refusal(stray);
    return current ? handle(call, project) : moved(call, project);
  };
}

/** To the same with the project's number; only readers are sent on. Source: gitlabhq lib/api/helpers.rb (read 2026-11). */
function moved({ method, address, query }: Call, { id }: Project): Answer {
  if (method !== "GET") return json(405, { message: "Non GET methods are not allowed for moved projects" });
  const there = address.replace(/(\/projects\/)[^/]+/, `$1${id}`);
  const to = query.size > 0 ? `${there}?${query}` : there;
  return { status: 301, headers: { Location: to }, body: `This resource has been moved permanently to ${to}` };
}

/** A job's token opens its own project, and those that let it in. Source: gitlabhq lib/api/helpers.rb (read 2026-11). */
function strayToken({ tokenJob }: Call, project: Project): Refusal | undefined {
  const own = tokenJob?.pipeline.project;
  if (!own || own === project || project.settings.jobTokensFrom.includes(own.path)) return undefined;
  const [from, to] = [own, project].map(({ path }) => path.split("/").at(-1));
  return forbidden(`Authentication by CI/CD job token not allowed from ${from} to ${to}.`);
}

/** As `inProject`, for those who may see its jobs. */
export function inReadableProject(handle: (call: Call, project: Project) => Handled): Handler {
  return inProject((call, project) => {
    if (!mayRead(call.person, project)) return refusal(forbidden());
    return handle(call, project);
  });
}

type PipelineHandler = (call: Call, pipeline: Pipeline) => Handled;

export function inPipeline(handle: PipelineHandler): Handler {
  return inReadableProject((call, project) => withPipeline(call, project, handle));
}

/** As `inPipeline`, for those who may do that; the pipeline is looked for first. */
export function onPipeline(may: (asker: Actor, pipeline: Pipeline) => boolean, handle: PipelineHandler): Handler {
  const ifAllowed: PipelineHandler = (call, pipeline) =>
    may(call, pipeline) ? handle(call, touchPipeline(call.world, pipeline)) : refusal(forbidden());
  return inProject((call, project) => withPipeline(call, project, ifAllowed));
}

function withPipeline(call: Call, project: Project, handle: PipelineHandler): Handled {
  const id = readId(call.params.pipeline_id);
  if (id === undefined) return parameterError("pipeline_id is invalid");
  const pipeline = findPipeline(project, id);
  return pipeline ? handle(call, pipeline) : refusal(noRecord());
}

export function onJob(handle: (call: Call, job: Job) => Handled): Handler {
  return inReadableProject((call, project) => {
    const id = readId(call.params.job_id);
    if (id === undefined) return parameterError("job_id is invalid");
    const job = jobOfProject(call.world, project, id);
    return job ? handle(call, job) : refusal(noRecord());
  });
}

/** As `inProject`, for those who have the role. */
export function inProjectAs(role: Role, handle: (call: Call, project: Project) => Handled): Handler {
  return inProject((call, project) =>
    hasRole(project, call.person, role) ? handle(call, project) : refusal(forbidden()),
  );
}

export function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,18}$/.test(text) ? Number(text) : undefined;
}
