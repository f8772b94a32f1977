import type { World } from "../state/world.ts";
import type { Hook } from "./hook.ts";

// A request may carry the X-Gitlab-Event-UUID of the hook that made somebody send it. What it causes is told under that
// uuid to each hook once, and not to those that were told under it before.
// Source: gitlabhq lib/gitlab/web_hooks/recursion_detection.rb (read 2026-11).

const mostHooks = 100;
const keptMillis = 30 * 60_000;

/** Does what a request asks; what that causes at once belongs to the chain that the request names. */
export function inChain<T>({ chains, vintage }: World, uuid: string | undefined, deed: () => T): T {
  const before = chains.current;
  chains.current = vintage >= 2024 && uuid ? uuid : null;
  try {
    return deed();
  } finally {
    chains.current = before;
  }
}

/** Notes that a hook was told something under a uuid. */
export function noteFired({ chains, clock }: World, uuid: string, { id }: Hook): void {
  const { hookIds } = firedUnder(chains, uuid, clock()) ?? { hookIds: new Set<number>() };
  hookIds.add(id);
  chains.fired.set(uuid, { hookIds, until: clock() + keptMillis });
}

/** Whether a hook may not be told anything under a uuid that a request brought. */
export function isRecursive({ chains, clock }: World, uuid: string, { id }: Hook): boolean {
  const fired = firedUnder(chains, uuid, clock());
  return fired !== undefined && (fired.hookIds.has(id) || fired.hookIds.size >= mostHooks);
}

function firedUnder({ fired }: World["chains"], uuid: string, now: number) {
  const found = fired.get(uuid);
  return found && found.until > now ? found : undefined;
}
