import type { Facts } from "../../core/event.ts";
import { isEnded, type Job, type JobStatus } from "../../core/job.ts";
import type { Looked } from "../../core/looked.ts";
import type { Instant } from "../../core/time.ts";
import type { Value } from "./solve.ts";

/** The moment at which examples are asked: nothing but how far others are from it counts. */
export const exampleNow: Instant = Date.UTC(2026, 0, 5, 9);

/** What is known of each fact: a value, `null` where it is absent; the others are left unknown where that may be. */
export type Values = ReadonlyMap<string, Value | null | undefined>;

/** A job with these values, in the same shape as GitLab's own; whether the rules mean it is for them to say. */
export function exampleFacts(values: Values): Facts {
  const read = reading(values);
  const path = read.text("project.path");
  return {
    project: { id: read.number("project.id") ?? 1, ...(path !== "absent" && { path: path ?? "group/project" }) },
    job: jobOf(read),
    looked: { ...pipelineOf(read), ...byOf(read), ...moreOf(read) },
  };
}

type Reading = ReturnType<typeof reading>;

function reading(values: Values) {
  const known = <T>(fact: string, read: (value: Value) => T): T | null | undefined => {
    const value = values.get(fact);
    return value === undefined || value === null ? value : read(value);
  };
  return {
    has: (fact: string) => values.get(fact) !== undefined,
    text: (fact: string) => known(fact, String) ?? undefined,
    /** `null` where it is absent. */
    textOrNull: (fact: string) => known(fact, String),
    number: (fact: string) => known(fact, Number) ?? undefined,
    numberOrNull: (fact: string) => known(fact, Number),
    flag: (fact: string) => known(fact, (value) => value === "true") ?? undefined,
    list: (fact: string) => known(fact, (value) => (Array.isArray(value) ? value.map(String) : [])),
  };
}

/** The fields that have a value; `null` is one. */
function told<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function jobOf(read: Reading): Job {
  const status = (read.text("status") ?? "failed") as JobStatus;
  const environment = environmentOf(read);
  return {
    id: 1,
    name: read.text("name") ?? "job",
    status,
    ...(read.flag("bridge") && { isBridge: true as const }),
    ...told({
      stage: read.text("stage"),
      ref: read.text("ref"),
      tag: read.flag("tag"),
      failureReason: read.textOrNull("failureReason"),
      allowFailure: read.flag("allowFailure"),
      archived: read.flag("archived"),
      when: read.text("when"),
      pipelineStatus: read.text("pipelineStatus"),
      runnerTags: read.list("runnerTags") ?? undefined,
      runner: runnerOf(read.list("runner")),
      environment,
      artifacts: artifactsOf(read),
      queuedSeconds: read.numberOrNull("queuedFor"),
      ...timesOf(read, status),
    }),
  };
}

function environmentOf(read: Reading): Job["environment"] {
  const name = read.textOrNull("environment");
  const tier = read.text("environmentTier");
  if (name === null || (name === undefined && read.textOrNull("environmentTier") === null)) return null;
  return name === undefined && tier === undefined ? undefined : { name: name ?? "example", ...(tier && { tier }) };
}

function runnerOf(items: readonly string[] | null | undefined): Job["runner"] {
  if (!items) return items;
  const found = { id: 1, description: "runner", type: "group_type" };
  for (const item of items) {
    const wanted: unknown = JSON.parse(item);
    if (typeof wanted === "number") found.id = wanted;
    else if (typeof wanted === "string") found.description = wanted.replace(/[*?]+/g, "x");
    else if (typeof wanted === "object" && wanted !== null && "type" in wanted) found.type = String(wanted.type);
  }
  return found;
}

function artifactsOf(read: Reading): Job["artifacts"] {
  const files = read.text("files");
  if (files !== "present") return files === undefined ? undefined : null;
  const left = read.number("expiry");
  const types = read.list("fileTypes");
  const bytes = read.number("fileBytes") ?? 1024;
  return {
    files: (types?.length ? types : ["archive"]).map((type, at) => ({ type, sizeBytes: at === 0 ? bytes : 0 })),
    expireAt: left === undefined || left === Number.POSITIVE_INFINITY ? null : exampleNow + left,
  };
}

/** Moments that follow each other as those of a job do, as far as they are free. */
function timesOf(read: Reading, status: JobStatus): Partial<Job> {
  const [age, ran, ended] = [read.number("age"), read.numberOrNull("ranFor"), read.number("ended")];
  const finishedAt =
    ended === undefined ? (isEnded(status) && ran ? exampleNow - 1000 : undefined) : exampleNow - ended;
  const startedAt = typeof ran === "number" ? (finishedAt ?? exampleNow) - ran * 1000 : ran;
  return told({
    createdAt: age === undefined ? undefined : exampleNow - age * 1000,
    startedAt,
    finishedAt,
  });
}

function pipelineOf(read: Reading): Looked {
  const [source, target, fork] = [
    read.textOrNull("pipelineSource"),
    read.textOrNull("mergeRequest"),
    read.flag("fork"),
  ];
  if (source === null) return { pipeline: null };
  if (source === undefined && target === undefined && fork === undefined) return {};
  const isRequest = typeof target === "string" || fork === true;
  const request = isRequest ? { ...(target && { target }), ...(fork !== undefined && { isFromFork: fork }) } : null;
  return { pipeline: { ...(source !== undefined && { source }), mergeRequest: request } };
}

function byOf(read: Reading): Looked {
  const [user, role, bot] = [read.textOrNull("by.user"), read.text("by.role"), read.flag("by.bot")];
  const groups = read.list("by.group");
  const isThere = user !== undefined || role !== undefined || bot !== undefined || groups;
  if (!isThere) return read.has("by.role") || read.has("by.group") || read.has("by.bot") ? { by: null } : {};
  if (user === null) return { by: null };
  return {
    ...(groups && { groups: new Map(groups.map((group) => [String(JSON.parse(group)), true])) }),
    by: {
      userId: 1,
      ...(user !== undefined && { username: user }),
      ...(role !== undefined && { level: Number(role) }),
      ...(bot !== undefined && { isBot: bot }),
    },
  };
}

function moreOf(read: Reading): Looked {
  return told({
    isProtected: read.flag("protected"),
    isNewest: read.flag("newest"),
    isLatest: read.flag("latest"),
    isSuperseded: read.flag("superseded"),
    attempt: read.number("attempt"),
    // Only a success has one: lib/app/further/rank.ts
    rank: read.has("rank") && read.text("status") !== "success" ? null : read.numberOrNull("rank"),
    exitCode: read.numberOrNull("exitCode"),
  });
}
