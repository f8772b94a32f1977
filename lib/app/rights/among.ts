import type { Project } from "../../core/event.ts";
import type { Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { roleLevels } from "../../core/looked.ts";
import type { SomePeople } from "../../rules/approvals.ts";
import { hiddenGroup } from "./granted.ts";
import { allOf, anyOf, type Known, type Right, rightOf } from "./right.ts";

interface Where {
  readonly project: Project;
  readonly reads: GitLabReads;
}

/**
 * Whether a person is one of those that a rule means, by memberships, and by the name that GitLab has for his number, as they
 * are now. What cannot be learnt is a no.
 *
 * @param from missing: everybody
 * @throws GitLabError when GitLab cannot be asked
 */
export async function isAmong(person: Person, from: readonly SomePeople[] | undefined, where: Where): Promise<Right> {
  if (!from) return { may: true };
  const answers: Known[] = [];
  for (const some of from) {
    const answer = await isOneOf(person, some, where);
    if (answer === true) return { may: true };
    answers.push(answer);
  }
  return rightOf(anyOf(answers), { person, why: `@${person.username} is none of those whom the rule asks` });
}

/** Whoever is all that is said. What costs least is asked first, and nothing after a no. */
async function isOneOf(person: Person, some: SomePeople, where: Where): Promise<Known> {
  const answers: Known[] = [];
  for (const ask of [hasRole, hasName, isInGroup]) {
    const answer = await ask(person, some, where);
    if (answer === false) return false;
    answers.push(answer);
  }
  return allOf(answers);
}

async function hasRole({ userId }: Person, { role }: SomePeople, { project, reads }: Where): Promise<Known> {
  if (role === undefined) return true;
  const level = await reads.memberLevel(project.id, userId);
  return level === undefined ? { unknown: "the project's members cannot be read" } : level >= roleLevels[role];
}

/** GitLab takes names in upper and lower case alike, and a name that somebody gave up may be another's now. */
async function hasName({ userId }: Person, { user }: SomePeople, { reads }: Where): Promise<Known> {
  if (user === undefined) return true;
  const now = await reads.user(userId);
  if (!now) return { unknown: `GitLab does not tell the name of the user ${userId}` };
  const name = now.username.toLowerCase();
  return user.some((one) => one.toLowerCase() === name);
}

async function isInGroup({ userId }: Person, { group }: SomePeople, { reads }: Where): Promise<Known> {
  if (group === undefined) return true;
  const answers: Known[] = [];
  for (const path of group) {
    const level = await reads.groupLevel(path, userId, "inherited");
    if (level !== undefined && level > 0) return true;
    answers.push(level === undefined ? { unknown: hiddenGroup(path) } : false);
  }
  return anyOf(answers);
}
