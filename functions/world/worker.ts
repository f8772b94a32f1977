import type { Context } from "aws-lambda";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { Worker } from "../../lib/app/worker.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { createLog } from "../../lib/edge/log.ts";
import { pause } from "../../lib/edge/pause.ts";
import { luck, orderedText } from "../../lib/edge/random.ts";
import { openStore } from "./store.ts";
import { openThrottle } from "./throttle.ts";
import { workerGitLab } from "./tokens.ts";
import { watchedSources } from "./watched.ts";

/** What performing needs, but for the end of the lease, which each invocation brings. */
export type WorkerWorld = Omit<Worker, "leaseEnd">;

/** Lambda was seen to end a function up to 0.7 s after its time; clocks differ by up to 2 s. */
const lateMillis = 5_000;

/** The world of one invocation: its claims hold until it must have ended. */
export function during(world: WorkerWorld, context: Pick<Context, "getRemainingTimeInMillis">): Worker {
  return { ...world, leaseEnd: () => world.clock() + context.getRemainingTimeInMillis() + lateMillis };
}

/** The world of a deployed worker, by its environment. @throws SettingsError */
export function realWorker(service: string): WorkerWorld {
  const env = environment();
  const settings = readSettings(env, ["calls", "tables"]);
  const sources = watchedSources(env, settings.PENSTOCK_CALL_TIMEOUT_SECONDS, {
    deployed: workerGitLab,
    local: (client) => client,
    onAnswer: (...answer) => throttle.heard(...answer),
  });
  const log = createLog(service);
  const store = openStore(settings, log);
  const throttle = openThrottle(store, systemClock, () => sources);
  return {
    store,
    throttle,
    rules: createRulesReader({ store, actions, clock: systemClock, log }),
    gitlab: async (id) => await sources.find((source) => source.id === id)?.open(),
    sources,
    clock: systemClock,
    random: orderedText,
    giveWay,
    pause,
    luck,
    settleSeconds: settings.PENSTOCK_SETTLE_SECONDS,
    callTimeoutSeconds: settings.PENSTOCK_CALL_TIMEOUT_SECONDS,
    log,
  };
}
