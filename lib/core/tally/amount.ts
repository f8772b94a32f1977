import { erasableFiles, type Job } from "../job.ts";

/** Files of jobs: how many jobs have any of them, how many there are, and how much room they take. */
export interface Amount {
  readonly jobs: number;
  readonly files: number;
  /** Whole and exact up to 2^53 - 1, where it stays: what is more than nine petabytes is told as that. */
  readonly bytes: number;
}

export const nothing: Amount = { jobs: 0, files: 0, bytes: 0 };

type Files = readonly { readonly type: string; readonly sizeBytes: number }[];

/** What a job's files come to; a job without any is none. */
export function amountOf(files: Files): Amount {
  if (files.length === 0) return nothing;
  return {
    jobs: 1,
    files: files.length,
    bytes: files.reduce((all, { sizeBytes }) => most(all + wholeBytes(sizeBytes)), 0),
  };
}

/** Both together. To add in any order gives the same, at the bound as well. */
export function sum(one: Amount, other: Amount): Amount {
  if (other.jobs === 0) return one;
  return { jobs: one.jobs + other.jobs, files: one.files + other.files, bytes: most(one.bytes + other.bytes) };
}

export function sumOf(amounts: Iterable<Amount>): Amount {
  let all = nothing;
  for (const amount of amounts) all = sum(all, amount);
  return all;
}

/** What is left without a part of it. */
export function takenFrom(all: Amount, part: Amount): Amount {
  return { jobs: all.jobs - part.jobs, files: all.files - part.files, bytes: Math.max(0, all.bytes - part.bytes) };
}

/** GitLab's sizes have 64 bits: one that JavaScript does not hold exactly, or that is broken, counts as the next that it does. */
function wholeBytes(sizeBytes: number): number {
  return most(Math.floor(sizeBytes));
}

/** How many of a job's sizes could not be taken as GitLab told them. */
export function clampedSizes(files: Files): number {
  return files.filter(({ sizeBytes }) => !Number.isSafeInteger(sizeBytes)).length;
}

function most(bytes: number): number {
  return Math.min(bytes, Number.MAX_SAFE_INTEGER);
}

/** The largest first; of equal ones by their names. */
export function bySize<T extends { readonly name: string; readonly bytes: number }>(one: T, other: T): number {
  return other.bytes - one.bytes || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
}

/** A job's files beside its log, and its log; nothing where nobody told. */
export function filesOf(job: Job): { readonly artifacts: Files; readonly logs: Files } {
  return {
    artifacts: erasableFiles(job) ?? [],
    logs: (job.artifacts?.files ?? []).filter(({ type }) => type === "trace"),
  };
}
