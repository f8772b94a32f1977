import type { World } from "../state/world.ts";
import type { Delivery, Hook } from "./hook.ts";

// Source: gitlabhq app/models/concerns/web_hooks/auto_disabling.rb (read 2026-11).

const gracefulFailures = 3;
const lastFailures = 39;
const firstPauseMillis = 60_000;
const longestPauseMillis = 86_400_000;

type AlertStatus = "executable" | "temporarily_disabled" | "disabled";

/** Whether a hook gets events; always, where the world does not disable failing ones or its GitLab cannot yet. */
export function alertStatus(world: World, { recentFailures, disabledUntil }: Hook): AlertStatus {
  if (!isDisabling(world)) return "executable";
  // before 17.11 four errors of the receiver's own were the end
  const isGivenUp = recentFailures > gracefulFailures && disabledUntil === null;
  if (recentFailures > lastFailures || isGivenUp) return "disabled";
  return disabledUntil !== null && disabledUntil >= world.clock() ? "temporarily_disabled" : "executable";
}

/** Counts how an attempt went: from the fourth failure in a row on the hook pauses, each time twice as long. */
export function noteOutcome(world: World, hook: Hook, { status = 0 }: Delivery): void {
  if (!isDisabling(world)) return;
  if (status >= 200 && status < 400) {
    hook.recentFailures = 0;
    hook.disabledUntil = null;
    return;
  }
  if (alertStatus(world, hook) !== "executable") return;
  const pauses = hook.recentFailures - gracefulFailures;
  hook.recentFailures++;
  if (hook.recentFailures <= gracefulFailures) return;
  const isReceiversFault = status >= 400 && status < 500;
  const pauseMillis = Math.min(firstPauseMillis * 2 ** pauses, longestPauseMillis);
  hook.disabledUntil = world.vintage < 2026 && isReceiversFault ? null : world.clock() + pauseMillis;
}

function isDisabling({ settings, vintage }: World): boolean {
  return settings.disablesFailingHooks && vintage >= 2024;
}
