import type { Grants, Job, Pipeline, Project } from "../state/graph.ts";
import { groupLevel } from "../state/group.ts";
import { accessLevels, type Person } from "../state/person.ts";
import { accessLevel, hasRole, protections } from "../state/project.ts";
import type { Verb, World } from "../state/world.ts";
import { isOutdated } from "./deployment.ts";
import { deployRightOf } from "./environment.ts";

/** Who wants to do something, and where. */
export interface Actor {
  readonly world: World;
  readonly person: Person;
}

/**
 * Whether a person may do that to a job: nothing to one whose deployment is outdated, nor to one that deploys where the
 * person may not. Whoever may deploy to a protected environment may so as a reporter, whatever protects the ref.
 * Source: gitlabhq app/policies/ci/build_policy.rb, processable_policy.rb and deployable_policy.rb, gitlab-org/gitlab
 * ee/app/policies/ee/ci/deployable_policy.rb (read 2026-11).
 */
export function may({ world, person }: Actor, verb: Verb, job: Job): boolean {
  const { project, isArchived, ref, tag } = job.pipeline;
  if (verb === "deleteArtifacts") return hasRole(project, person, "maintainer");
  if (isArchived && keptFromArchived.includes(verb)) return false;
  const deploys = deployRightOf(world, person, job);
  if (isOutdated(job) || deploys === "barred") return false;
  if (deploys === "open" && !mayUpdateRef(world, person, job.pipeline)) return false;
  const mayUpdate = hasRole(project, person, deploys === "granted" ? "reporter" : "developer");
  if (verb !== "erase") return mayUpdate;
  const isFree = protections(project, ref, tag).length === 0;
  return hasRole(project, person, "maintainer") || (mayUpdate && isFree && job.person === person);
}

/** Whether the person may retry and cancel all of it. Source: gitlabhq app/policies/ci/pipeline_policy.rb (read 2026-11). */
export function mayUpdatePipeline({ world, person }: Actor, pipeline: Pipeline): boolean {
  return hasRole(pipeline.project, person, "developer") && mayUpdateRef(world, person, pipeline);
}

/** Whether the person may delete it. Source: docs.gitlab.com/user/permissions (read 2026-11). */
export function ownsPipeline({ person }: Actor, { project }: Pipeline): boolean {
  return hasRole(project, person, "owner");
}

const keptFromArchived: readonly Verb[] = ["retry", "play", "unschedule", "keep"];

/** Whether the person may push or merge to the branch, or create the tag; where several rules match, one that allows is enough. */
export function mayUpdateRef(
  world: World,
  person: Person,
  { project, ref, tag }: Pick<Pipeline, "project" | "ref" | "tag">,
): boolean {
  const rules = protections(project, ref, tag);
  if (rules.length === 0) return true;
  const ways: readonly Grants[] = rules.flatMap(({ merge, ...push }) => (tag || !merge ? [push] : [push, merge]));
  return ways.some((grants) => isLetThrough(world, { person, project }, grants));
}

/**
 * Of a group that is named only those direct members count who are developers there, and only where it is invited as such.
 * Source: gitlab-org/gitlab ee/app/models/concerns/ee/protected_ref_access.rb (read 2026-11).
 */
function isLetThrough(
  world: World,
  { person, project }: { person: Person; project: Project },
  { role = "maintainer", usernames = [], groups = [] }: Grants,
): boolean {
  if (accessLevel(project, person) > 0 && usernames.includes(person.username)) return true;
  if (role !== "none" && hasRole(project, person, "developer") && hasRole(project, person, role)) return true;
  return groups.some((path) => {
    const group = world.groups.get(path);
    if (!group) return false;
    const most = project.invited.get(group);
    const isInvited = most !== undefined && accessLevels[most] >= accessLevels.developer;
    return isInvited && groupLevel(group, person, "direct") >= accessLevels.developer;
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
