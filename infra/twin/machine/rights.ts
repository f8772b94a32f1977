import type { Job, Pipeline, Project } from "../state/graph.ts";
import { accessLevels, type Person } from "../state/person.ts";
import { accessLevel, hasRole, protections } from "../state/project.ts";
import type { Verb, World } from "../state/world.ts";
import { isOutdated } from "./deployment.ts";
import { mayDeploy } from "./environment.ts";

/** Who wants to do something, and where. */
export interface Actor {
  readonly world: World;
  readonly person: Person;
}

/**
 * Whether a person may do that to a job: nothing to one whose deployment is outdated, nor to one that deploys where the
 * person may not.
 * Source: gitlabhq app/policies/ci/build_policy.rb, processable_policy.rb and deployable_policy.rb (read
 * 2026-11).
 */
export function may({ world, person }: Actor, verb: Verb, job: Job): boolean {
  const { project, isArchived, ref, tag } = job.pipeline;
  if (verb === "deleteArtifacts") return hasRole(project, person, "maintainer");
  if (isArchived && keptFromArchived.includes(verb)) return false;
  if (!mayUpdateRef(person, project, { ref, tag })) return false;
  if (isOutdated(job) || !mayDeploy(world, person, job)) return false;
  if (verb !== "erase") return hasRole(project, person, "developer");
  const isFree = protections(project, ref, tag).length === 0;
  return (
    hasRole(project, person, "maintainer") || (hasRole(project, person, "developer") && isFree && job.person === person)
  );
}

/** Whether the person may retry and cancel all of it. Source: gitlabhq app/policies/ci/pipeline_policy.rb (read 2026-11). */
export function mayUpdatePipeline(person: Person, { project, ref, tag }: Pipeline): boolean {
  return hasRole(project, person, "developer") && mayUpdateRef(person, project, { ref, tag });
}

/** Whether the person may delete it. Source: docs.gitlab.com/user/permissions (read 2026-11). */
export function ownsPipeline(person: Person, { project }: Pipeline): boolean {
  return hasRole(project, person, "owner");
}

const keptFromArchived: readonly Verb[] = ["retry", "play", "unschedule", "keep"];

/** Whether the person may push to the branch or create the tag; where several rules match, one that allows is enough. */
export function mayUpdateRef(person: Person, project: Project, { ref, tag }: { ref: string; tag: boolean }): boolean {
  const rules = protections(project, ref, tag);
  if (rules.length === 0) return true;
  return rules.some(({ role = "maintainer", usernames = [] }) => {
    if (usernames.includes(person.username)) return true;
    return role !== "none" && hasRole(project, person, role);
  });
}

/** Whether the person may give a job variables of its own. */
export function maySetVariables(person: Person, project: Project): boolean {
  const { pipelineVariables } = project.settings;
  return pipelineVariables !== "no_one_allowed" && accessLevel(project, person) >= accessLevels[pipelineVariables];
}

/** Whether the person may see jobs: members from reporter on, and whoever sees the project where its pipelines are public. */
export function mayRead(person: Person, project: Project): boolean {
  if (hasRole(project, person, "reporter")) return true;
  return project.settings.hasPublicPipelines && maySee(person, project);
}

/** Whether the project exists for that person. */
export function maySee(person: Person, project: Project): boolean {
  return project.settings.visibility === "public" || accessLevel(project, person) > 0;
}
