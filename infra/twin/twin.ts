import type { Clock } from "../../lib/core/time.ts";
import { type Builders, buildersOf } from "./builders.ts";
import { addCrowd, type Crowd, type NewCrowd } from "./crowd/addCrowd.ts";
import type { Fault } from "./faults/fault.ts";
import { type Faults, makeFaults } from "./faults/faults.ts";
import { type Hands, handsOf } from "./hands.ts";
import { type HookHands, hookHandsOf } from "./hooks/hookHands.ts";
import { makeOutbox, type Outbox } from "./hooks/outbox.ts";
import { type Door, makeDoor } from "./limits/door.ts";
import { followBridges } from "./machine/bridge.ts";
import { followDeployments } from "./machine/deployment.ts";
import { handOnResources } from "./machine/resource.ts";
import { addPerson, addToken } from "./state/add.ts";
import type { Person } from "./state/person.ts";
import { type Effect, makeWorld, type Vintage, type World, type WorldSettings } from "./state/world.ts";

/** A request that came in over HTTP; `status` is 0 until it is answered, and where it never is. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  status: number;
  /** The kind of the fault that hit it. */
  readonly fault?: Fault["kind"];
}

/** The root of its addresses until it is served. */
const unservedUrl = "https://gitlab.example.com";

export interface TwinOptions {
  readonly clock: Clock;
  /** Moves that clock on, for people who steer the twin from outside. */
  readonly advance?: (seconds: number) => void;
  /** The first job's id; those of other kinds follow from it. Default: about where gitlab.com stands. */
  readonly firstId?: number;
  /** Default: 2026. */
  readonly vintage?: Vintage;
  /** Archives come from another server, to which GitLab redirects. Default: no. */
  readonly objectStorage?: boolean;
  /** Sends hooks by itself, soon after they are queued, for people who play with it. Default: no. */
  readonly autoDeliver?: boolean;
  /** How long a hook's receiver may take. Default: 10, as GitLab's. */
  readonly hookTimeoutSeconds?: number;
  /** What an administrator sets; more can be changed later in `world.settings`. */
  readonly settings?: Partial<WorldSettings>;
}

/** A GitLab that keeps its state in memory. Its hands throw Errors in words where GitLab could not do the deed. */
export interface Twin extends Builders, Hands, HookHands, Outbox {
  readonly world: World;
  /** A bot with a token of scope `api`; give its username a role in a project. */
  readonly bot: Person & { readonly token: string };
  /** Every write by a token or by `act` that really changed something. */
  readonly effects: readonly Effect[];
  /** Every API request, oldest first. */
  readonly requests: Seen[];
  /** Every request to the object storage, likewise. */
  readonly storageRequests: Seen[];
  readonly hasObjectStorage: boolean;
  readonly faults: Faults;
  readonly door: Door;
  /** Projects full of jobs, each made when somebody looks at it. The bot is a maintainer of all of them. */
  addCrowd(crowd: NewCrowd): Crowd;
  /** Moves the clock on; missing where it cannot be moved. */
  readonly advance?: (seconds: number) => void;
  /** Spoils coming requests; returns the fault's id. */
  faultNext(fault: Fault): number;
}

const defaultFirstId = 15_700_000_001;
const autoDeliverMillis = 20;
const wakeMillis = 1000;

/** An empty GitLab: no project, one bot. */
export function createTwin({ clock, advance, autoDeliver = false, ...options }: TwinOptions): Twin {
  const { vintage = 2026, hookTimeoutSeconds = 10, firstId = defaultFirstId } = options;
  const settings = { hookTimeoutSeconds, ...options.settings };
  const world = makeWorld({ clock, firstId, url: unservedUrl, vintage, settings });
  const outbox = makeOutbox(world, { onQueued: () => autoDeliver && deliverSoon() });
  handOnResources(world);
  followDeployments(world);
  followBridges(world);
  let isDue = false;
  function deliverSoon(): void {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      void outbox.deliver();
    }, autoDeliverMillis).unref();
  }
  const faults = makeFaults(world);
  const hands = handsOf(world);
  function wake(): void {
    hands.wake();
    faults.late.runDue();
    faults.history.note();
  }
  // whoever only waits for hooks asks nothing, and what is due must happen all the same
  if (autoDeliver) setInterval(wake, wakeMillis).unref();
  const bot = addPerson(world, { username: "penstock-bot", name: "Penstock", isBot: true });
  return {
    world,
    bot: { ...bot, token: addToken(world, bot.username).text },
    effects: world.effects,
    requests: [],
    storageRequests: [],
    hasObjectStorage: options.objectStorage ?? false,
    faults,
    door: makeDoor(world),
    faultNext: faults.add,
    addCrowd: (crowd) => addCrowd(world, { ...crowd, members: { [bot.username]: "maintainer", ...crowd.members } }),
    ...(advance && {
      advance(seconds: number) {
        advance(seconds);
        wake();
      },
    }),
    ...buildersOf(world),
    ...hands,
    wake,
    ...hookHandsOf(world),
    ...outbox,
    deliver() {
      wake();
      return outbox.deliver();
    },
  };
}
