import { actions } from "../../lib/actions/index.ts";
import type { HookWorld } from "../../lib/app/hooked/hookRun.ts";
import type { Patrol } from "../../lib/app/patrol.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { TokenWorld } from "../../lib/app/tokens/watch.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import { mostListsPerMinute } from "../../lib/core/patrolBound.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { createLog } from "../../lib/edge/log.ts";
import { pause } from "../../lib/edge/pause.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { together } from "../../lib/edge/together.ts";
import { openStore } from "./store.ts";
import { openThrottle } from "./throttle.ts";
import { hooksGitLab, readerGitLab } from "./tokens.ts";
import { configuredSources, watchedSources } from "./watched.ts";
import { watchedTokens } from "./watchedTokens.ts";

/**
 * What the patrol needs, but for its time, which each invocation brings. It holds no way to change GitLab, but for having a
 * delivery sent again.
 */
export interface PatrolWorld
  extends Omit<Patrol, "remainingMillis">,
    Pick<HookWorld, "hooks">,
    Pick<TokenWorld, "tokens"> {
  /** The configured sources, each with the projects that it is watched for. */
  readonly sources: readonly WatchedSource[];
}

/**
 * Requests that one run may send to a source at most: ten minutes of half of the lists of jobs that GitLab allows one user.
 * What it sends is what its lane of the rate budget has room for.
 */
export const patrolRequests = 10 * mostListsPerMinute;

/** The patrol of a deployed function, by its environment. @throws SettingsError */
export function realPatrol(): PatrolWorld {
  const env = environment();
  const [settings, configured] = together(
    () => readSettings(env, ["calls", "tables"]),
    () => configuredSources(env),
  );
  const log = createLog("patrol", env);
  const sources = watchedSources(configured, {
    deployed: (way) => {
      const tokens = watchedTokens(way, ["read", "hooks"]);
      const looks = { reads: readerGitLab(way), hooks: hooksGitLab(way), tokens };
      return async () => looks;
    },
    local: ({ reads, hooks }) => ({ reads: async () => reads, hooks: async () => hooks, tokens: [] }),
    onAnswer: (...answer) => throttle.heard(...answer),
    callTimeoutSeconds: settings.PENSTOCK_CALL_TIMEOUT_SECONDS,
    log,
  });
  const store = openStore(settings, log);
  const throttle = openThrottle(store, systemClock, () => sources);
  const looks = (id: string) => sources.find((source) => source.id === id)?.open();
  return {
    store,
    throttle,
    rules: createRulesReader({ store, actions, clock: systemClock, log }),
    actions,
    reads: async (id) => await (await looks(id))?.reads(),
    hooks: async (id) => await (await looks(id))?.hooks(),
    tokens: async (id) => (await looks(id))?.tokens ?? [],
    sources,
    clock: systemClock,
    random: orderedText,
    giveWay,
    pause,
    requestsPerMinute: (id) => sources.find((source) => source.id === id)?.requestsPerMinute,
    callTimeoutSeconds: settings.PENSTOCK_CALL_TIMEOUT_SECONDS,
    mostRequests: patrolRequests,
    log,
  };
}
