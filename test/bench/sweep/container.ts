import type { WorkerWorld } from "../../../functions/world/worker.ts";
import { actions } from "../../../lib/actions/index.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { createThrottle, oneToken } from "../../../lib/app/throttleShared.ts";
import type { GitLab, Store } from "../../../lib/core/ports.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import type { Random } from "../../simulation/random.ts";
import { around, type Life, mortal, type Reaper } from "./life.ts";
import type { Timeline } from "./timeline.ts";

export const source = "gitlab";
const callTimeoutSeconds = 12;
/** The harness stops the clock for as long as an answer takes for real. */
const realTimeoutSeconds = 300;

/** What containers are made of. */
export interface Ground {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly gitlab: { readonly url: string; readonly token: string };
  readonly perMinute: number;
  /** How long each answer of GitLab takes, in our time. */
  readonly latencyMillis: number;
  readonly random: Random;
  readonly reaper: Reaper;
  /** Told what a function logs as an error. */
  readonly onFault: (text: string) => void;
}

/** A process that serves one invocation at a time, until it is killed. */
export interface Container {
  readonly life: Life;
  readonly world: WorkerWorld;
  close(): Promise<void>;
}

export function openContainer(name: string, ground: Ground): Container {
  const { timeline, random, reaper } = ground;
  const life: Life = { isOver: false };
  let texts = 0;
  const store = mortal(ground.store, life, reaper.fate);
  const { pause } = mortal({ pause: timeline.pause }, life, () => undefined);
  const giveWay = (tries: number) => pause(random.next() * Math.min(500, 20 * 2 ** tries));
  const luck = () => random.next();
  const throttle = createThrottle({ store, clock: timeline.now, luck, giveWay, pause }, () => [
    { id: source, requestsPerMinute: ground.perMinute, budgets: oneToken },
  ]);
  const client = createGitLab({
    baseUrl: ground.gitlab.url,
    token: ground.gitlab.token,
    callTimeoutSeconds: realTimeoutSeconds,
    clock: timeline.now,
    userAgent: "Penstock",
    onAnswer: (answer) => throttle.heard(source, "act", answer),
  });
  const far = <Port extends object>(port: Port) => mortal(remote(port, ground), life, reaper.fate);
  const gitlab: GitLab = { reads: far(client.reads), writes: far(client.writes) };
  return {
    life,
    world: {
      store,
      throttle,
      rules: createRulesReader({ store, actions, clock: timeline.now, log: silent }),
      gitlab: async (id) => (id === source ? gitlab : undefined),
      sources: [{ id: source, projects: ["**"] }],
      clock: timeline.now,
      random: () => `${String(++texts).padStart(7, "0")}${name}`,
      giveWay,
      pause,
      luck,
      settleSeconds: 180,
      callTimeoutSeconds,
      log: { info: () => {}, error: (what, fields = {}) => ground.onFault(`${what} ${JSON.stringify(fields)}`) },
    },
    close: () => client.close(),
  };
}

/** A port to another machine: its answer is made at once, and comes later. */
function remote<Port extends object>(port: Port, { timeline, latencyMillis, reaper }: Ground): Port {
  return around(port, (_, method) => async (...given) => {
    reaper.request(timeline.now());
    const began = timeline.now();
    const [answer] = await timeline.during(() => Promise.allSettled([method(...given)]));
    await timeline.pause(began + latencyMillis - timeline.now());
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  });
}
