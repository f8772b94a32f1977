import { type News, projectOf, type World } from "../state/world.ts";
import { addGroupHook, addHook, hooksFor } from "./addHook.ts";
import { type Announcement, announcementOf } from "./announce.ts";
import type { Delivery, Hook, Loss, NewHook, Queued } from "./hook.ts";
import { hookKinds } from "./kinds.ts";
import { obstacleAtOnce } from "./obstacle.ts";
import { type Matching, makeQueue } from "./queue.ts";
import { lossOf, type Mishaps, makeSender } from "./sender.ts";

/** The hooks of a world, what waits to be sent to them, and what goes wrong with it. */
export interface Outbox extends Mishaps {
  readonly deliveries: readonly Delivery[];
  /** What was never sent, oldest first; GitLab tells nobody. */
  readonly losses: readonly Loss[];
  addHook(project: number | string, hook: NewHook): Hook;
  /** A hook that hears of every project below a group; of Premium. */
  addGroupHook(groupPath: string, hook: NewHook): Hook;
  /** Sends what waits now, in order, each once; never rejects. Two calls at once send nothing twice. */
  deliver(): Promise<Delivery[]>;
  /** Keeps back events, those that wait and those that will come; returns how many it keeps. Default: all. */
  hold(matching?: Matching): number;
  /** Puts what was kept back behind what waits now, and keeps back nothing more. */
  release(): void;
}

export function makeOutbox(world: World, { onQueued }: { readonly onQueued: () => void }): Outbox {
  const queue = makeQueue();
  const losses: Loss[] = [];
  const note = (loss: Loss) => void losses.push(loss);
  const { sendAll, ...mishaps } = makeSender(world, note);
  let last: Promise<unknown> = Promise.resolve();
  world.listeners.push((news) => {
    const { queued, lost } = sorted(world, news);
    for (const loss of lost) note(loss);
    for (const one of queued) queue.add(one);
    if (queue.waiting.length > 0) onQueued();
  });
  return {
    ...mishaps,
    deliveries: world.deliveries,
    losses,
    addHook: (project, added) => addHook(world, projectOf(world, project), added),
    addGroupHook: (groupPath, added) => addGroupHook(world, groupPath, added),
    deliver() {
      const sending = last.then(() => sendAll(queue.takeAll()));
      last = sending;
      return sending;
    },
    hold: (matching) => queue.hold(matching),
    release() {
      if (queue.release() > 0) onQueued();
    },
  };
}

/** The events that a piece of news makes, one for each hook that wants it, and those of them that get no further. */
function sorted(world: World, news: News): { readonly queued: Queued[]; readonly lost: Loss[] } {
  const told = announcementOf(world, news);
  const queued: Queued[] = [];
  const lost: Loss[] = [];
  for (const one of told ? eventsOf(world, told) : []) {
    const why = told && obstacleAtOnce(world, told.project, one);
    if (why) lost.push(lossOf(world, one, why));
    else queued.push(one);
  }
  return { queued, lost };
}

function eventsOf(world: World, { word, project, about, isLate, payload: make }: Announcement): Queued[] {
  const hooks = hooksFor(world, project, word);
  if (hooks.length === 0) return [];
  const payload = once(make);
  if (!isLate) payload();
  const { current } = world.chains;
  return hooks.map((hook) => ({
    hook,
    event: hookKinds[word].event,
    about,
    payload,
    eventUuid: current ?? world.ids.uuid("event"),
    isChained: current !== null,
    idempotencyKey: world.ids.uuid("idempotency"),
  }));
}

/** Made when it is first asked for, for all hooks and all attempts. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
