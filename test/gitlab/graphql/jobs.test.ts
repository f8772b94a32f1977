import assert from "node:assert/strict";
import { test } from "node:test";
import { createGraphQl } from "../../../lib/gitlab/graphql.ts";
import { errorOf } from "../asked.ts";
import { served } from "../openhttp.ts";
import { json, token } from "../server.ts";
import { askedGraphQl, failures, jobsIn, weightOf } from "./asked.ts";

/** A job as GraphQL answers it. */
function node(id: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `gid://gitlab/Ci::Build/${id}`,
    name: "rspec 1/4",
    status: "PENDING",
    stuck: true,
    retried: false,
    retryable: false,
    playable: false,
    cancelable: true,
    manualJob: false,
    canPlayJob: false,
    ...changes,
  };
}

const stuckJob = {
  id: 1001,
  kind: "build",
  name: "rspec 1/4",
  status: "pending",
  stuck: true,
  retried: false,
  retryable: false,
  playable: false,
  cancelable: true,
  manual: false,
  mayPlay: false,
};

const found = (ids: readonly number[]) => Object.fromEntries(ids.map((id) => [`j${id}`, node(id)]));

test("GraphQL is asked at its one address, below the path where GitLab is installed, with the token", async (t) => {
  for (const [below, address] of [
    ["", "POST /api/graphql"],
    ["/gitlab", "POST /gitlab/api/graphql"],
  ]) {
    const { http, seen } = await served(t, (_, response) => json(response, 200, { data: { project: found([1001]) } }), {
      below: below ?? "",
    });
    await createGraphQl(http).jobFacts("harbour/crane", [1001]);
    assert.deepEqual([seen[0]?.line, seen[0]?.headers.authorization], [address, `Bearer ${token}`]);
  }
});

test("facts that REST lacks are told by job, in our words; a job that is not there is left out", async (t) => {
  const { graphql, bodies } = await askedGraphQl(t, () => ({
    data: {
      project: { ...found([1001]), j1002: node(1002, { status: "WAITING_FOR_RESOURCE", stuck: null }), j1003: null },
    },
  }));
  const facts = await graphql.jobFacts('harbour/"crane', [1001, 1002, 1003, 1001]);
  assert.ok(facts instanceof Map);
  assert.deepEqual([...facts.keys()], [1001, 1002]);
  assert.deepEqual(facts.get(1001), stuckJob);
  assert.deepEqual([facts.get(1002)?.status, facts.get(1002)?.stuck], ["waiting_for_resource", undefined]);
  assert.deepEqual(bodies[0]?.variables, { path: 'harbour/"crane' });
});

test("a status that this version does not know is other, and a trigger job is a bridge", async (t) => {
  const strange = node(1001, { id: "gid://gitlab/Ci::Bridge/1001", status: "DREAMING" });
  const { graphql } = await askedGraphQl(t, () => ({ data: { project: { j1001: strange } } }));
  const facts = await graphql.jobFacts("harbour/crane", [1001]);
  assert.ok(facts instanceof Map);
  assert.deepEqual([facts.get(1001)?.status, facts.get(1001)?.kind], ["other", "bridge"]);
});

test("facts about a hundred jobs are asked in requests that GitLab takes, each job once", async (t) => {
  const ids = Array.from({ length: 100 }, (_, at) => 15_700_000_000 + at);
  const { graphql, bodies } = await askedGraphQl(t, (body) => ({ data: { project: found(jobsIn(body)) } }));
  const facts = await graphql.jobFacts("harbour/crane", [...ids, ...ids]);
  assert.ok(facts instanceof Map && facts.size === 100);
  assert.deepEqual(bodies.flatMap(jobsIn), ids);
  for (const body of bodies) assert.ok(weightOf(body) <= 200 && body.query.length <= 10_000, `${weightOf(body)}`);
});

test("more than a hundred jobs are not asked for", async (t) => {
  const { graphql, bodies } = await askedGraphQl(t, () => ({ data: {} }));
  await assert.rejects(
    graphql.jobFacts(
      "harbour/crane",
      Array.from({ length: 101 }, (_, at) => at + 1),
    ),
    RangeError,
  );
  assert.deepEqual(bodies, []);
});

test("a project that is not there or hidden has no facts and no jobs", async (t) => {
  const { graphql } = await askedGraphQl(t, () => ({ data: { project: null } }));
  assert.equal(await graphql.jobFacts("harbour/crane", [1001]), undefined);
  assert.equal(await graphql.pipelineJobsPage("harbour/crane", { id: 90 }), undefined);
});

test("every run of a pipeline is told page by page, with its files, by pipeline id or number", async (t) => {
  const artifacts = {
    nodes: [
      { id: "gid://gitlab/Ci::JobArtifact/5", fileType: "ARCHIVE", size: "1000", expireAt: "2026-12-20T09:20:00Z" },
    ],
  };
  const { graphql, bodies } = await askedGraphQl(t, (_, count) => {
    const nodes = count === 1 ? [node(1001, { artifacts })] : [node(900, { artifacts: null, retried: true })];
    const pageInfo = count === 1 ? { hasNextPage: true, endCursor: "abc" } : { hasNextPage: false, endCursor: "def" };
    return { data: { project: { pipeline: { jobs: { nodes, pageInfo } } } } };
  });
  const first = await graphql.pipelineJobsPage("harbour/crane", { id: 90 });
  assert.ok(first && "items" in first && first.next === "abc");
  const file = { id: 5, type: "archive", sizeBytes: 1000, expireAt: Date.UTC(2026, 11, 20, 9, 20) };
  assert.deepEqual(first.items, [{ ...stuckJob, artifacts: [file] }]);
  const last = await graphql.pipelineJobsPage("harbour/crane", { iid: 4 }, first.next);
  assert.ok(last && "items" in last && last.next === undefined);
  assert.deepEqual([last.items[0]?.id, last.items[0]?.retried, last.items[0]?.artifacts], [900, true, undefined]);
  assert.deepEqual(
    bodies.map(({ variables }) => variables?.after),
    [null, "abc"],
  );
  assert.match(bodies[0]?.query ?? "", /pipeline\(id: "gid:\/\/gitlab\/Ci::Pipeline\/90"\)/);
  assert.match(bodies[1]?.query ?? "", /pipeline\(iid: "4"\)/);
  for (const body of bodies) assert.ok(weightOf(body) <= 200, `${weightOf(body)}`);
});

test("a next page that is the same page ends the list with an error", async (t) => {
  const pageInfo = { hasNextPage: true, endCursor: "abc" };
  const { graphql } = await askedGraphQl(t, () => ({
    data: { project: { pipeline: { jobs: { nodes: [], pageInfo } } } },
  }));
  assert.equal((await errorOf(graphql.pipelineJobsPage("harbour/crane", { id: 90 }, "abc"))).code, "oddAnswer");
});

for (const [message, lacking] of [
  ["Field 'canPlayJob' doesn't exist on type 'CiJob'", /no field canPlayJob of CiJob/],
  ["Field 'retrieds' doesn't exist on type 'CiJob' (Did you mean `retried`?)", /no field retrieds of CiJob/],
  ["Field 'pipeline' doesn't accept argument 'id'", /no argument id of pipeline/],
  ["JobID isn't a defined input type (on $id)", /no type JobID/],
] as const)
  test(`an older GitLab's "${message}" is told as what it lacks, with the cure`, async (t) => {
    const { graphql } = await askedGraphQl(t, () => ({ errors: [{ message, extensions: { code: "any" } }] }));
    for (const answer of await lookBoth(graphql)) {
      assert.ok(answer && "lacking" in answer && lacking.test(answer.lacking) && /upgrade GitLab/.test(answer.lacking));
    }
  });

for (const [message, code] of [
  ["Timeout on CiJob.stuck", "timeout"],
  [
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
    "notFound",
  ],
  ["Query has complexity of 300, which exceeds max complexity of 250", "server"],
] as const)
  test(`a complaint of GitLab about a query is an error, and the rest of the answer is not used: ${message}`, async (t) => {
    const errors = [{ message: `${message}\u001b[2J`, path: ["project", "j1001"] }];
    const { graphql } = await askedGraphQl(t, () => ({ data: { project: found([1001]) }, errors }));
    const error = await errorOf(graphql.jobFacts("harbour/crane", [1001]));
    assert.deepEqual([error.code, error.message], [code, `GraphQL jobFacts: ${message} [2J`]);
  });

test("an answer about another job, or without what was asked for, is refused", async (t) => {
  for (const project of [
    { j1001: node(1002) },
    { j1001: node(1001, { id: "1001" }) },
    { j1001: node(1001, { status: 3 }) },
    5,
  ]) {
    const { graphql } = await askedGraphQl(t, () => ({ data: { project } }));
    assert.equal((await errorOf(graphql.jobFacts("harbour/crane", [1001]))).code, "oddAnswer");
  }
});

for (const [why, answer] of failures)
  test(`after ${why} a look is an error, and it is not asked again`, async (t) => {
    const { graphql, seen } = await askedGraphQl(t, () => answer);
    await errorOf(graphql.jobFacts("harbour/crane", [1001]));
    assert.equal(seen.length, 1);
  });

test("a token that GraphQL refuses is unauthorized", async (t) => {
  const { http } = await served(t, (_, response) => json(response, 401, { errors: [{ message: "Invalid token" }] }));
  assert.equal((await errorOf(createGraphQl(http).jobFacts("harbour/crane", [1001]))).code, "unauthorized");
});

async function lookBoth(graphql: ReturnType<typeof createGraphQl>) {
  return [await graphql.jobFacts("harbour/crane", [1001]), await graphql.pipelineJobsPage("harbour/crane", { id: 90 })];
}
