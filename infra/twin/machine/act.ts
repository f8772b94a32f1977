import type { Job, Project } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import type { Effect, Verb, World } from "../state/world.ts";
import { forbidden, noRecord, type Refusal } from "./refusal.ts";
import { may } from "./rights.ts";
import { type Done, verbs } from "./verbs.ts";

/** What somebody wants done to a job of a project. */
export interface Order {
  readonly verb: Verb;
  readonly project: Project;
  readonly jobId: number;
  readonly person: Person;
  /** Only `play` reads them. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Does it, or says why not, and writes down what changed. */
export function act(world: World, order: Order): Done | Refusal {
  const { verb, project, person } = order;
  if (!hasRoleFor(verb, project, person)) return forbidden();
  const job = jobOfProject(world, project, order.jobId);
  if (!job) return noRecord();
  if (!may(person, verb, job)) return forbidden();
  const done = verbs[verb](world, job, order);
  if ("refused" in done || !done.changed) return done;
  world.effects.push(effectOf(world, order, done));
  return done;
}

/** These ask for the role before they look for the job. Source: gitlabhq lib/api/ci/jobs.rb, job_artifacts.rb (read 2026-11). */
function hasRoleFor(verb: Verb, project: Project, person: Person): boolean {
  if (verb === "cancel") return hasRole(project, person, "developer");
  return verb !== "deleteArtifacts" || hasRole(project, person, "maintainer");
}

export function jobOfProject(world: World, project: Project, id: number): Job | undefined {
  const job = world.jobs.get(id);
  return job?.pipeline.project === project ? job : undefined;
}

function effectOf(world: World, { verb, project, jobId, person }: Order, { job, variables }: Done): Effect {
  return {
    at: world.clock(),
    verb,
    projectId: project.id,
    jobId,
    ...(job.id !== jobId && { newJobId: job.id }),
    user: person.username,
    ...(variables && { variables }),
  };
}
