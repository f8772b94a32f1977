import { createHash } from "node:crypto";

/** How many jobs gitlab.com has for one thing of each kind, roughly: so ids of different kinds look and are different. */
const jobsPer = { job: 1, pipeline: 6, project: 200, mergeRequest: 40, user: 500, runner: 300, hook: 250 } as const;

type IdKind = keyof typeof jobsPer;

/** Numbers and uuids without chance: the same calls in the same order give the same ids. */
export interface Ids {
  /** The next id of that kind, each larger than the one before. */
  next(kind: IdKind): number;
  /** The next uuid of a series. */
  uuid(series: string): string;
}

/** @param firstId the first job's id; those of other kinds start at a fixed share of it */
export function makeIds(firstId: number): Ids {
  const given = new Map<string, number>();
  const count = (series: string): number => {
    const index = given.get(series) ?? 0;
    given.set(series, index + 1);
    return index;
  };
  return {
    next: (kind) => Math.max(1, Math.floor(firstId / jobsPer[kind])) + count(kind),
    uuid: (series) => uuidOf(`${firstId}/${series}/${count(`uuid of ${series}`)}`),
  };
}

/** A commit's sha that belongs to a text. */
export function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
