import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deliveryId } from "../../lib/gitlab/hook/delivery.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { readJson } from "../../lib/gitlab/json.ts";
import { delivery, heard, job, pipeline, reason } from "./heard.ts";
import {
  build2026,
  jobHook2016,
  jobHook2019,
  jobHook2023,
  jobHook2026,
  pipelineHook2016,
  pipelineHook2023,
  pipelineHook2026,
} from "./payloads.ts";

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
  assert.deepEqual(heard(jobHook2026({ project_id: 8 })), { ignored: "a Job Hook that names two projects" });
  assert.deepEqual(heard(pipelineHook2026({ project_id: 8 })), { ignored: "a Pipeline Hook that names two projects" });
});

for (const [why, value, expected] of [
  ["no object", [], "the body is JSON but no GitLab hook: it is no object"],
  ["null", null, "the body is JSON but no GitLab hook: it is no object"],
  ["a number", 7, "the body is JSON but no GitLab hook: it is no object"],
  ["an empty object", {}, "the body is JSON but no GitLab hook: object_kind is missing"],
  ["a team's own template", { text: "hi" }, "the body is JSON but no GitLab hook: object_kind is missing"],
  ["a system hook", { event_name: "user_create" }, "a System Hook tells nothing about jobs"],
  ["an issue", { object_kind: "issue" }, "an issue hook tells nothing about jobs"],
  ["an unknown kind", { object_kind: "levitation" }, "a levitation hook tells nothing about jobs"],
  ["a kind with odd characters", { object_kind: "<b>\n" }, "a hook of an odd kind tells nothing about jobs"],
  ["a kind that is no text", { object_kind: { a: 1 } }, "a hook of an odd kind tells nothing about jobs"],
] as const)
  test(`a hook is ignored with the reason: ${why}`, () => assert.deepEqual(heard(value), { ignored: expected }));

test("an ignored hook tells its name in GitLab's words, and its project", () => {
  const value = { object_kind: "push", project_id: 7, project: { id: 7, path_with_namespace: "harbour/crane" } };
  assert.deepEqual(toEvent({ value, delivery: { ...delivery, eventHeader: "Push Hook" } }), {
    ignored: "a Push Hook tells nothing about jobs",
    project: { id: 7, path: "harbour/crane" },
  });
  assert.match(
    JSON.stringify(toEvent({ value, delivery: { ...delivery, eventHeader: "<x> Hook" } })),
    /a push hook tells/,
  );
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

test("10,000 damaged hooks are heard or ignored, never thrown at anybody", () => {
  const whole = [
    jobHook2016(),
    jobHook2019(),
    jobHook2023(),
    jobHook2026(),
    pipelineHook2016(),
    pipelineHook2023(),
    pipelineHook2026(),
  ];
  const texts = whole.map((value) => JSON.stringify(value));
  const odd = ["null", "-1", '"\\ud800"', "[]", "{}", "1e400", "true", '""', "0.5", '"2026-13-45 99:99:99 UTC"'];
  const tallies = { heard: 0, ignored: 0, problem: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.constantFrom(...odd), fc.nat(4), (text, at, value, way) => {
      const read = readJson(Buffer.from(damage(text, { at, value, way })));
      if ("problem" in read) tallies.problem++;
      else if ("ignored" in heard(read.value)) tallies.ignored++;
      else tallies.heard++;
    }),
    { seed: 11, numRuns: 10_000 },
  );
  assert.ok(
    Object.values(tallies).every((count) => count > 100),
    JSON.stringify(tallies),
  );
});

/** Replaces a value, a character, or a piece. */
function damage(text: string, { at, value, way }: { at: number; value: string; way: number }): string {
  const place = at % text.length;
  if (way === 0) return text.slice(0, place);
  if (way === 1) return text.slice(0, place) + text.slice(place + 1);
  let count = 0;
  const values = text.match(/:("[^"]*"|[\d.]+|null|true|false)/g)?.length ?? 1;
  return text.replace(/:("[^"]*"|[\d.]+|null|true|false)/g, (whole) => (count++ === at % values ? `:${value}` : whole));
}

test("a delivery's id is GitLab's own, else one made from the body", () => {
  const body = Buffer.from("{}");
  assert.equal(deliveryId({ "webhook-id": "a", "idempotency-key": "b" }, body), "a");
  assert.equal(deliveryId({ "idempotency-key": "b" }, body), "b");
  const made = deliveryId({ "webhook-id": "two words", "idempotency-key": "x".repeat(129) }, body);
  assert.match(made, /^sha256:[0-9a-f]{32}$/);
  assert.equal(made, deliveryId({}, Buffer.from("{}")));
  assert.notEqual(made, deliveryId({}, Buffer.from("[]")));
});
