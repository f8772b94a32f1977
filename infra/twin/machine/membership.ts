import type { Instant } from "../../../lib/core/time.ts";
import type { Project } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { membershipRound, nextRound } from "./rounds.ts";

/** When the next membership ends; `undefined`: none does. */
export function nextMembershipEnd({ projects, course }: World): Instant | undefined {
  const ends = projects.flatMap((project) => expiring(project).map(({ endsAt }) => endsAt));
  if (ends.length === 0) return undefined;
  return nextRound(membershipRound, Math.max(Math.min(...ends), course.passedTo));
}

/** Who is a member up to a day that has come is none any more. */
export function endMemberships({ projects, clock }: World): void {
  for (const project of projects)
    for (const { person, endsAt } of expiring(project)) {
      if (endsAt > clock()) continue;
      project.members.delete(person);
      project.inheritedMembers.delete(person);
    }
}

function expiring({ memberExpiries, members, inheritedMembers }: Project): { person: Person; endsAt: Instant }[] {
  return [...memberExpiries]
    .filter(([person]) => members.has(person) || inheritedMembers.has(person))
    .map(([person, day]) => ({ person, endsAt: Date.parse(day) }))
    .filter(({ endsAt }) => !Number.isNaN(endsAt));
}
