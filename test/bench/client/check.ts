import assert from "node:assert/strict";
import type { Told } from "./loop.ts";
import type { Ground } from "./subjects.ts";

/** What a client is told of a job that is there and of one that is not. */
export interface Checked {
  readonly look: Told;
  readonly retry: Told;
  readonly lookMissing: Told;
  readonly retryMissing: Told;
}

/**
 * That all are told the same: the job and its status, the new job of a retry, and that GitLab has no such job, in its words.
 *
 * @throws AssertionError when one is not
 */
export async function checkAnswers({ least, ours, peers, jobId, retriedId }: Ground): Promise<void> {
  const gone = { refused: 404, said: "404 Not found" };
  for (const { name, check } of [least, ours, ...peers]) {
    const { retryMissing, ...told } = (await check()) as Checked;
    const right = { look: { id: jobId, status: "failed" }, retry: { id: retriedId, status: "pending" } };
    assert.deepEqual(told, { ...right, lookMissing: gone }, name);
    // Ours also says to what.
    const said = "said" in retryMissing ? retryMissing.said.replace(/^POST \S+: /, "") : undefined;
    assert.deepEqual({ ...retryMissing, said }, gone, name);
  }
}
