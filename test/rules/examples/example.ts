import type { Facts } from "../../../lib/core/event.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { LookedName } from "../../../lib/core/looked.ts";

/** What is known of a failed job called `build`, beside that. */
export type Given = Omit<Partial<Facts>, "job"> & { readonly job?: Partial<Job> };

/** One condition as people write it, with facts that meet it, that do not, and that leave it open. */
export interface Example {
  /** Its key. */
  readonly condition: string;
  /** What it asks, in one sentence for people. */
  readonly title: string;
  /** What stands behind `when:`, as YAML. */
  readonly when: string;
  readonly yes: Given;
  readonly no: Given;
  /** Missing where the answer is always known. */
  readonly unknown?: Given;
  /** What a look is asked for then; missing: nothing, since any look at the job tells it. */
  readonly ask?: LookedName | "group" | "log";
}

/** The moment of all examples. */
export const now = Date.parse("2026-11-20T12:00:00Z");

const hour = 3_600_000;

/** A moment so many hours ago. */
export function hoursAgo(hours: number): number {
  return now - hours * hour;
}

/** A job of the same pipeline. */
export function sibling(name: string, job: Partial<Job> = {}): Job {
  return { id: name.length, name, status: "success", stage: "test", ...job };
}
