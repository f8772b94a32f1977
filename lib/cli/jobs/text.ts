import { styleText } from "node:util";
import type { Job, JobStatus } from "../../core/job.ts";
import { spanText } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import type { ProjectRef } from "../../gitlab/place.ts";
import { safe } from "../render.ts";

// How jobs are told to people. Names come from whoever may push, so each passes `safe`.

type Colour = Parameters<typeof styleText>[0];

const colours: Readonly<Partial<Record<JobStatus, Colour>>> = {
  success: "green",
  failed: "red",
  canceled: "gray",
  canceling: "yellow",
  skipped: "gray",
  running: "cyan",
  pending: "yellow",
  waiting_for_resource: "yellow",
  manual: "magenta",
  scheduled: "magenta",
};

/** A text in its status's colour, where the terminal has colours. */
export function coloured(status: JobStatus, text: string): string {
  const colour = colours[status];
  return colour === undefined ? text : styleText(colour, text);
}

/** E.g. `job 1001 "rspec 1/4"`. */
export function jobText({ id, name }: Pick<Job, "id" | "name">): string {
  return `job ${id} ${JSON.stringify(safe(name))}`;
}

export function projectText(project: ProjectRef): string {
  return typeof project === "number" ? `project ${project}` : safe(project);
}

/** E.g. `failed (runner_system_failure)`. */
export function statusText({ status, failureReason }: Pick<Job, "status" | "failureReason">): string {
  const word = status === "other" ? "in a state that this version does not know" : status;
  return failureReason ? `${word} (${safe(failureReason)})` : word;
}

/** A text that ends as a sentence does. */
export function closed(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes as people read them, in powers of 1000: `512 B`, `1.5 MB`. */
export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 999.95 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

const factors: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * Reads a size: `5GB` and `5G` count in powers of 1000, `5GiB` in powers of 1024, a bare number in bytes.
 *
 * @returns whole bytes, 1 or more, or `undefined` when the text is no size
 */
export function readSize(text: string): number | undefined {
  const [, digits, prefix = "", binary] = /^(\d{1,15}(?:\.\d{1,3})?)\s*([kmgt]?)(i?)b?$/i.exec(text) ?? [];
  if (digits === undefined || (binary && !prefix)) return undefined;
  const bytes = Math.floor(Number(digits) * (binary ? 1024 : 1000) ** (factors[prefix.toLowerCase()] ?? 0));
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** How long a job ran, or runs now; empty where it never did. */
export function durationText(
  {
    durationSeconds,
    startedAt,
    finishedAt,
  }: Pick<Job, "startedAt" | "finishedAt"> & { durationSeconds?: number | null },
  now: Instant,
): string {
  if (typeof durationSeconds === "number") return spanText(durationSeconds);
  if (typeof startedAt !== "number") return "";
  return spanText(((finishedAt ?? now) - startedAt) / 1000);
}

/** How long ago, in the largest unit only: `3h`; empty where it is not known. */
export function ageText(at: Instant | undefined, now: Instant): string {
  return at === undefined ? "" : (spanText((now - at) / 1000).split(" ")[0] ?? "");
}
