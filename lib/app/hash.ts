import { createHash } from "node:crypto";
import type { Facts } from "../core/event.ts";

/** A short fingerprint of plain values: equal for equal values, key by key in their order. */
function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}

/**
 * A fingerprint of what a look saw of a job, under which rules. It is the same as long as GitLab tells the same: when a state
 * began and how long it has lasted are left out, because GitLab counts them anew each time and errs a little, as is what only
 * hooks tell. Files may come in any order.
 */
export function factsHash(version: number, { project, job }: Facts): string {
  const { since: _since, queuedSeconds: _queued, artifacts, ...told } = job;
  const { environment: _environment, deploymentId: _deployment, when: _when, ...steady } = told;
  const files = artifacts?.files.toSorted((one, other) => (one.type < other.type ? -1 : 1));
  return hashOf([version, project, steady, artifacts && { ...artifacts, files }]);
}

/** A fingerprint that no finding has: the next round of the patrol that finds the job has it looked at again. */
export function movingHash(hash: string): string {
  return `moving ${hash}`;
}
