import type { Facts } from "../../../lib/core/event.ts";
import type { Conditions } from "../../../lib/rules/conditions.ts";
import { artifacts } from "./artifacts.ts";
import {
  bytes,
  every,
  expression,
  fits,
  of,
  opposite,
  type Pattern,
  seconds,
  some,
  type Word,
  yesIf,
} from "./words.ts";

/** What a condition is asked with. */
export interface Given {
  readonly facts: Facts;
  readonly now: number;
  /** The failure classes that there are. */
  readonly classes: Readonly<Record<string, readonly Conditions[]>>;
}

const ended: readonly string[] = ["success", "failed", "canceled", "skipped"];
const ordinary: readonly string[] = ["push", "schedule", "web", "api", "trigger", "chat", "webide"];
const levels = { guest: 10, planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 };
const aliases: Readonly<Record<string, readonly string[]>> = {
  stuck_or_timeout_failure: [
    "stuck_pending_with_matching_runners",
    "stuck_pending_no_matching_runners",
    "no_updates_running",
    "no_updates_canceling",
  ],
  job_execution_timeout: ["server_timeout_running", "server_timeout_canceling"],
};

const gitlabWords: readonly string[] =
  "created blocked approved rejected running success failed canceled skipped".split(" ");

type Ask = (wanted: never, given: Given) => Word;
type Range = { readonly over?: string | number; readonly under?: string | number };

const text =
  (read: (facts: Facts) => string | null | undefined) =>
  (wanted: readonly Pattern[], { facts }: Given) =>
    of(read(facts), (seen) => fits(wanted, seen));
const flag =
  (read: (facts: Facts) => boolean | null | undefined) =>
  (wanted: boolean, { facts }: Given) =>
    of(read(facts), (seen) => seen === wanted);

function between(value: number, { over, under }: Range, read: (bound: string | number) => number): boolean {
  return (over === undefined || value > read(over)) && (under === undefined || value < read(under));
}

const span = (read: (facts: Facts, now: number) => number | null | undefined) => (wanted: Range, given: Given) =>
  of(read(given.facts, given.now), (value) => between(value, wanted, (bound) => seconds(String(bound))));
const count =
  (read: (facts: Facts) => number | null | undefined) =>
  (wanted: number | Range, { facts }: Given) =>
    of(read(facts), (value) => (typeof wanted === "number" ? value === wanted : between(value, wanted, Number)));

function part<T, P>(whole: T | null | undefined, read: (whole: T) => P | null | undefined): P | null | undefined {
  if (whole === undefined) return undefined;
  return whole === null ? null : read(whole);
}

const mergeRequest = ({ pipeline, looked }: Facts) =>
  pipeline?.mergeRequest === undefined ? part(looked?.pipeline, (one) => one.mergeRequest) : pipeline.mergeRequest;
const source = ({ pipeline, looked }: Facts) => pipeline?.source ?? part(looked?.pipeline, (one) => one.source);
const environment = ({ job, looked }: Facts) => (job.environment === undefined ? looked?.environment : job.environment);

function fork(facts: Facts): boolean | undefined {
  const from = mergeRequest(facts);
  if (from) return from.isFromFork;
  if (from === null && facts.looked?.pipeline !== null) return false;
  return ordinary.includes(source(facts) ?? "") ? false : undefined;
}

function ran({ job }: Facts, now: number): number | null | undefined {
  if (typeof job.startedAt !== "number") return job.startedAt;
  if (typeof job.finishedAt === "number") return (job.finishedAt - job.startedAt) / 1000;
  return job.status === "other" || ended.includes(job.status) ? undefined : (now - job.startedAt) / 1000;
}

function ref({ job, pipeline }: Facts): string | undefined {
  if (job.ref !== undefined) return job.ref;
  return pipeline?.source && pipeline.source !== "merge_request_event" ? pipeline.ref : undefined;
}

/** The name that GitLab groups parallel jobs by. */
function group(name: string): string {
  let left = name.trimEnd();
  for (let times = 0; times < 3; times++) {
    const found = /^(.*?)[\s:]+(?:\[.*\]|\d+[\s:/\\]+\d+)$/s.exec(left);
    if (!found) break;
    left = (found[1] ?? "").replace(/[\s:]+$/, "");
  }
  return left.trim();
}

function tags(wanted: { any?: Pattern[]; all?: Pattern[]; none?: Pattern[] }, { facts: { job } }: Given): Word {
  return of(job.isBridge ? null : job.runnerTags, (there) => {
    const has = (patterns: readonly Pattern[]) => there.some((tag) => fits(patterns, tag));
    const { any, all, none } = wanted;
    return (!any || has(any)) && (!all || all.every((one) => has([one]))) && !(none && has(none));
  });
}

type OneRunner = Pattern | number | { readonly type: string };

function runner(wanted: readonly OneRunner[], { facts: { job } }: Given): Word {
  return of(job.isBridge ? null : job.runner, ({ id, description, type }) =>
    some(
      wanted.map((one) => {
        if (typeof one === "number") return yesIf(one === id);
        if (typeof one === "object" && "type" in one) return of(type, (seen) => seen === one.type);
        return of(description, (seen) => fits([one], seen));
      }),
    ),
  );
}

function by(wanted: NonNullable<Conditions["by"]>, { facts: { job, looked } }: Given): Word {
  const who = looked?.by;
  const { user, role, group, bot } = wanted;
  return every([
    user ? of(who === undefined ? job.userName : part(who, (one) => one.username), (name) => fits(user, name)) : "yes",
    role
      ? of(
          part(who, (one) => one.level),
          (level) => level >= levels[role],
        )
      : "yes",
    group ? some(group.map((one) => of(who === null ? null : shownOf(looked?.groups?.get(one)), (is) => is))) : "yes",
    bot === undefined
      ? "yes"
      : of(
          part(who, (one) => one.isBot),
          (is) => is === bot,
        ),
  ]);
}

function shownOf(is: boolean | "hidden" | undefined): boolean | undefined {
  return is === "hidden" ? undefined : is;
}

function failureClass(wanted: readonly string[], given: Given): Word {
  const { status } = given.facts.job;
  if (status !== "failed" && status !== "other") return "no";
  const names = Object.keys(given.classes);
  return some(
    wanted.flatMap((one): Word[] => {
      const meant = names.filter((name) => fits([one], name));
      if (names.length === 0 || (!/[*?]/.test(one) && meant.length === 0)) return ["unknown"];
      return meant.flatMap((name) => (given.classes[name] ?? []).map((conditions) => holds(conditions, given)));
    }),
  );
}

function log(wanted: NonNullable<Conditions["log"]>, { facts: { job, looked } }: Given): Word {
  const { section, tail = "64KB", matches } = wanted;
  const key = JSON.stringify([section ? [...section].sort() : null, bytes(tail)]);
  return of(job.isBridge ? null : looked?.logs?.get(key), (said) =>
    matches.some((one) => expression(one, "m").test(said)),
  );
}

function exitCode(wanted: readonly number[], { facts: { job, looked } }: Given): Word {
  const hasNone = job.isBridge || (job.status !== "other" && !ended.includes(job.status));
  return of(hasNone ? null : looked?.exitCode, (code) => wanted.includes(code));
}

function jobs(wanted: NonNullable<Conditions["jobs"]>, given: Given): Word {
  const { project, pipeline, looked } = given.facts;
  const list = looked?.siblings ?? pipeline?.jobs;
  if (!list) return "unknown";
  const rest = {
    project,
    ...(pipeline && { pipeline }),
    ...(looked?.pipeline !== undefined && { looked: { pipeline: looked.pipeline } }),
  };
  const ask = (one: Conditions) => list.map((job) => holds(one, { ...given, facts: { ...rest, job } }));
  const selected: Word[] = wanted.where ? ask(wanted.where) : list.map(() => "yes");
  const said = ask(wanted.all ?? wanted.any ?? wanted.none ?? {});
  const meets = selected.map((is, at) => every([is, said[at] ?? "no"]));
  const fails = selected.map((is, at) => every([is, opposite(said[at] ?? "no")]));
  // A hook does not list trigger jobs: there may be one more, of any sort.
  const unseen: Word[] = looked?.siblings || wanted.where?.bridge === false ? [] : ["unknown"];
  const found = some([...meets, ...unseen]);
  if (wanted.any) return found;
  return wanted.none ? opposite(found) : every([found, opposite(some([...fails, ...unseen]))]);
}

const statuses: readonly string[] = [
  ...ended,
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
].concat(["pending", "running", "canceling", "manual", "scheduled"]);

function pipelineStatus(wanted: readonly string[], { facts: { job, pipeline, looked } }: Given): Word {
  const status = pipeline?.status ?? job.pipelineStatus ?? part(looked?.pipeline, (one) => one.status);
  return of(typeof status === "string" && !statuses.includes(status) ? undefined : status, (seen) =>
    wanted.includes(seen),
  );
}

const asks = {
  status: text(({ job }) => (job.status === "other" ? undefined : job.status)),
  name: text(({ job }) => (job.isIdOnly ? undefined : job.name)),
  group: text(({ job }) => (job.isIdOnly ? undefined : group(job.name))),
  stage: text(({ job }) => job.stage),
  ref: text(ref),
  tag: flag(({ job, pipeline }) => job.tag ?? pipeline?.tag),
  protected: flag(({ looked }) => looked?.isProtected),
  fork: flag(fork),
  pipelineSource: text(source),
  mergeRequest: ({ target }: { target: Pattern[] }, given: Given) =>
    text((facts) => part(mergeRequest(facts), (one) => one.target))(target, given),
  failureReason: (wanted: readonly Pattern[], given: Given) =>
    text(({ job }) => (job.status === "failed" || job.status === "other" ? job.failureReason : null))(
      wanted.flatMap((one) =>
        typeof one === "string" && Object.hasOwn(aliases, one) ? [one, ...(aliases[one] ?? [])] : [one],
      ),
      given,
    ),
  failureClass,
  exitCode,
  allowFailure: flag(({ job }) => job.allowFailure),
  when: text(({ job, looked }) => job.when ?? looked?.when),
  environment: text((facts) => part(environment(facts), ({ name }) => name)),
  environmentTier: text(({ job, looked }) =>
    job.environment === null ? null : (job.environment?.tier ?? part(looked?.environment, ({ tier }) => tier)),
  ),
  deployment: (wanted: readonly string[], { facts: { job, looked, heardDeployment: heard } }: Given) => {
    if (job.environment === null) return "no";
    const isOpen = heard === "blocked" && wanted.includes("approved") && !wanted.includes("blocked");
    const told = heard === undefined || isOpen || !gitlabWords.includes(heard) ? looked?.deployment : heard;
    return of(told, (word) => wanted.includes(word));
  },
  runnerTags: tags,
  runner,
  attempt: count(({ looked }) => looked?.attempt),
  bridge: flag(({ job }) => (job.isIdOnly ? undefined : job.isBridge === true)),
  archived: flag(({ job }) => job.archived),
  age: span(({ job }, now) => (job.createdAt === undefined ? undefined : (now - job.createdAt) / 1000)),
  queuedFor: span(({ job }) => job.queuedSeconds),
  ranFor: span(ran),
  pipelineStatus,
  newest: flag(({ looked }) => looked?.isNewest),
  superseded: flag(({ looked }) => looked?.isSuperseded),
  latest: flag(({ looked }) => looked?.isLatest),
  rank: count(({ looked }) => looked?.rank),
  artifacts,
  by,
  log,
  jobs,
  all: (list: readonly Conditions[], given: Given) => every(list.map((one) => holds(one, given))),
  any: (list: readonly Conditions[], given: Given) => some(list.map((one) => holds(one, given))),
  not: (one: Conditions, given: Given) => opposite(holds(one, given)),
} satisfies Record<keyof Conditions, unknown>;

/** What conditions say: each key must hold. */
export function holds(conditions: Conditions, given: Given): Word {
  return every(
    Object.entries(conditions).map(([key, wanted]) => (asks[key as keyof typeof asks] as Ask)(wanted as never, given)),
  );
}
