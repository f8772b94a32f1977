import { createHash } from "node:crypto";

/** How many jobs gitlab.com has for one thing of each kind, roughly: so ids of different kinds look and are different. */
const jobsPer = {
  job: 1,
  pipeline: 6,
  project: 200,
  mergeRequest: 40,
  user: 500,
  runner: 300,
  hook: 250,
  token: 900,
  delivery: 3,
  artifact: 2,
  resourceGroup: 1200,
  accessLevel: 1500,
  environment: 700,
  deployment: 30,
  approval: 1100,
  note: 5,
  issue: 90,
} as const;

type IdKind = keyof typeof jobsPer;

/** Numbers and uuids without chance: the same calls in the same order give the same ids. */
export interface Ids {
  /** The next id of that kind, each larger than the one before. */
  next(kind: IdKind): number;
  /** So many ids in a row, larger than those before and smaller than those after; returns the first. */
  reserve(kind: IdKind, howMany: number): number;
  /** The next uuid of a series. */
  uuid(series: string): string;
}

/** @param firstId the first job's id; those of other kinds start at a fixed share of it */
export function makeIds(firstId: number): Ids {
  const given = new Map<string, number>();
  const count = (series: string, howMany = 1): number => {
    const index = given.get(series) ?? 0;
    given.set(series, index + howMany);
    return index;
  };
  const reserve = (kind: IdKind, howMany: number) =>
    Math.max(1, Math.floor(firstId / jobsPer[kind])) + count(kind, howMany);
  return {
    next: (kind) => reserve(kind, 1),
    reserve,
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
