import { GitLabError } from "../../core/errors.ts";
import type { GitLab, Reply } from "../../core/gitlab.ts";
import { saidBy } from "../../core/redact.ts";
import { stopOf, stopsNow } from "../brake.ts";
import { again, answered, type Called, freshMillis, lastSeen, type Shot, unsent, whyNotNow } from "../call.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { Worker } from "../worker.ts";
import { sharedReads } from "./shared.ts";

const looksAtOnce = 8;

/**
 * Deletes for many in one request, each behind the same checks as a single call: a look that is fresh, a switch that is
 * open, enough of its own lease. Whoever fails one is put back, and nothing is sent for it.
 *
 * @throws StoreError when the switch cannot be read; then nothing was sent
 */
export async function sendTogether(
  shots: readonly Shot[],
  gitlab: GitLab,
  worker: Worker,
): Promise<ReadonlyMap<Shot, Called>> {
  const ends = new Map<Shot, Called>();
  const looked = await lastSeenTogether(shots, gitlab, worker);
  const [first] = shots;
  if (!first) return ends;
  const stops = await stopsNow(first.task.source, worker);
  const ready: Shot[] = [];
  for (const { shot, seen } of looked) {
    const stop = stopOf(shot.task, stops);
    const why = "changed" in seen ? unsent(seen.changed) : whyNotNow(shot, { seen, stop }, worker);
    if (why) ends.set(shot, why);
    else ready.push(shot);
  }
  if (ready.length === 0) return ends;
  const asked = worker.clock();
  const replies = await sent(ready, gitlab, worker);
  const millis = worker.clock() - asked;
  for (const shot of ready) {
    if ("lacking" in replies) ends.set(shot, unsent(again(worker, `${replies.lacking}. It is deleted job by job`)));
    else ends.set(shot, answered(shot, { reply: replies.get(shot.facts.job.id) ?? unheard, millis }, worker));
  }
  return ends;
}

const unheard: Reply = { kind: "unknown", message: "the answer does not say what became of it" };

/** When each was last seen as it was judged: by a new look that all of them share, where the first one has aged. */
async function lastSeenTogether(shots: readonly Shot[], { reads }: GitLab, worker: Worker) {
  const isAged = shots.some(({ began }) => worker.clock() - began > freshMillis);
  const askedAt = worker.clock();
  try {
    const shared = isAged ? await sharedReads(tasksOf(shots), reads) : reads;
    return await someAtOnce(shots, looksAtOnce, async (shot) => ({
      shot,
      seen: await lastSeen(shot, { reads: shared, ...(isAged && { askedAt }) }, worker),
    }));
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return shots.map((shot) => ({ shot, seen: { changed: again(worker, error.message) } }));
  }
}

function tasksOf(shots: readonly Shot[]) {
  return shots.map(({ task }) => task);
}

/** A client never throws; if one does, nobody knows how far it came. */
async function sent(shots: readonly Shot[], { writes }: GitLab, { log }: Worker) {
  try {
    return await writes.deleteArtifactsOf(shots.map(({ facts }) => facts.job.id));
  } catch (error) {
    const reason = saidBy(error);
    log.error("fault", { reason });
    const reply: Reply = { kind: "unknown", message: `a fault of Penstock: ${reason}` };
    return new Map(shots.map(({ facts }) => [facts.job.id, reply]));
  }
}
