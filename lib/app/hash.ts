import { createHash } from "node:crypto";
import type { Facts } from "../core/event.ts";

/** A short fingerprint of plain values: equal for equal values, key by key in their order. */
function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}

/**
 * A fingerprint of what a look saw, under which rules. It is the same as long as GitLab tells the same: when a state began
 * is left out, because GitLab counts back to it and errs a little each time, and files may come in any order.
 */
export function factsHash(version: number, { project, job }: Facts): string {
  const { since: _, artifacts, ...steady } = job;
  const files = artifacts?.files.toSorted((one, other) => (one.type < other.type ? -1 : 1));
  return hashOf([version, project, steady, artifacts && { ...artifacts, files }]);
}
