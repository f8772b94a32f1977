import type { Given } from "./conditions.ts";
import { bytes, every, fits, of, type Pattern, seconds, type Word } from "./words.ts";

type Wanted =
  | "present"
  | "absent"
  | {
      readonly expiredFor?: string;
      readonly expiresWithin?: string;
      readonly olderThan?: string;
      readonly types?: readonly Pattern[];
      readonly over?: string;
      readonly kept?: boolean;
    };

/** About the files that a job left behind, its log not counted; without files nothing but `absent` holds. */
export function artifacts(wanted: Wanted, { facts: { job }, now }: Given): Word {
  const all = job.isBridge ? [] : job.artifacts === null ? [] : job.artifacts?.files;
  const files = all?.filter(({ type }) => type !== "trace");
  if (files === undefined) return "unknown";
  if (typeof wanted === "string") return files.length > 0 === (wanted === "present") ? "yes" : "no";
  if (files.length === 0) return "no";
  const expireAt = job.artifacts?.expireAt ?? null;
  const { expiredFor, expiresWithin, olderThan, types, over, kept } = wanted;
  const size = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return every([
    expiredFor ? of(expireAt, (at) => now - at >= seconds(expiredFor) * 1000) : "yes",
    expiresWithin ? of(expireAt, (at) => at > now && at - now <= seconds(expiresWithin) * 1000) : "yes",
    olderThan ? of(job.finishedAt, (at) => now - at > seconds(olderThan) * 1000) : "yes",
    types ? of(files, (them) => them.some(({ type }) => fits(types, type))) : "yes",
    over ? of(size, (sum) => sum > bytes(over)) : "yes",
    kept === undefined ? "yes" : of(true, () => (expireAt === null) === kept),
  ]);
}
