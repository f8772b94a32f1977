import type { Job, Project } from "../state/graph.ts";
import { accessLevels, type Person } from "../state/person.ts";
import { accessLevel, hasRole, protections } from "../state/project.ts";
import type { Verb } from "../state/world.ts";

/**
 * Whether a person may do that to a job.
 * Source: gitlabhq app/policies/ci/build_policy.rb and processable_policy.rb (read 2026-11).
 */
export function may(person: Person, verb: Verb, job: Job): boolean {
  const { project, isArchived, ref, tag } = job.pipeline;
  if (verb === "deleteArtifacts") return hasRole(project, person, "maintainer");
  if (isArchived && (verb === "retry" || verb === "play" || verb === "keep")) return false;
  if (!mayUpdateRef(person, project, { ref, tag })) return false;
  if (verb !== "erase") return hasRole(project, person, "developer");
  const isFree = protections(project, ref, tag).length === 0;
  return (
    hasRole(project, person, "maintainer") || (hasRole(project, person, "developer") && isFree && job.person === person)
  );
}

/** Whether the person may push to the branch or create the tag; where several rules match, one that allows is enough. */
function mayUpdateRef(person: Person, project: Project, { ref, tag }: { ref: string; tag: boolean }): boolean {
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

/** Whether the person may see jobs: members from reporter on, and everybody where the project is public. */
export function mayRead(person: Person, project: Project): boolean {
  return project.settings.visibility === "public" || hasRole(project, person, "reporter");
}

/** Whether the project exists for that person. */
export function maySee(person: Person, project: Project): boolean {
  return project.settings.visibility === "public" || project.members.has(person);
}
