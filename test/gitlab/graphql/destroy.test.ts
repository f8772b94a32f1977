import assert from "node:assert/strict";
import { test } from "node:test";
import { createGraphQl } from "../../../lib/gitlab/graphql.ts";
import { openHttp, served } from "../openhttp.ts";
import { json } from "../server.ts";
import { askedGraphQl, failures, jobsIn, weightOf } from "./asked.ts";

const hidden =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";
const refreshing = "Action temporarily disabled. The project this job belongs to is undergoing stats refresh.";
const done = (count: number) => ({ destroyedArtifactsCount: count, errors: [] });
const upTo = (count: number) => Array.from({ length: count }, (_, at) => 15_700_000_000 + at);

test("files are deleted by their own ids in one request, and what was deleted is told", async (t) => {
  const { graphql, bodies } = await askedGraphQl(t, () => ({
    data: {
      files: {
        destroyedCount: 2,
        destroyedIds: ["gid://gitlab/Ci::JobArtifact/5", "gid://gitlab/Ci::JobArtifact/6"],
        errors: [],
      },
    },
  }));
  const reply = await graphql.destroyArtifacts(7, [5, 6, 6]);
  assert.deepEqual(reply, { kind: "accepted", destroyedCount: 2, destroyedIds: [5, 6] });
  const [body] = bodies;
  assert.match(body?.query ?? "", /projectId: "gid:\/\/gitlab\/Project\/7"/);
  assert.deepEqual(body?.query.match(/JobArtifact\/\d+/g), ["JobArtifact/5", "JobArtifact/6"]);
});

test("a hundred files and a hundred jobs are named in requests that GitLab takes", async (t) => {
  const { graphql, bodies } = await askedGraphQl(t, (body) =>
    body.query.includes("files:")
      ? { data: { files: { destroyedCount: 100, errors: [] } } }
      : { data: Object.fromEntries(jobsIn(body).map((id) => [`j${id}`, done(1)])) },
  );
  assert.equal((await graphql.destroyArtifacts(7, upTo(100))).kind, "accepted");
  const outcomes = await graphql.destroyJobArtifacts([...upTo(100), ...upTo(100)]);
  assert.deepEqual([...outcomes.keys()], upTo(100));
  assert.ok([...outcomes.values()].every(({ kind }) => kind === "accepted"));
  assert.deepEqual(bodies.flatMap(jobsIn), upTo(100));
  for (const body of bodies) assert.ok(weightOf(body) <= 200 && body.query.length <= 10_000, `${weightOf(body)}`);
});

test("more than a hundred, or no file at all, are not sent", async (t) => {
  const { graphql, seen } = await askedGraphQl(t, () => ({ data: {} }));
  assert.equal((await graphql.destroyArtifacts(7, upTo(101))).kind, "notSent");
  assert.equal((await graphql.destroyArtifacts(7, [])).kind, "notSent");
  const outcomes = await graphql.destroyJobArtifacts(upTo(101));
  assert.ok(outcomes.size === 101 && [...outcomes.values()].every(({ kind }) => kind === "notSent"));
  assert.equal((await graphql.destroyJobArtifacts([])).size, 0);
  assert.deepEqual(seen, []);
});

test("each job of one request has an outcome of its own", async (t) => {
  const { graphql } = await askedGraphQl(t, () => ({
    data: {
      j1: done(3),
      j2: done(0),
      j3: { destroyedArtifactsCount: 0, errors: [refreshing] },
      j4: null,
      j5: null,
      j6: { destroyedArtifactsCount: 1, errors: ["one is left"] },
      j7: { errors: [] },
    },
    errors: [
      { message: hidden, path: ["j4"] },
      { message: "Timeout on JobArtifactsDestroyPayload.errors", path: ["j5", "errors"] },
      { message: "Something else" },
      { message: hidden.replace("The resource", "Something") },
    ],
  }));
  const outcomes = await graphql.destroyJobArtifacts([1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(outcomes.get(1), { kind: "accepted", destroyedCount: 3 });
  assert.deepEqual(outcomes.get(2), { kind: "accepted", destroyedCount: 0 });
  assert.deepEqual(outcomes.get(6), { kind: "accepted", destroyedCount: 1, complaint: "one is left" });
  for (const [id, words] of [
    [3, refreshing],
    [4, hidden],
  ] as const)
    assert.deepEqual(outcomes.get(id), {
      kind: "rejected",
      status: 200,
      message: `GraphQL jobArtifactsDestroy: ${words}`,
    });
  for (const [id, words] of [
    [5, "Timeout on JobArtifactsDestroyPayload.errors"],
    [7, "the answer does not say what was deleted"],
    [8, `Something else; ${hidden.replace("The resource", "Something")}`],
  ] as const)
    assert.deepEqual(outcomes.get(id), { kind: "unknown", message: `GraphQL jobArtifactsDestroy: ${words}` });
});

test("what GitLab says to a bulk deletion itself counts: errors and nothing deleted is a no", async (t) => {
  const { graphql } = await askedGraphQl(t, () => ({
    data: {
      files: { destroyedCount: null, destroyedIds: null, errors: ["Not all artifacts belong to requested project"] },
    },
  }));
  const reply = await graphql.destroyArtifacts(7, [5]);
  assert.ok(reply.kind === "rejected" && /Not all artifacts belong/.test(reply.message));
});

for (const [what, message, told] of [
  ["is too heavy", "Query has complexity of 300, which exceeds max complexity of 250", /exceeds max complexity/],
  [
    "this GitLab does not know",
    "Field 'jobArtifactsDestroy' doesn't exist on type 'Mutation'",
    /has no field jobArtifactsDestroy of Mutation.*upgrade/,
  ],
] as const)
  test(`a request that ${what} is rejected as a whole: GitLab did nothing of it`, async (t) => {
    const { graphql } = await askedGraphQl(t, () => ({ errors: [{ message }] }));
    for (const reply of [
      await graphql.destroyArtifacts(7, [5]),
      ...(await graphql.destroyJobArtifacts([1, 2])).values(),
    ])
      assert.ok(reply.kind === "rejected" && told.test(reply.message));
  });

for (const [why, answer] of failures)
  test(`after ${why} nobody knows what was deleted, and nothing is sent again or behind it`, async (t) => {
    const { graphql, seen } = await askedGraphQl(t, () => answer);
    assert.equal((await graphql.destroyArtifacts(7, [5])).kind, "unknown");
    assert.equal(seen.length, 1);
    const outcomes = [...(await graphql.destroyJobArtifacts(upTo(60))).values()].map(({ kind }) => kind);
    assert.deepEqual(outcomes, [...Array(50).fill("unknown"), ...Array(10).fill("notSent")]);
  });

test("a 429 is rejected with how long to wait, and the jobs behind it are not sent", async (t) => {
  const { http, seen } = await served(t, (_, response) => json(response, 429, {}, { "retry-after": "20" }));
  const outcomes = await createGraphQl(http).destroyJobArtifacts(upTo(51));
  const [first] = outcomes.values();
  assert.ok(first?.kind === "rejected" && first.status === 429 && first.retryAfterSeconds === 20);
  assert.equal(outcomes.get(15_700_000_050)?.kind, "notSent");
  assert.equal(seen.length, 1);
});

test("with nobody at the port nothing was deleted", async (t) => {
  const graphql = createGraphQl(openHttp(t, "http://127.0.0.1:1"));
  assert.equal((await graphql.destroyArtifacts(7, [5])).kind, "notSent");
  assert.equal((await graphql.destroyJobArtifacts([1])).get(1)?.kind, "notSent");
});
