import type { World } from "../state/world.ts";
import { chanceOf, disturbed, goodHabits, type Habits } from "./habits.ts";
import type { Delivery, Loss, LossReason, Queued } from "./hook.ts";
import { letterOf } from "./letter.ts";
import { obstacleAtLast } from "./obstacle.ts";
import { type Matching, type Order, takeOrder } from "./queue.ts";
import { send } from "./resend.ts";

/** What goes wrong between GitLab's queue and the receiver. */
export interface Mishaps {
  readonly habits: Habits;
  /** How deliveries go wrong by themselves from now on; what is not given goes well. */
  disturb(habits: Partial<Habits>): void;
  /** The next events, of those that are meant, are never sent. Default: one. */
  lose(count?: number, matching?: Matching): void;
  /** The next events, of those that are meant, are sent twice, as one that GitLab thinks failed. Default: one. */
  duplicate(count?: number, matching?: Matching): void;
}

interface Sender extends Mishaps {
  /** Sends each in turn, with all mishaps; never rejects. */
  sendAll(queued: readonly Queued[]): Promise<Delivery[]>;
}

export function makeSender(world: World, note: (loss: Loss) => void): Sender {
  const losing: Order[] = [];
  const doubling: Order[] = [];
  const habits = { ...goodHabits };
  let chance = chanceOf(habits.seed);

  async function sendOne(queued: Queued): Promise<Delivery[]> {
    const why = takeOrder(losing, queued) ? "lost on the way" : obstacleAtLast(world, queued);
    if (why) {
      note(lossOf(world, queued, why));
      return [];
    }
    const letter = letterOf(world, queued, queued.payload());
    const first = await send(world, letter);
    return takeOrder(doubling, queued) ? [first, await send(world, letter)] : [first];
  }

  return {
    habits,
    disturb(wanted) {
      Object.assign(habits, goodHabits, wanted);
      chance = chanceOf(habits.seed);
    },
    lose: (count = 1, matching = {}) => void losing.push({ matching, left: count }),
    duplicate: (count = 1, matching = {}) => void doubling.push({ matching, left: count }),
    async sendAll(queued) {
      const { sent, lost } = disturbed(queued, habits, chance);
      for (const one of lost) note(lossOf(world, one, "lost on the way"));
      const deliveries: Delivery[] = [];
      for (const one of sent) deliveries.push(...(await sendOne(one)));
      return deliveries;
    },
  };
}

export function lossOf({ clock }: World, { hook, event, about }: Queued, why: LossReason): Loss {
  return { at: clock(), hookId: hook.id, event, about, why };
}
