import { jobStatuses } from "./job.ts";

/** What a record keeps of one field, and whether a value that was read back is one. */
interface Field {
  kept(value: unknown): unknown;
  fits(value: unknown): boolean;
}

/** What a record keeps of an object: a field that is not named here stays outside. */
export interface Shape extends Field {
  kept(value: object): object;
  fits(value: unknown): value is object;
}

function plain(fits: Field["fits"]): Field {
  return { kept: (value) => value, fits };
}

const text = plain((value) => typeof value === "string");
const number = plain((value) => typeof value === "number");
const flag = plain((value) => typeof value === "boolean");

function orNull({ kept, fits }: Field): Field {
  return {
    kept: (value) => (value === null ? null : kept(value)),
    fits: (value) => value === null || fits(value),
  };
}

function listOf({ kept, fits }: Field): Field {
  return {
    kept: (value) => (Array.isArray(value) ? value.map(kept) : []),
    fits: (value) => Array.isArray(value) && value.every(fits),
  };
}

/** @param needed fields that no such object is without */
function shape(fields: Readonly<Record<string, Field>>, needed: readonly string[] = []): Shape {
  const all = Object.entries(fields);
  return {
    kept(value) {
      const found: Record<string, unknown> = {};
      const given: Readonly<Record<string, unknown>> = { ...value };
      for (const [name, { kept }] of all) if (given[name] !== undefined) found[name] = kept(given[name]);
      return found;
    },
    fits(value): value is object {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      const given = value as Readonly<Record<string, unknown>>;
      for (const name of needed) if (given[name] === undefined) return false;
      // A field that only a later version knows does no harm.
      for (const [name, { fits }] of all) if (given[name] !== undefined && !fits(given[name])) return false;
      return true;
    },
  } as Shape;
}

const environment = shape({ name: text, tier: text }, ["name"]);
const runner = shape({ id: number, description: text, type: text }, ["id"]);
const file = shape({ type: text, sizeBytes: number }, ["type", "sizeBytes"]);
const artifacts = shape({ files: listOf(file), expireAt: orNull(number) }, ["files", "expireAt"]);
const mergeRequest = shape({ target: text, isFromFork: flag });

export const projectShape = shape({ id: number, path: text }, ["id"]);

/** Of a job all that rules judge by: no name of a person, no address. */
export const jobShape = shape(
  {
    id: number,
    name: text,
    status: text,
    stage: text,
    ref: text,
    tag: flag,
    sha: text,
    pipelineId: number,
    pipelineStatus: text,
    failureReason: orNull(text),
    since: number,
    createdAt: number,
    startedAt: orNull(number),
    finishedAt: orNull(number),
    erasedAt: orNull(number),
    archived: flag,
    artifacts: orNull(artifacts),
    userId: orNull(number),
    userIsBot: flag,
    retriesCount: number,
    environment: orNull(environment),
    allowFailure: flag,
    when: text,
    queuedSeconds: orNull(number),
    runner: orNull(runner),
    runnerTags: listOf(text),
    isBridge: flag,
  },
  ["id", "name", "status"],
);

/** Of a pipeline all but its jobs, which are told beside it. */
export const pipelineShape = shape(
  {
    id: number,
    status: text,
    ref: text,
    tag: flag,
    sha: text,
    source: text,
    createdAt: number,
    mergeRequest: orNull(mergeRequest),
  },
  ["id"],
);

/** Of a deployment what tells which job it concerns, and how it stands. */
export const deploymentShape = shape({ id: number, status: text, jobId: orNull(number), environment, ref: text }, [
  "status",
]);

const lookedPipeline = shape({
  source: text,
  status: text,
  createdAt: number,
  userId: orNull(number),
  mergeRequest: orNull(mergeRequest),
});

/** What a look found out, but for logs and what people are called. */
export const lookedShape = shape({
  pipeline: orNull(lookedPipeline),
  isProtected: flag,
  by: orNull(shape({ userId: number, level: number, isBot: flag }, ["userId"])),
  isNewest: flag,
  isLatest: flag,
  isSuperseded: flag,
  attempt: number,
  siblings: listOf(jobShape),
  rank: orNull(number),
  deployment: orNull(text),
  environment: orNull(environment),
  when: text,
  exitCode: orNull(number),
});

const statuses: ReadonlySet<string> = new Set(jobStatuses);

/** The job, its status `other` where a later version wrote a word that this one does not know. */
export function withKnownStatus<J extends { readonly status: string }>(job: J): J {
  return statuses.has(job.status) ? job : { ...job, status: "other" };
}
