import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { type Event, factsOf } from "../../lib/core/event.ts";
import { type RecordedLook, readLook, readRecorded, recordEvent, recordLook } from "../../lib/core/recorded.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { hook as jobHook } from "../fixtures/hooks/2026/job.ts";
import { hook as pipelineHook } from "../fixtures/hooks/2026/pipeline.ts";

const seed = 20_261_121;

const noon = Date.UTC(2026, 10, 20, 12);
const delivery = { id: "d1", source: "gitlab", receivedAt: noon };
const word = fc.oneof(fc.constantFrom("main", "v1", "toString", "__proto__", "🚢"), fc.string({ maxLength: 12 }));
const instant = fc.integer({ min: 0, max: 2e12 });
const id = fc.integer({ min: 1, max: 2 ** 40 });
const shared = { stage: word, ref: word, tag: fc.boolean(), sha: word };
const job = fc.record(
  {
    id,
    name: word,
    status: fc.constantFrom("failed" as const, "pending" as const, "manual" as const, "other" as const),
    ...shared,
    pipelineId: id,
    pipelineStatus: word,
    failureReason: fc.option(word),
    since: instant,
    createdAt: instant,
    startedAt: fc.option(instant),
    finishedAt: fc.option(instant),
    erasedAt: fc.option(instant),
    archived: fc.boolean(),
    artifacts: fc.option(
      fc.record({
        files: fc.array(fc.record({ type: word, sizeBytes: fc.nat() }), { maxLength: 3 }),
        expireAt: fc.option(instant),
      }),
    ),
    userId: fc.option(id),
    userIsBot: fc.boolean(),
    retriesCount: fc.nat(9),
    environment: fc.option(fc.record({ name: word, tier: word }, { requiredKeys: ["name"] })),
    allowFailure: fc.boolean(),
    when: word,
    queuedSeconds: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    runner: fc.option(fc.record({ id, description: word, type: word }, { requiredKeys: ["id"] })),
    runnerTags: fc.array(word, { maxLength: 2 }),
    isBridge: fc.constant(true as const),
  },
  { requiredKeys: ["id", "name", "status"] },
);
const { stage: _, ...ofPipeline } = shared;
const mergeRequest = fc.option(fc.record({ target: word, isFromFork: fc.boolean() }, { requiredKeys: [] }));
const pipeline = fc.record(
  { id, status: word, ...ofPipeline, source: word, createdAt: instant, mergeRequest },
  { requiredKeys: ["id"] },
);
const project = fc.record({ id, path: word }, { requiredKeys: ["id"] });
const heard = { id: fc.constant("d"), source: fc.constant("gitlab"), receivedAt: instant };
const jobEvent = fc.record(
  { kind: fc.constant("job" as const), ...heard, project, job, pipeline },
  { requiredKeys: ["kind", "id", "source", "receivedAt", "project", "job"] },
);
const pipelineEvent = fc
  .record({
    kind: fc.constant("pipeline" as const),
    ...heard,
    project,
    pipeline,
    jobs: fc.array(job, { maxLength: 5 }),
  })
  .chain((event) =>
    fc.boolean().map((isWhole) => (isWhole ? { ...event, pipeline: { ...event.pipeline, jobs: event.jobs } } : event)),
  );

/** Plain values, whatever their prototypes: what JSON can tell apart. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test("what rules judge an event by is the same once it was recorded and read back, for every job and pipeline event", () => {
  fc.assert(
    fc.property(fc.oneof(jobEvent, pipelineEvent), (event: Event) => {
      const text = recordEvent(event);
      const read = readRecorded(text ?? "");
      assert.ok(read);
      const back = { ...read, id: "d", source: "gitlab", receivedAt: 0 } as Event;
      assert.deepEqual(plain(factsOf(back)), plain(factsOf(event)));
    }),
    { seed, numRuns: 300 },
  );
});

test("what a look found out is the same once it was recorded and read back", () => {
  const looked = fc.record(
    {
      pipeline: fc.option(
        fc.record({ source: word, status: word, userId: fc.option(id), mergeRequest }, { requiredKeys: [] }),
      ),
      isProtected: fc.boolean(),
      by: fc.option(fc.record({ userId: id, level: fc.nat(50), isBot: fc.boolean() }, { requiredKeys: ["userId"] })),
      isNewest: fc.boolean(),
      isLatest: fc.boolean(),
      isSuperseded: fc.boolean(),
      attempt: fc.nat(9),
      siblings: fc.array(job, { maxLength: 3 }),
      rank: fc.option(fc.nat(9)),
      environment: fc.option(fc.record({ name: word })),
      when: word,
      exitCode: fc.option(fc.nat(255)),
    },
    { requiredKeys: [] },
  );
  const look = fc.record(
    {
      at: instant,
      project,
      job,
      pipeline,
      looked,
      earlierRuns: fc.nat(9),
      isOurPipeline: fc.constant(true as const),
      classes: fc.constant({ "infra.network": true, timeout: false }),
      made: id,
    },
    { requiredKeys: ["at", "project", "job"] },
  );
  fc.assert(
    fc.property(look, (one: RecordedLook) => {
      assert.deepEqual(plain(readLook(recordLook(one) ?? "")), plain(one));
    }),
    { seed, numRuns: 300 },
  );
});

/** A hook's body with a secret behind every text in it but those that rules judge by. */
function planted(value: unknown, kept: ReadonlySet<string>, name = ""): unknown {
  if (typeof value === "string") return kept.has(name) ? value : `SECRET-${name}`;
  if (Array.isArray(value)) return value.map((one) => planted(one, kept, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, planted(one, kept, key)]));
}

const judged = new Set(
  "object_kind build_status build_name build_stage status name stage ref tag sha path_with_namespace build_created_at build_started_at build_finished_at created_at started_at finished_at build_failure_reason failure_reason runner_type description when source deployment_tier target_branch".split(
    " ",
  ),
);

test("nothing of a hook is recorded but what rules judge by: no person's name, no address, no message, no variable", () => {
  const variables = {
    variables: [{ key: "SECRET-key", value: "SECRET-value" }],
    object_attributes: { note: "SECRET" },
  };
  for (const hook of [jobHook, pipelineHook]) {
    const {
      user,
      commit,
      project: ofProject,
      ...others
    } = planted({ ...variables, ...hook }, judged) as Record<string, object>;
    const value = { ...others, user: { ...user, name: "SECRET-person" }, commit, project: ofProject };
    const event = toEvent({ value, delivery });
    assert.ok(!("ignored" in event), JSON.stringify(event));
    assert.match(JSON.stringify(event), /SECRET/, "a name is in the event, so that there is something to leave out");
    const read = readRecorded(recordEvent(event) ?? "");
    assert.ok(read);
    assert.doesNotMatch(JSON.stringify(read), /SECRET/);
  }
});

test("a field that somebody adds to events is not recorded by itself", () => {
  const event = {
    kind: "job",
    ...delivery,
    project: { id: 1, owner: "ann" },
    job: { id: 1, name: "b", status: "failed", commitMessage: "mine" },
  };
  assert.deepEqual(readRecorded(recordEvent(event as unknown as Event) ?? ""), {
    kind: "job",
    project: { id: 1 },
    job: { id: 1, name: "b", status: "failed" },
  });
});

test("a person's name that a look found out is not recorded", () => {
  const by = { userId: 7, username: "ann", level: 40 };
  const one = {
    at: noon,
    project: { id: 1 },
    job: { id: 1, name: "b", status: "failed" as const, userName: "ann" },
    looked: { by, logs: new Map([["k", "ann"]]) },
  };
  const read = readLook(recordLook(one) ?? "");
  assert.deepEqual(read?.looked, { by: { userId: 7, level: 40 } });
  assert.doesNotMatch(JSON.stringify(read), /ann/);
});

test("the record of a job event with ordinary values has less than 400 characters", () => {
  const hook = { ...jobHook, build_status: "failed", build_failure_reason: "script_failure" };
  const event = toEvent({ value: hook, delivery });
  assert.ok(!("ignored" in event));
  assert.ok((recordEvent(event)?.length ?? 1000) < 400);
});

test("what was recorded once can be read for ever", () => {
  // Written by 0.1.0: whoever changes the dictionary makes every journal unreadable.
  const text = "wx88Jkbw8CnOyC/QTyzIVEILEwMDYoKFQKaprQUA";
  assert.deepEqual(readRecorded(text), {
    kind: "job",
    project: { id: 42, path: "shop/api" },
    job: { id: 1001, name: "build", status: "failed", failureReason: "script_failure" },
  });
});

test("a record of a later version is read: fields that are not known do no harm, a status that is not known is `other`", () => {
  const later = (event: object) => deflateRawSync(JSON.stringify(event)).toString("base64");
  const told = {
    kind: "job",
    project: { id: 1, moon: 2 },
    job: { id: 1, name: "b", status: "levitating", aura: {} },
    more: [],
  };
  const read = readRecorded(later(told));
  assert.ok(read?.kind === "job");
  assert.equal(read.job.status, "other");
});

test("what is no record is no error: bad base64, bombs, other shapes", () => {
  const packed = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString("base64");
  const event = { kind: "job", project: { id: 1 }, job: { id: 1, name: "b", status: "failed" } };
  assert.ok(readRecorded(packed(event)), "the shape that the others are broken from");
  const room = Buffer.alloc(40 * 1024 * 1024, 0x20);
  const bomb = deflateRawSync(Buffer.concat([Buffer.from(JSON.stringify(event)), room])).toString("base64");
  const broken: readonly unknown[] = [
    null,
    7,
    [],
    {},
    { ...event, kind: "release" },
    { ...event, project: { id: "1" } },
    { ...event, job: { ...event.job, name: 7 } },
    { ...event, job: { ...event.job, failureReason: {} } },
    { ...event, job: { ...event.job, runnerTags: [7] } },
    { ...event, job: { ...event.job, artifacts: { files: [{}], expireAt: null } } },
    { ...event, pipeline: [] },
    { kind: "pipeline", project: { id: 1 }, jobs: [] },
    { kind: "pipeline", project: { id: 1 }, pipeline: { id: 1 }, jobs: {} },
    { kind: "pipeline", project: { id: 1 }, pipeline: { id: 1 }, jobs: [{ id: 1 }] },
  ];
  for (const text of ["", "%%%", "AAAA", bomb, ...broken.map(packed)]) {
    assert.equal(readRecorded(text), undefined);
    assert.equal(readLook(text), undefined);
  }
  fc.assert(
    fc.property(
      fc.string({ maxLength: 60 }),
      (text) => readRecorded(text) === undefined || readLook(text) === undefined,
    ),
    { seed },
  );
});

test("a pipeline of more jobs than are kept is not recorded in part", () => {
  const one = { id: 1, name: "b", status: "failed" as const };
  const event = (count: number): Event => ({
    kind: "pipeline",
    ...delivery,
    project: { id: 1 },
    pipeline: { id: 1 },
    jobs: Array(count).fill(one),
  });
  assert.ok(recordEvent(event(5_000)));
  assert.equal(recordEvent(event(5_001)), undefined);
});
