import type { Instant } from "../../../lib/core/time.ts";
import type { Person } from "./person.ts";

/** Where jobs deploy to, as its project knows it. */
export interface Environment {
  readonly id: number;
  readonly name: string;
  /** The name as it may stand in an address. */
  readonly slug: string;
  readonly tier: string;
  readonly createdAt: Instant;
  /** A job with the action `stop` stops it, the next deployment makes it available again. */
  state: "available" | "stopped";
}

/** Source: docs.gitlab.com/api/deployments (read 2026-11). */
export const deploymentStatuses = [
  "created",
  "running",
  "success",
  "failed",
  "canceled",
  "skipped",
  "blocked",
] as const;

export type DeploymentStatus = (typeof deploymentStatuses)[number];

/** What one person says to a deployment that waits for it. */
export interface Approval {
  readonly id: number;
  readonly person: Person;
  readonly status: "approved" | "rejected";
  readonly comment: string | null;
  readonly at: Instant;
}

/** `review/fix-1` as it may stand in an address: lower case, no signs, at most 24 long. */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 24).replace(/^-+|-+$/g, "");
}
