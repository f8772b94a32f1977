import type { PatrolWorld } from "../../../functions/world/patrol.ts";
import { patrolRequests } from "../../../functions/world/patrol.ts";
import type { WorkerWorld } from "../../../functions/world/worker.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { createThrottle, oneToken } from "../../../lib/app/throttleShared.ts";
import type { Store } from "../../../lib/core/ports.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { silent } from "../../../lib/edge/log.ts";
import { around, type Life, mortal } from "../../bench/sweep/life.ts";
import type { Timeline } from "../../bench/sweep/timeline.ts";
import type { Random } from "../../simulation/random.ts";
import type { Trouble } from "./weather.ts";
import { type Asked, wireTo } from "./wire.ts";

export const source = "gitlab";
export const settleSeconds = 180;
const callTimeoutSeconds = 12;
const tableMillis = 10;

/** What containers are made of. */
export interface Ground {
  readonly timeline: Timeline;
  readonly twin: Twin;
  readonly store: Store;
  readonly random: Random;
  readonly perMinute: number;
  readonly latencyMillis: number;
  readonly trouble: (at: Instant) => Trouble | undefined;
  /** Every request that was sent to GitLab. */
  readonly asked: Asked[];
  /** Told what a function logs as an error. */
  readonly onError: (what: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A process that serves one invocation at a time, until its time is over. */
export interface Container {
  readonly life: Life;
  readonly world: WorkerWorld & PatrolWorld;
}

export function openContainer(name: string, ground: Ground): Container {
  const { timeline, random } = ground;
  const life: Life = { isOver: false };
  const store = mortal(ground.store, life, () => undefined);
  const { pause } = mortal({ pause: timeline.pause }, life, () => undefined);
  const giveWay = (tries: number) => pause(random.next() * Math.min(500, 20 * 2 ** tries));
  const luck = () => random.next();
  let texts = 0;
  const throttle = createThrottle({ store, clock: timeline.now, luck, giveWay, pause }, () => [
    { id: source, requestsPerMinute: ground.perMinute, budgets: oneToken },
  ]);
  const far = wireTo({
    ...{ twin: ground.twin, timeline, random, asked: ground.asked, callTimeoutSeconds },
    latencyMillis: ground.latencyMillis,
    trouble: () => ground.trouble(timeline.now()),
    heard: (answer) => throttle.heard(source, "act", answer),
  });
  const gitlab = {
    reads: mortal(far.reads, life, () => undefined),
    writes: mortal(far.writes, life, () => undefined),
  };
  const mine = (id: string) => (id === source ? gitlab : undefined);
  return {
    life,
    world: {
      ...{ store, throttle, actions, giveWay, pause, luck, settleSeconds, callTimeoutSeconds },
      rules: createRulesReader({ store, actions, clock: timeline.now, log: silent }),
      gitlab: async (id) => mine(id),
      reads: async (id) => mine(id)?.reads,
      sources: [{ id: source, projects: ["**"] }],
      clock: timeline.now,
      random: () => `${timeline.now().toString(36)}${String(++texts).padStart(5, "0")}${name}`,
      mostRequests: patrolRequests,
      log: { info: () => {}, error: (what, fields = {}) => ground.onError(what, fields) },
    },
  };
}

/** The tables as they are reached over a network: each answer takes a moment, so that those who ask at one time meet. */
export function distant(bare: Store, { timeline, random }: Pick<Ground, "timeline" | "random">): Store {
  return around(bare, (_, method) => async (...given) => {
    await timeline.pause(tableMillis * random.whole(1, 2));
    return await timeline.during(() => method(...given));
  });
}
