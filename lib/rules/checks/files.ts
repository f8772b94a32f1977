import type { Facts } from "../../core/event.ts";
import { erasableFiles, type Job } from "../../core/job.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { Fact } from "./condition.ts";

export type Files = NonNullable<ReturnType<typeof erasableFiles>>;

/** What a job left behind beside its log; a trigger job leaves nothing. */
export function filesOf(job: Job): Files | undefined {
  return job.isBridge ? [] : erasableFiles(job);
}

/** A fact about the files of a job: absent where there are none. */
export function ofFiles<T>(read: (files: Files, job: Job) => Fact<T>): (facts: Facts) => Fact<T> {
  return ({ job }) => {
    const files = filesOf(job);
    if (files === undefined) return undefined;
    return files.length === 0 ? null : read(files, job);
  };
}

export type Expiry = Instant | "never";

export function expiryOf({ artifacts }: Job): Expiry {
  return artifacts?.expireAt ?? "never";
}

export function momentText(at: Instant): string {
  return Math.abs(at) <= 8.64e15 ? instantText(at) : String(at);
}
