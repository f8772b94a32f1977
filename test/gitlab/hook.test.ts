import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryId } from "../../lib/gitlab/hook/delivery.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { readJson } from "../../lib/gitlab/json.ts";
import { delivery, heard, job, pipeline, reason } from "./heard.ts";
import { build2026, jobHook2026, pipelineHook2026 } from "./payloads.ts";

test("a hook says nothing about a job's artifacts as a whole", () => {
  assert.ok(!("artifacts" in job(jobHook2026()).job));
  assert.ok(pipeline(pipelineHook2026()).jobs.every((each) => !("artifacts" in each)));
});

for (const id of ["501", 501.5, -501, 0, -0, 2 ** 53, Number("1e400"), null, undefined, true, [501]])
  test(`an id must be a whole number above 0 that is held exactly: ${JSON.stringify(id) ?? "missing"}`, () => {
    for (const field of ["project_id", "build_id"])
      assert.match(
        reason(jobHook2026({ [field]: id, project: null })),
        new RegExp(`^a Job Hook that cannot be read: ${field}`),
      );
    assert.equal(reason(jobHook2026({ pipeline_id: id, commit: null })), "a Job Hook that names no pipeline");
    assert.match(reason(pipelineHook2026({ project: { id } })), /^a Pipeline Hook that cannot be read: project\.id/);
    assert.match(reason(pipelineHook2026({}, { id })), /^a Pipeline Hook that cannot be read: object_attributes\.id/);
  });

for (const name of [
  'say "hi"',
  "two\nlines",
  "rspec 3/5",
  "rspec: [linux, 3.2]",
  "n".repeat(255),
  "dеploy",
  "🚀",
  "../x",
  "-rf",
])
  test(`any name that GitLab takes is kept as it is: ${JSON.stringify(name).slice(0, 20)}`, () => {
    assert.equal(job(jobHook2026({ build_name: name, ref: name })).job.name, name);
    assert.equal(job(jobHook2026({ build_name: name, ref: name })).job.ref, name);
    assert.equal(pipeline(pipelineHook2026({ builds: [build2026({ name })] })).jobs[0]?.name, name);
  });

test("a hook that names two projects is ignored, since nobody knows for which the secret must speak", () => {
  assert.deepEqual(heard(jobHook2026({ project_id: 8 })), { ignored: "a Job Hook that names no project, or two" });
  assert.deepEqual(heard(pipelineHook2026({ project_id: 8 })), {
    ignored: "a Pipeline Hook that names no project, or two",
  });
});

const unknownKind = "a hook of a kind that Penstock does not know tells nothing about jobs";

for (const [why, value, expected] of [
  ["no object", [], "the body is JSON but no GitLab hook: it is no object"],
  ["null", null, "the body is JSON but no GitLab hook: it is no object"],
  ["a number", 7, "the body is JSON but no GitLab hook: it is no object"],
  ["an empty object", {}, "the body is JSON but no GitLab hook: object_kind is missing"],
  ["a team's own template", { text: "hi" }, "the body is JSON but no GitLab hook: object_kind is missing"],
  ["a system hook", { event_name: "user_create" }, "a System Hook tells nothing about jobs"],
  ["an issue", { object_kind: "issue" }, "an issue hook tells nothing about jobs"],
  ["an unknown kind", { object_kind: "levitation" }, unknownKind],
  ["a kind that a prototype has", { object_kind: "constructor" }, unknownKind],
  ["a kind with odd characters", { object_kind: "<b>\n" }, unknownKind],
  ["a kind that is no text", { object_kind: { a: 1 } }, unknownKind],
  ["a kind of null", { object_kind: null }, unknownKind],
] as const)
  test(`a hook is ignored with the reason: ${why}`, () => assert.deepEqual(heard(value), { ignored: expected }));

test("an ignored hook tells its name in GitLab's words, and its project", () => {
  const value = { object_kind: "push", project_id: 7, project: { id: 7, path_with_namespace: "harbour/crane" } };
  assert.deepEqual(toEvent({ value, delivery: { ...delivery, eventHeader: "Push Hook" } }), {
    ignored: "a Push Hook tells nothing about jobs",
    project: { id: 7, path: "harbour/crane" },
  });
  const plain = toEvent({ value, delivery: { ...delivery, eventHeader: "<x> Hook" } });
  assert.ok("ignored" in plain && plain.ignored === "a push hook tells nothing about jobs");
  const member = { event_name: "user_add_to_group", group_id: 35, user_id: 6 };
  assert.deepEqual(toEvent({ value: member, delivery: { ...delivery, eventHeader: "Member Hook" } }), {
    ignored: "a Member Hook tells nothing about jobs",
  });
});

test("names of prototypes are only names", () => {
  const read = readJson(
    Buffer.from('{"object_kind":"build","__proto__":{"build_id":1},"constructor":{"prototype":{"x":1}}}'),
  );
  assert.ok("value" in read);
  assert.match(reason(read.value), /cannot be read/);
  assert.equal(({} as Record<string, unknown>).build_id, undefined);
});

test("of a key that is there twice the last one is read", () => {
  const text = JSON.stringify(jobHook2026()).replace("{", '{"build_id":1,');
  const read = readJson(Buffer.from(text));
  assert.ok("value" in read);
  assert.equal(job(read.value).job.id, 501);
});

test("a delivery's id is GitLab's own, else one made from the body", () => {
  const body = Buffer.from("{}");
  assert.equal(deliveryId({ "webhook-id": "a", "idempotency-key": "b" }, body), "a");
  assert.equal(deliveryId({ "idempotency-key": "b" }, body), "b");
  const made = deliveryId({ "webhook-id": "two words", "idempotency-key": "x".repeat(129) }, body);
  assert.match(made, /^sha256:[0-9a-f]{32}$/);
  assert.equal(made, deliveryId({}, Buffer.from("{}")));
  assert.notEqual(made, deliveryId({}, Buffer.from("[]")));
});
