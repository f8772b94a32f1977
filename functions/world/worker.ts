import type { Context } from "aws-lambda";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { TokenWorld } from "../../lib/app/tokens/watch.ts";
import type { Worker } from "../../lib/app/worker.ts";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { createLog } from "../../lib/edge/log.ts";
import { pause } from "../../lib/edge/pause.ts";
import { luck, orderedText } from "../../lib/edge/random.ts";
import { together } from "../../lib/edge/together.ts";
import { openStore } from "./store.ts";
import { openThrottle } from "./throttle.ts";
import { workerGitLab } from "./tokens.ts";
import { configuredSources, watchedSources } from "./watched.ts";
import { localTokens, watchedTokens } from "./watchedTokens.ts";

/** What performing needs, but for the end of the lease, which each invocation brings. */
export type WorkerWorld = Omit<Worker, "leaseEnd"> & Pick<TokenWorld, "tokens">;

/** Lambda was seen to end a function up to 0.7 s after its time; clocks differ by up to 2 s. */
const lateMillis = 5_000;

/** The world of one invocation: its claims hold until it must have ended. */
export function during(world: WorkerWorld, context: Pick<Context, "getRemainingTimeInMillis">): Worker {
  return { ...world, leaseEnd: () => world.clock() + context.getRemainingTimeInMillis() + lateMillis };
}

/** The world of a deployed worker, by its environment. @throws SettingsError */
export function realWorker(service: string): WorkerWorld {
  const env = environment();
  const [settings, configured] = together(
    () => readSettings(env, ["calls", "tables"]),
    () => configuredSources(env),
  );
  const log = createLog(service, env);
  const callTimeoutSeconds = settings.PENSTOCK_CALL_TIMEOUT_SECONDS;
  const sources = watchedSources(configured, {
    deployed: (way) => {
      const hands = { gitlab: workerGitLab(way), tokens: watchedTokens(way, ["act", "clean"]) };
      return async () => hands;
    },
    local: (client, own) => {
      const onAnswer = (answer: RateAnswer) => throttle.heard(own.id, "act", answer);
      const tokens = localTokens(own, { callTimeoutSeconds, clock: systemClock, onAnswer });
      return { gitlab: async () => client, tokens };
    },
    onAnswer: (...answer) => throttle.heard(...answer),
    callTimeoutSeconds,
    log,
  });
  const hands = (id: string) => sources.find((source) => source.id === id)?.open();
  const store = openStore(settings, log);
  const throttle = openThrottle(store, systemClock, () => sources);
  return {
    store,
    throttle,
    rules: createRulesReader({ store, actions, clock: systemClock, log }),
    gitlab: async (id) => await (await hands(id))?.gitlab(),
    tokens: async (id) => (await hands(id))?.tokens ?? [],
    sources,
    clock: systemClock,
    random: orderedText,
    giveWay,
    pause,
    luck,
    settleSeconds: settings.PENSTOCK_SETTLE_SECONDS,
    callTimeoutSeconds,
    log,
  };
}
