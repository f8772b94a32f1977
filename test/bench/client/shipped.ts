import { openThrottle } from "../../../functions/world/throttle.ts";
import { createTokenWay } from "../../../functions/world/tokenWay.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import type { Caller, Told } from "./loop.ts";

/**
 * The client of a worker that runs in AWS: with its one pool, its bounds and its types, whose answers the throttle and the
 * watch over the token hear.
 */
export function shippedCaller(baseUrl: string, projectId: number, token: string): Caller {
  const rated = { id: "gitlab", requestsPerMinute: 1_000_000, budgets: oneToken };
  const throttle = openThrottle(createMemoryStore(), systemClock, () => [rated]);
  const way = createTokenWay("act", "/penstock/bench/gitlab/act", {
    source: { id: rated.id, url: baseUrl },
    callTimeoutSeconds: 12,
    clock: systemClock,
    log: silent,
    onAnswer: (name, answer) => throttle.heard(rated.id, name, answer),
  });
  const { reads, writes } = way.client(token);
  return {
    async look(jobId): Promise<Told> {
      const job = await reads.job(projectId, jobId);
      return job ? { id: job.id, status: job.status } : { refused: 404, said: "404 Not found" };
    },
    async retry(jobId): Promise<Told> {
      const reply = await writes.retry(projectId, jobId);
      if (reply.kind === "accepted" && reply.job) return { id: reply.job.id, status: reply.job.status };
      if (reply.kind !== "rejected") throw new Error(JSON.stringify(reply));
      return { refused: reply.status, said: reply.message };
    },
  };
}
