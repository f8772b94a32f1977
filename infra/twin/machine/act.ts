import { findJobOf, touch } from "../state/find.ts";
import type { Job, Project } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import { hasRole } from "../state/project.ts";
import type { Verb, World } from "../state/world.ts";
import type { Inputs } from "./inputs.ts";
import { forbidden, noRecord, type Refusal } from "./refusal.ts";
import { may, mayRead } from "./rights.ts";
import { verbs } from "./verbs.ts";
import type { Done } from "./wish.ts";

/** What somebody wants done to a job of a project. */
export interface Order {
  readonly verb: Verb;
  readonly project: Project;
  readonly jobId: number;
  readonly person: Person;
  /** Only `play` reads them, and a `retry` by GraphQL. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Only `play` and `retry` read them. */
  readonly inputs?: Inputs;
  /** Of a cancel that waits for no runner. */
  readonly isForced?: boolean;
}

/** Does it, or says why not, and writes down what changed. */
export function act(world: World, order: Order): Done | Refusal {
  const { verb, project, person } = order;
  if (!hasRoleFor(verb, project, person)) return forbidden();
  const job = forBridgesToo.includes(verb)
    ? jobOrBridgeOfProject(world, project, order.jobId)
    : jobOfProject(world, project, order.jobId);
  if (!job) return noRecord();
  if (!may({ world, person }, verb, job) || !mayForce(order)) return forbidden();
  const done = verbs[verb](world, touch(world, job), order);
  if ("refused" in done || !done.changed) return done;
  noteEffect(world, order, done);
  return done;
}

/** These ask for the role before they look for the job. Source: gitlabhq lib/api/ci/jobs.rb, job_artifacts.rb (read 2026-11). */
function hasRoleFor(verb: Verb, project: Project, person: Person): boolean {
  if (verb === "play") return mayRead(person, project);
  if (verb === "cancel" || verb === "keep") return hasRole(project, person, "developer");
  return verb !== "deleteArtifacts" || hasRole(project, person, "maintainer");
}

/** GitLab finds bridges for these; for all else only what a runner takes is a job. */
const forBridgesToo: readonly Verb[] = ["retry", "play"];

function mayForce({ project, person, isForced = false }: Order): boolean {
  return !isForced || hasRole(project, person, "maintainer");
}

/** A bridge is none. */
export function jobOfProject(world: World, project: Project, id: number): Job | undefined {
  const job = jobOrBridgeOfProject(world, project, id);
  return job?.trigger ? undefined : job;
}

export function jobOrBridgeOfProject(world: World, project: Project, id: number): Job | undefined {
  return findJobOf(world, project, id);
}

/** Writes down a change. */
export function noteEffect(
  world: World,
  { verb, project, jobId, person }: Omit<Order, "variables" | "inputs" | "isForced">,
  { job, variables, inputs }: Pick<Done, "job" | "variables" | "inputs">,
): void {
  world.effects.push({
    at: world.clock(),
    verb,
    projectId: project.id,
    jobId,
    ...(job.id !== jobId && { newJobId: job.id }),
    user: person.username,
    ...(variables && { variables }),
    ...(inputs && { inputs }),
  });
}
