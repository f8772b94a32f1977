import type { Instant } from "../../../lib/core/time.ts";

/** Jobs and pipelines share these words. Source: docs.gitlab.com/api/jobs, `scope` (read 2026-11). */
export const jobStatuses = [
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
  "success",
  "failed",
  "canceling",
  "canceled",
  "skipped",
  "manual",
  "scheduled",
] as const;

export type JobStatus = (typeof jobStatuses)[number];

export type When = "on_success" | "on_failure" | "always" | "manual";

export interface JobFile {
  /** `archive`, `metadata`, `trace`, `junit` and so on. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly filename: string;
  readonly format: "raw" | "zip" | "gzip";
  expireAt: Instant | null;
}

export interface Runner {
  readonly id: number;
  readonly description: string;
  readonly tags: readonly string[];
}

export interface Environment {
  readonly name: string;
  readonly action: string;
  readonly tier: string;
}

/** What a job is from its birth, and what a retry copies. */
export interface JobDefinition {
  readonly name: string;
  readonly stage: string;
  readonly when: When;
  readonly allowFailure: boolean;
  readonly tags: readonly string[];
  readonly environment: Environment | null;
  /** Its runner runs `after_script` on cancel, so that it is `canceling` for a while. */
  readonly cancelsSlowly: boolean;
}
