import type { Project } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { isBelow } from "./group.ts";
import type { Hook, NewHook } from "./hook.ts";
import { type HookWord, hookKinds } from "./kinds.ts";

const mostHeaders = 20;

/** @throws Error when this GitLab has no templates or headers of one's own, or not so many */
export function addHook(world: World, project: Project, added: NewHook): Hook {
  return register(world, added, { project, groupPath: null });
}

/**
 * A hook that hears of every project below a group.
 *
 * @throws Error as `addHook`, and where there is no licence for Premium or no project in such a group
 */
export function addGroupHook(world: World, groupPath: string, added: NewHook): Hook {
  if (!world.settings.isPremium) throw new Error("group webhooks need GitLab Premium: set settings.isPremium");
  if (!world.projects.some((project) => isBelow(project, groupPath)))
    throw new Error(`there is no project in a group ${groupPath}`);
  return register(world, added, { project: null, groupPath });
}

function register(world: World, added: NewHook, place: Pick<Hook, "project" | "groupPath">): Hook {
  const { template, headers = {} } = added;
  const isCustom = template !== undefined || Object.keys(headers).length > 0;
  if (isCustom && world.vintage < 2024)
    throw new Error(`a GitLab of ${world.vintage} has neither webhook templates nor custom headers`);
  if (Object.keys(headers).length > mostHeaders) throw new Error(`a hook has at most ${mostHeaders} custom headers`);
  const unharmed = { createdAt: world.clock(), recentFailures: 0, disabledUntil: null };
  const hook: Hook = { ...added, ...place, ...unharmed, id: world.ids.next("hook") };
  world.hooks.push(hook);
  return hook;
}

/** The hooks that are told such an event of a project; a disabled one is among them. */
export function hooksFor({ hooks, vintage }: World, project: Project, word: HookWord): Hook[] {
  const { wish, since } = hookKinds[word];
  if (vintage < since) return [];
  return hooks.filter((hook) => hook[wish] && (hook.project === project || isBelow(project, hook.groupPath)));
}
