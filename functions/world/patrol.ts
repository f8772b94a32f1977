import { actions } from "../../lib/actions/index.ts";
import type { Patrol } from "../../lib/app/patrol.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { WatchedSource } from "../../lib/app/worker.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { createLog } from "../../lib/edge/log.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { openStore } from "./store.ts";
import { openThrottle } from "./throttle.ts";
import { readerGitLab } from "./tokens.ts";
import { watchedSources } from "./watched.ts";

/** What the patrol needs, but for its time, which each invocation brings. It holds no way to change GitLab. */
export interface PatrolWorld extends Omit<Patrol, "remainingMillis"> {
  /** The configured sources, each with the projects that it is watched for. */
  readonly sources: readonly WatchedSource[];
}

/**
 * Requests that one run may send to a source: half of the lists of jobs that GitLab allows one user in a minute.
 * Source: docs.gitlab.com/administration/settings, project_jobs_api_rate_limit: 600 (read 2026-11).
 */
export const patrolRequests = 300;

/** The patrol of a deployed function, by its environment. @throws SettingsError */
export function realPatrol(): PatrolWorld {
  const env = environment();
  const settings = readSettings(env, ["calls", "tables"]);
  const sources = watchedSources(env, settings.PENSTOCK_CALL_TIMEOUT_SECONDS, {
    deployed: readerGitLab,
    local: ({ reads }) => reads,
    onAnswer: (...answer) => throttle.heard(...answer),
  });
  const log = createLog("patrol");
  const store = openStore(settings, log);
  const throttle = openThrottle(store, systemClock, () => sources);
  return {
    store,
    throttle,
    rules: createRulesReader({ store, actions, clock: systemClock, log }),
    actions,
    reads: async (id) => await sources.find((source) => source.id === id)?.open(),
    sources,
    clock: systemClock,
    random: orderedText,
    giveWay,
    callTimeoutSeconds: settings.PENSTOCK_CALL_TIMEOUT_SECONDS,
    mostRequests: patrolRequests,
    log,
  };
}
