import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { Vintage } from "../../infra/twin/state/world.ts";
import { manual, twinWorld } from "./world.ts";

const hidden =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

async function asking(t: TestContext, vintage: Vintage = 2026) {
  const world = await twinWorld(t, {}, { vintage });
  const ask = async (query: string, variables?: unknown, token: string | undefined = world.twin.bot.token) => {
    const response = await fetch(`${world.served.url}/api/graphql`, {
      method: "POST",
      headers: { ...(token !== "" && { Authorization: `Bearer ${token}` }), "Content-Type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { status: response.status, ...JSON.parse(text) };
  };
  return { ...world, ask };
}

const build = (id: number) => `gid://gitlab/Ci::Build/${id}`;
const messages = ({ errors }: { errors: { message: string }[] }) => errors.map(({ message }) => message);

test("a job is asked for by its id, with what REST does not tell, under an alias and by a variable", async (t) => {
  const { twin, pipeline, ask } = await asking(t);
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const [unit, gate] = one.jobs;
  const query = `query Facts($path: ID!, $id: JobID!) {
    project(fullPath: $path) {
      unit: job(id: $id) { ...facts }
      gate: job(id: "${build(gate?.id ?? 0)}") { ...facts canPlayJob }
      none: job(id: "${build(1)}") { name }
    }
  }
  fragment facts on CiJob { id kind name status stuck retried retryable playable cancelable manualJob __typename }`;
  const { status, data } = await ask(query, { path: "shop/api", id: build(unit?.id ?? 0) });
  assert.equal(status, 200);
  const common = { kind: "BUILD", stuck: false, retried: false, retryable: false, __typename: "CiJob" };
  assert.deepEqual(data.project.unit, {
    ...{ id: build(unit?.id ?? 0), name: "unit", status: "PENDING" },
    ...{ ...common, playable: false, cancelable: true, manualJob: false },
  });
  const { name, playable, canPlayJob } = data.project.gate;
  assert.deepEqual([name, playable, canPlayJob, data.project.none], ["gate", true, true, null]);
  for (const runner of twin.world.runners) runner.isOnline = false;
  const again = await ask(query, { path: "shop/api", id: build(unit?.id ?? 0) });
  assert.equal(again.data.project.unit.stuck, true);
});

test("a pipeline's jobs come newest first, bridges and retried ones too, page by page", async (t) => {
  const { twin, pipeline, ask, act } = await withAct(t);
  const one = pipeline([
    "test/unit",
    "test/lint",
    { name: "kids", stage: "test", trigger: { jobs: [{ name: "kid" }] } },
  ]);
  const old = twin.fail(twin.jobNamed(one.id, "unit").id);
  act("retry", old.id);
  const query = `query ($after: String, $retried: Boolean) { project(fullPath: "shop/api") { pipeline(iid: "1") {
    jobs(first: 2, after: $after, retried: $retried) { nodes { name retried kind } pageInfo { hasNextPage endCursor } count }
  } } }`;
  const page = async (variables: unknown) => (await ask(query, variables)).data.project.pipeline.jobs;
  const first = await page({});
  const second = await page({ after: first.pageInfo.endCursor });
  assert.deepEqual(
    [...first.nodes, ...second.nodes].map(({ name, retried, kind }) => [name, retried, kind]),
    [
      ["unit", false, "BUILD"],
      ["kids", false, "BRIDGE"],
      ["lint", false, "BUILD"],
      ["unit", true, "BUILD"],
    ],
  );
  assert.deepEqual([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage, first.count], [true, false, 4]);
  assert.equal((await page({ retried: false })).count, 3);
  assert.equal((await page({ retried: true })).count, 1);
  const byId = `{ project(fullPath: "shop/api") { pipeline(id: "gid://gitlab/Ci::Pipeline/${one.id}") { iid } } }`;
  assert.equal((await ask(byId)).data.project.pipeline.iid, "1");
});

async function withAct(t: TestContext) {
  const world = await asking(t);
  return { ...world, act: (verb: "retry", id: number) => world.twin.act(verb, id, { by: world.twin.bot.username }) };
}

test("who asks and what GitLab this is can be asked; without a token nobody asks", async (t) => {
  const { ask, twin } = await asking(t);
  const query = "{ currentUser { username bot } metadata { version enterprise } }";
  const { data } = await ask(query);
  assert.deepEqual(data.currentUser, { username: "penstock-bot", bot: true });
  assert.deepEqual([data.metadata.enterprise, /^19\..*-ee$/.test(data.metadata.version)], [true, true]);
  assert.equal((await ask(query, {}, "")).data.currentUser, null);
  const wrong = await ask(query, {}, "glpat-nonsense");
  assert.deepEqual([wrong.status, messages(wrong)], [401, ["Invalid token"]]);
  const stranger = twin.addPerson({ username: "stranger" });
  const project = `{ project(fullPath: "shop/api") { id } }`;
  assert.equal((await ask(project, {}, twin.addToken(stranger.username))).data.project, null);
});

test("what is not in the schema is refused as a whole, with GraphQL's words and 200", async (t) => {
  const { ask, pipeline, twin } = await asking(t);
  const { id } = twin.jobNamed(pipeline([manual("gate")]).id, "gate");
  const cases: readonly [query: string, message: string, code: string][] = [
    [
      `{ project(fullPath: "x") { job(id: "${build(1)}") { x } } }`,
      "Field 'x' doesn't exist on type 'CiJob'",
      "undefinedField",
    ],
    ["{ constructor }", "Field 'constructor' doesn't exist on type 'Query'", "undefinedField"],
    ["{ project { id } }", "Field 'project' is missing required arguments: fullPath", "missingRequiredArguments"],
    [`{ project(fullPath: "x", y: 1) { id } }`, "Field 'project' doesn't accept argument 'y'", "argumentNotAccepted"],
    [
      `mutation { jobPlay(input: {id: "${build(id)}", x: 1}) { errors } }`,
      "InputObject 'JobPlayInput' doesn't accept argument 'x'",
      "argumentNotAccepted",
    ],
    [
      `mutation ($id: JobID!) { jobPlay(input: {id: $id}) { errors } }`,
      "Type mismatch on variable $id and argument id (JobID! / CiProcessableID!)",
      "variableMismatch",
    ],
    ["query ($x: NoID!) { echo(text: $x) }", "NoID isn't a defined input type (on $x)", "variableRequiresValidType"],
    [
      'query ($x: ID) { echo(text: "a") }',
      "Variable $x is declared by anonymous query but not used",
      "variableNotUsed",
    ],
    ["query Q { echo(text: $x) }", "Variable $x is used by Q but not declared", "variableNotDefined"],
    [
      `mutation { jobCancel(input: {id: "gid://gitlab/Ci::Bridge/1"}) { errors } }`,
      '"gid://gitlab/Ci::Bridge/1" does not represent an instance of Ci::Build',
      "argumentLiteralsIncompatible",
    ],
    [
      `mutation { jobCancel(input: {id: "1"}) { errors } }`,
      '"1" is not a valid Global ID',
      "argumentLiteralsIncompatible",
    ],
  ];
  for (const [query, message, code] of cases) {
    const answer = await ask(query, { id: build(id), x: "y" });
    assert.deepEqual([answer.status, "data" in answer], [200, false], query);
    assert.equal(answer.errors[0].message, message);
    assert.equal(answer.errors[0].extensions.code, code);
  }
  assert.deepEqual([twin.job(id).status, twin.effects.length], ["manual", 0]);
});

test("broken text, wrong variables and too much at once are refused", async (t) => {
  const { ask } = await asking(t);
  assert.match(messages(await ask("{ project("))[0] ?? "", /^Expected/);
  assert.match(messages(await ask("{ a ? }"))[0] ?? "", /UNKNOWN_CHAR/);
  const typed = await ask("query ($path: ID!) { project(fullPath: $path) { id } }", { path: null });
  assert.deepEqual(messages(typed), ["Variable $path of type ID! was provided invalid value"]);
  const long = await ask(`{ echo(text: "${"x".repeat(10_000)}") }`);
  assert.deepEqual([long.status, messages(long)], [422, ["Query too large"]]);
  const many = Array.from({ length: 251 }, (_, index) => `a${index}: __typename`).join(" ");
  assert.match(messages(await ask(`{ ${many} }`))[0] ?? "", /complexity of 251, which exceeds max complexity of 250/);
  assert.deepEqual(messages(await ask("{ ...a } fragment a on Query { ...a }")), [
    "Fragment a contains an infinite loop",
  ]);
});

test("@include and @skip leave fields out", async (t) => {
  const { ask } = await asking(t);
  const query = `query ($yes: Boolean!) { a: echo(text: "a") @include(if: $yes) b: echo(text: "b") @skip(if: $yes) }`;
  assert.deepEqual(Object.keys((await ask(query, { yes: true })).data), ["a"]);
  assert.deepEqual(Object.keys((await ask(query, { yes: false })).data), ["b"]);
});

test("an older GitLab has fewer fields, and none of it once had none at all", async (t) => {
  const { ask } = await asking(t, 2020);
  const jobs = await ask(`{ project(fullPath: "shop/api") { pipeline(iid: "1") { jobs { count } } } }`);
  assert.deepEqual(messages(jobs), ["Field 'jobs' doesn't exist on type 'Pipeline'"]);
  const { ask: askOldest } = await asking(t, 2016);
  assert.equal((await askOldest("{ currentUser { username } }")).status, 404);
});

test("mutations need a token that may write, and the role", async (t) => {
  const { twin, pipeline, ask } = await asking(t);
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  const cancel = `mutation { jobCancel(input: {id: "${build(id)}", clientMutationId: "m1"}) { job { status } errors clientMutationId } }`;
  for (const token of [twin.addToken("reporter"), twin.addToken(twin.bot.username, { scope: "read_api" })]) {
    const refused = await ask(cancel, {}, token);
    assert.deepEqual([refused.status, refused.data, messages(refused)], [200, { jobCancel: null }, [hidden]]);
    assert.deepEqual(refused.errors[0].path, ["jobCancel"]);
  }
  assert.equal(twin.job(id).status, "pending");
  const done = await ask(cancel);
  assert.deepEqual(done.data.jobCancel, { job: { status: "CANCELED" }, errors: [], clientMutationId: "m1" });
  assert.deepEqual(messages(await ask(`mutation { jobCancel(input: {id: "${build(1)}"}) { errors } }`)), [hidden]);
});
