import fc from "fast-check";
import { deploymentWords } from "../../lib/core/deployment.ts";
import type { Facts } from "../../lib/core/event.ts";
import { type Job, type JobStatus, jobStatuses } from "../../lib/core/job.ts";
import { type Looked, logKey } from "../../lib/core/looked.ts";
import type { Conditions } from "../../lib/rules/conditions.ts";

export const word = fc.oneof(
  fc.constantFrom("main", "v1.0", "deploy:x", "rspec 1/4", "rspec: [a]", "a/b/c", "no_updates_running", "toString"),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const glob = fc
  .oneof(word, fc.constantFrom("*", "**", "v*", "a/**", "?", "rspec*"))
  .filter((text) => /^[^!]/.test(text));
const globs = fc.array(glob, { minLength: 1, maxLength: 3 });
const regex = fc.constantFrom("a+", "v[0-9.]+", ".*", "main|master", "^$");
const texts = fc.array(fc.oneof({ weight: 3, arbitrary: glob }, fc.record({ matches: regex })), {
  minLength: 1,
  maxLength: 3,
});
const spans = fc.constantFrom({ over: "1h" }, { under: "2d" }, { over: "1s", under: "52w" });
const count = fc.constantFrom(1, { over: 1 }, { under: 3 });
const statuses = fc.array(fc.constantFrom(...jobStatuses), { minLength: 1, maxLength: 3 });
const about = {
  expiredFor: fc.constant("7d"),
  expiresWithin: fc.constant("1w"),
  olderThan: fc.constant("1d"),
  types: texts,
  over: fc.constantFrom("1B", "100MB"),
  kept: fc.boolean(),
};
const groups = ["shop/ops", "shop/release"] as const;
const by = {
  user: texts,
  role: fc.constantFrom("guest" as const, "maintainer" as const),
  group: fc.subarray([...groups], { minLength: 1 }),
  bot: fc.boolean(),
};
const tags = { any: texts, all: texts, none: texts };

/** Some of these keys, one at least. */
function someOf<T>(record: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) {
  return fc.record(record, { requiredKeys: [] }).filter((one) => Object.keys(one).length > 0);
}

const ofAnyJob = {
  status: statuses,
  name: texts,
  group: texts,
  stage: texts,
  ref: texts,
  tag: fc.boolean(),
  fork: fc.boolean(),
  pipelineSource: texts,
  mergeRequest: fc.record({ target: texts }),
  failureReason: texts,
  allowFailure: fc.boolean(),
  runnerTags: someOf(tags),
  runner: fc.array(fc.oneof(glob, fc.nat(), fc.constant({ type: "instance_type" as const })), { minLength: 1 }),
  bridge: fc.boolean(),
  archived: fc.boolean(),
  age: spans,
  queuedFor: spans,
  ranFor: spans,
  pipelineStatus: statuses,
  artifacts: fc.oneof(fc.constantFrom("present" as const, "absent" as const), someOf(about)),
};
const ofThisJob = {
  failureClass: globs,
  exitCode: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1 }),
  when: texts,
  environment: texts,
  environmentTier: texts,
  deployment: fc.uniqueArray(fc.constantFrom(...deploymentWords), { minLength: 1, maxLength: 3 }),
  attempt: count,
  protected: fc.boolean(),
  newest: fc.boolean(),
  superseded: fc.boolean(),
  latest: fc.boolean(),
  rank: count,
  by: someOf(by),
  log: fc.record({ matches: fc.array(regex, { minLength: 1 }), section: globs }, { requiredKeys: ["matches"] }),
};

/** Conditions whose groups nest `depth` deep at most; within `jobs` only those that may stand there. */
export function conditions(depth: number, isSibling = false): fc.Arbitrary<Conditions> {
  const inner = depth > 0 ? conditions(depth - 1, isSibling) : undefined;
  const sibling = depth > 0 && !isSibling ? conditions(depth - 1, true) : undefined;
  const record: Record<string, fc.Arbitrary<unknown>> = {
    ...ofAnyJob,
    ...(!isSibling && ofThisJob),
    ...(inner && {
      all: fc.array(inner, { minLength: 1, maxLength: 2 }),
      any: fc.array(inner, { minLength: 1, maxLength: 2 }),
      not: inner,
    }),
    ...(sibling && {
      jobs: fc
        .tuple(fc.option(sibling), fc.constantFrom("all", "any", "none"), sibling)
        .map(([where, kind, one]) => ({ ...(where && { where }), [kind]: one })),
    }),
  };
  const keys = Object.keys(record);
  // Few keys at a time, or nearly every rule would say no.
  return fc
    .uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 })
    .chain((some) => fc.record(Object.fromEntries(some.map((key) => [key, record[key] ?? fc.constant(true)]))))
    .map((one) => one as Conditions);
}

export const moment = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double(), fc.constantFrom(8.64e15, 8.64e15 + 1));

const environment = fc.option(fc.record({ name: word, tier: word }, { requiredKeys: ["name"] }));
const files = fc.array(fc.record({ type: fc.constantFrom("trace", "archive"), sizeBytes: fc.nat() }), { maxLength: 2 });
const mergeRequest = fc.option(fc.record({ target: word, isFromFork: fc.boolean() }, { requiredKeys: [] }));

/** Every field that conditions read, each known or not. */
export const job: fc.Arbitrary<Job> = fc.record(
  {
    id: fc.nat(),
    name: word,
    status: fc.constantFrom<JobStatus>(...jobStatuses, "failed", "failed", "other"),
    stage: word,
    ref: word,
    tag: fc.boolean(),
    failureReason: fc.option(word),
    artifacts: fc.option(fc.record({ files, expireAt: fc.option(moment) })),
    allowFailure: fc.boolean(),
    when: word,
    environment,
    runnerTags: fc.array(word, { maxLength: 3 }),
    runner: fc.option(fc.record({ id: fc.nat(), description: word, type: word }, { requiredKeys: ["id"] })),
    isBridge: fc.constant(true as const),
    archived: fc.boolean(),
    createdAt: moment,
    startedAt: fc.option(moment),
    finishedAt: fc.option(moment),
    queuedSeconds: fc.option(fc.double()),
    pipelineStatus: fc.constantFrom(...jobStatuses, "new_word"),
    userName: fc.option(word),
  },
  { requiredKeys: ["id", "name", "status"] },
);

const looked: fc.Arbitrary<Looked> = fc.record(
  {
    pipeline: fc.option(fc.record({ source: word, status: word, mergeRequest }, { requiredKeys: [] })),
    isProtected: fc.boolean(),
    by: fc.option(
      fc.record(
        { userId: fc.nat(), username: word, level: fc.nat({ max: 60 }), isBot: fc.boolean() },
        { requiredKeys: ["userId"] },
      ),
    ),
    groups: fc
      .dictionary(fc.constantFrom(...groups), fc.constantFrom(true, false, "hidden" as const))
      .map((one) => new Map(Object.entries(one))),
    isNewest: fc.boolean(),
    isLatest: fc.boolean(),
    isSuperseded: fc.boolean(),
    attempt: fc.integer({ min: 1, max: 4 }),
    siblings: fc.array(job, { maxLength: 3 }),
    rank: fc.option(fc.integer({ min: 1, max: 4 })),
    environment,
    deployment: fc.option(fc.constantFrom(...deploymentWords)),
    when: word,
    exitCode: fc.option(fc.integer({ min: 0, max: 3 })),
    logs: fc.option(word).map((text) => new Map([[logKey({ tailBytes: 65_536 }), text]])),
  },
  { requiredKeys: [] },
);

export const facts: fc.Arbitrary<Facts> = fc.record(
  {
    project: fc.record(
      { id: fc.nat({ max: 4 }), path: fc.oneof(fc.constantFrom("shop/api", "shop/x"), word) },
      { requiredKeys: ["id"] },
    ),
    job: fc.oneof(
      { weight: 6, arbitrary: job },
      job.map((one) => ({ ...one, name: "", isIdOnly: true as const })),
    ),
    heardDeployment: fc.oneof(word, fc.constantFrom(...deploymentWords, "blocked")),
    pipeline: fc.record(
      {
        id: fc.nat(),
        ref: word,
        tag: fc.boolean(),
        source: fc.constantFrom("push", "merge_request_event"),
        status: fc.constantFrom(...jobStatuses),
        mergeRequest,
        jobs: fc.array(job, { maxLength: 3 }),
      },
      { requiredKeys: ["id"] },
    ),
    looked,
  },
  { requiredKeys: ["project", "job"] },
);
