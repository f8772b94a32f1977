import { StoreError } from "../../core/errors.ts";
import { type Outage, parkedKey } from "../../core/outage.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Worker } from "../worker.ts";
import { parkedText } from "./words.ts";

const minute = 60_000;
const day = 86_400_000;
/** What is parked looks this often at least whether its outage is over. */
const longestMillis = 10 * minute;
const shards = 16;
const mostTries = 4;

/** How the run of a task ends that an open outage holds back; counted once. */
export async function parked(outage: Outage, held: Task, worker: Worker): Promise<Outcome> {
  if (held.parked !== outage.id) await count(outage, held, worker);
  const { id } = outage;
  const at = nextLook(outage, worker.clock(), worker.luck());
  return { kind: "again", at, why: "wait", reason: parkedText(outage), parked: id };
}

/** Some look at the time of the next canary; while that is under way, or far away, all do in five to ten minutes. */
function nextLook({ canary, nextCanaryAt }: Outage, now: Instant, luck: number): Instant {
  const late = now + longestMillis - Math.round((luck * longestMillis) / 2);
  if (canary || nextCanaryAt <= now) return late;
  return Math.min(nextCanaryAt + Math.round(luck * minute), late);
}

/** A number for people: where it cannot be written, it is a little too small. */
async function count(outage: Outage, { source }: Task, { store, clock, luck, giveWay }: Worker): Promise<void> {
  const forgetAt = clock() + 30 * day;
  for (let tries = 0; tries < mostTries; tries++) {
    const shard = Math.min(shards - 1, Math.floor(luck() * shards));
    try {
      await store.commit([{ count: parkedKey(source, outage, shard), by: 1, forgetAt }]);
      return;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code !== "conflict" && error.code !== "throttled") return;
    }
    await giveWay(tries);
  }
}
