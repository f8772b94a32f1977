import type { DoorWorld } from "../../functions/world/door.ts";
import type { PatrolWorld } from "../../functions/world/patrol.ts";
import { openThrottle } from "../../functions/world/throttle.ts";
import { localTokens } from "../../functions/world/watchedTokens.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { oneToken } from "../../lib/app/throttleShared.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import type { Log } from "../../lib/edge/log.ts";
import { luck, orderedText } from "../../lib/edge/random.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";

/** What of a house its workers stand on. */
interface WorkerOptions {
  readonly clock: Clock;
  readonly source: string;
  readonly gitlab: { readonly url: string; readonly token: string; readonly caPem?: string };
  readonly projects?: readonly string[];
  readonly settleSeconds?: number;
  readonly requestsPerMinute?: number;
  readonly callTimeoutSeconds?: number;
  readonly watchesTokens?: boolean;
  readonly log: Log;
}

/** The workers, with one token for all that they and the patrol ask. */
export function workerWorld(
  options: WorkerOptions,
  shared: Pick<DoorWorld, "store" | "rules">,
): WorkerWorld & Required<Pick<PatrolWorld, "hooks">> & { close(): Promise<void> } {
  const callTimeoutSeconds = options.callTimeoutSeconds ?? 12;
  const requestsPerMinute = options.requestsPerMinute ?? usualPerMinute;
  const rated = [{ id: options.source, requestsPerMinute, budgets: oneToken }];
  const throttle = openThrottle(shared.store, options.clock, () => rated);
  const { url: baseUrl, ...way } = options.gitlab;
  const gitlab = createGitLab({
    baseUrl,
    ...way,
    callTimeoutSeconds,
    clock: options.clock,
    userAgent: "Penstock",
    onAnswer: (answer) => throttle.heard(options.source, "act", answer),
  });
  const tokens = localTokens(options.gitlab, { callTimeoutSeconds, clock: options.clock });
  return {
    ...shared,
    gitlab: async (id) => (id === options.source ? gitlab : undefined),
    hooks: async (id) => (id === options.source ? gitlab.hooks : undefined),
    ...(options.watchesTokens && { tokens: async (id: string) => (id === options.source ? tokens : []) }),
    throttle,
    sources: [{ id: options.source, projects: options.projects ?? ["**"] }],
    clock: options.clock,
    random: orderedText,
    giveWay,
    luck,
    settleSeconds: options.settleSeconds ?? 180,
    callTimeoutSeconds,
    log: options.log,
    close: () => gitlab.close(),
  };
}
