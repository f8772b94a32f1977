import { forbidden, notFound } from "../machine/refusal.ts";
import { maySee } from "../machine/rights.ts";
import { type Group, groupLevel, withAbove } from "../state/group.ts";
import { accessLevels, type Person, type Role } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { refusal } from "./answer.ts";
import type { Call, Handled, Handler } from "./call.ts";

type InGroup = (call: Call, group: Group) => Handled;

/** A group by its number or its full path, in upper and lower case alike, for those who see it. Source: gitlabhq lib/api/helpers.rb (read 2026-11). */
export function inGroup(handle: InGroup): Handler {
  return (call) => {
    const asked = (call.params.id ?? "").toLowerCase();
    const group = [...call.world.groups.values()].find(
      ({ id, path }) => String(id) === asked || path.toLowerCase() === asked,
    );
    return group && seesGroup(call.world, call.person, group) ? handle(call, group) : refusal(notFound("Group"));
  };
}

/** As `inGroup`, for those who have the role. */
export function inGroupAs(role: Role, handle: InGroup): Handler {
  return inGroup((call, group) =>
    groupLevel(group, call.person) >= accessLevels[role] ? handle(call, group) : refusal(forbidden()),
  );
}

/** Its members, and whoever sees a project below it; all groups here are private. */
function seesGroup({ projects }: World, person: Person, group: Group): boolean {
  if (groupLevel(group, person) > 0) return true;
  return projects.some((project) => withAbove(project.group).includes(group) && maySee(person, project));
}
