import { countOne } from "../machine/throttle.ts";
import type { Project } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { isRecursive } from "./chain.ts";
import { alertStatus } from "./disabling.ts";
import type { Hook, LossReason, Queued } from "./hook.ts";

// What keeps an event from being sent; GitLab writes a line in a log of its own and tells nobody.
// Source: gitlabhq app/services/web_hook_service.rb, `async_execute` and `execute` (read 2026-11).

/** When the event happens. Counts it towards the limit of the top-level group. */
export function obstacleAtOnce(world: World, project: Project, { hook, ...queued }: Queued): LossReason | undefined {
  if (world.settings.isSilent) return "silent mode";
  if (!isExecutable(world, hook)) return "disabled";
  const [root = ""] = project.path.split("/");
  if (countOne(world, `hook calls of ${root}`, world.settings.hookCallsPerMinute)) return "rate limit";
  return isBlocked(world, { hook, ...queued }) ? "recursion" : undefined;
}

/** When it is about to be sent. */
export function obstacleAtLast(world: World, queued: Queued): LossReason | undefined {
  if (world.settings.isSilent) return "silent mode";
  if (!isExecutable(world, queued.hook)) return "disabled";
  return isBlocked(world, queued) ? "recursion" : undefined;
}

function isExecutable(world: World, hook: Hook): boolean {
  return alertStatus(world, hook) === "executable";
}

function isBlocked(world: World, { isChained, eventUuid, hook }: Queued): boolean {
  return isChained && isRecursive(world, eventUuid, hook);
}
