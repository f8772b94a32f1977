import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryId } from "../../../lib/gitlab/hook/delivery.ts";
import { readJson } from "../../../lib/gitlab/json.ts";
import { asked } from "../asked.ts";
import { pipeline, reason } from "../heard.ts";
import { build2026, jobHook2026, pipelineHook2026 } from "../payloads.ts";
import { json } from "../server.ts";

// Each number is an oddity of GitLab that bots get wrong.

for (const ref of ["v1.0 ", "season/2026", "größe #1?&", "%2e%2e"])
  test(`gotcha 16: a ref such as ${JSON.stringify(ref)} reaches GitLab as it is, below the project's number`, async (t) => {
    const { reads, seen } = await asked(t, (_, response) => json(response, 200, [{ id: 90, status: "success" }]));
    await reads.newestSuccess(7, ref);
    const url = new URL(seen[0]?.line.slice("GET ".length) ?? "", "http://x");
    assert.equal(url.searchParams.get("ref"), ref);
    assert.match(url.pathname, /^\/api\/v4\/projects\/7\//);
  });

test("gotcha 37: a pipeline hook of 2,000 jobs, larger than any queue's message, is read whole", () => {
  const padding = { description: "r".repeat(300) };
  const builds = Array.from({ length: 2000 }, (_, at) => build2026({ id: at + 1, runner: padding }));
  const bytes = Buffer.from(JSON.stringify(pipelineHook2026({ builds })));
  assert.ok(bytes.length > 1_000_000);
  const read = readJson(bytes);
  assert.ok("value" in read);
  assert.equal(pipeline(read.value).jobs.length, 2000);
});

test("gotcha 38: what tells two events apart is the delivery's own id, not the id that a chain of events shares", () => {
  const chain = { "x-gitlab-event-uuid": "13792a34" };
  const [one, other] = [Buffer.from("{}"), Buffer.from("[]")];
  assert.notEqual(deliveryId(chain, one), deliveryId(chain, other));
  assert.equal(
    deliveryId({ ...chain, "x-gitlab-webhook-uuid": "a" }, one),
    deliveryId({ ...chain, "x-gitlab-webhook-uuid": "b" }, one),
  );
  assert.equal(deliveryId({ ...chain, "idempotency-key": "k" }, one), "k");
});

for (const [why, body, expected] of [
  [
    "has a shape of its own",
    { text: "pipeline failed" },
    "the body is JSON but no GitLab hook: object_kind is missing",
  ],
  ["is a list", [jobHook2026()], "the body is JSON but no GitLab hook: it is no object"],
  ["is a text", "failed", "the body is JSON but no GitLab hook: it is no object"],
  ["gives numbers as texts", jobHook2026({ build_id: "501" }), /^a Job Hook that cannot be read: build_id: /],
  [
    "leaves the jobs' names out",
    jobHook2026({ build_name: undefined }),
    /^a Job Hook that cannot be read: build_name: /,
  ],
] as const)
  test(`gotcha 39: a custom template that ${why} is ignored with a reason`, () => {
    if (typeof expected === "string") assert.equal(reason(body), expected);
    else assert.match(reason(body), expected);
  });

test("gotcha 39: a custom template that only drops the builds is heard as far as it goes", () => {
  const { object_kind, object_attributes, project } = pipelineHook2026();
  const event = pipeline({ object_kind, object_attributes, project });
  assert.deepEqual([event.pipeline.id, event.jobs], [90, []]);
});
