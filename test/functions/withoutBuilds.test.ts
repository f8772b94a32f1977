import assert from "node:assert/strict";
import { test } from "node:test";
import { readRecorded } from "../../lib/core/recorded.ts";
import { mutations } from "../fuzz/mutate.ts";
import { doorstep, signed } from "./doorstep.ts";

// A body with white space in front is always read as a whole: beside it stands what the door does with the same body.

const rulesOf = (projects: string, on = "pipeline") => `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["${projects}"], on: [${on}], when: { status: failed }, do: retry }]
`;

const hook = {
  object_kind: "pipeline",
  object_attributes: { id: 501, ref: "main", tag: false, sha: "2293ada6", status: "failed", source: "push" },
  project: { id: 42, path_with_namespace: "shop/api" },
  builds: [
    { id: 1, name: "unit [1/2]", status: "failed", stage: "test", failure_reason: "runner_system_failure" },
    { id: 2, name: "lint", status: "success", stage: "test", runner: { id: 4, tags: ["a"] } },
  ],
};
const body = JSON.stringify(hook);
const broken = body.replace('"id":1,', '"id":!,');

type Options = NonNullable<Parameters<typeof doorstep>[0]>;

/** What the door answers, and what is written down. */
async function told(text: string | Uint8Array, options: Options) {
  const { store, post } = await doorstep(options);
  const { status, body: answer } = await post(signed(text));
  return { status, answer, entries: await store.entries(10), tasks: await store.tasks(10) };
}

const [wanted, all] = [{ record: "wanted" }, { record: "all" }] as const;
const nothing = { status: 202, answer: { planned: 0 }, entries: [], tasks: [] };
const ignored = { status: 202, answer: { ignored: "the body is no JSON" } };

for (const [which, rules] of [
  ["are about pipelines of other projects", rulesOf("other/**")],
  ["are about its jobs' own hooks", rulesOf("shop/**", "job")],
] as const)
  test(`with PENSTOCK_RECORD=wanted the builds of a pipeline are not read where all rules ${which}`, async () => {
    assert.deepEqual(await told(body, { rules, world: wanted }), nothing);
    assert.deepEqual(await told(broken, { rules, world: wanted }), nothing);
  });

test("they are read where a rule may want the pipeline", async () => {
  const rules = rulesOf("shop/**");
  const { answer, tasks } = await told(body, { rules, world: wanted });
  assert.deepEqual([answer, tasks.map(({ id }) => id)], [{ planned: 1 }, ["gitlab/42/job:1/retry"]]);
  assert.deepEqual(await told(broken, { rules, world: wanted }), { ...nothing, ...ignored });
});

test("with PENSTOCK_RECORD=all they are read where some rule is about pipelines: the journal tells what it said to each", async () => {
  const { answer, entries } = await told(body, { rules: rulesOf("other/**"), world: all });
  assert.deepEqual(answer, { planned: 0 });
  const [entry] = entries;
  assert.ok(entry?.kind === "delivery");
  assert.deepEqual(
    entry.verdicts.map(({ job }) => job),
    ['job 1 "unit [1/2]"', 'job 2 "lint"'],
  );
});

test("where none is, they are read all the same: they are recorded for the rules to come", async () => {
  const { answer, entries, tasks } = await told(body, { rules: rulesOf("shop/**", "job"), world: all });
  assert.deepEqual([answer, tasks], [{ planned: 0 }, []]);
  const [entry] = entries;
  const recorded = entry?.kind === "delivery" ? readRecorded(entry.facts ?? "") : undefined;
  assert.deepEqual(recorded?.kind === "pipeline" && recorded.jobs.map(({ name }) => name), ["unit [1/2]", "lint"]);
});

test("a project that the secret does not speak for is told of as ever", async () => {
  const options = { rules: rulesOf("other/**"), speaksFor: ["other/**"], world: wanted };
  const { answer } = await told(body, options);
  assert.deepEqual(answer, { ignored: "project shop/api is not one that this secret speaks for" });
  assert.deepEqual((await told(broken, options)).answer, ignored.answer);
});

test("without the table nobody knows what rules want: the delivery is deferred", async () => {
  let isDown = false;
  const { post } = await doorstep({
    rules: rulesOf("other/**"),
    world: wanted,
    store: { faults: () => (isDown ? "unavailable" : undefined) },
  });
  isDown = true;
  assert.deepEqual(await post(signed(body)), { status: 202, body: { deferred: true } });
});

test("a task that waits for a job of an older rule is left as it was, as it is by a hook that is read as a whole", async () => {
  for (const text of [body, ` ${body}`]) {
    const { store, post } = await doorstep({ rules: rulesOf("shop/**"), world: wanted });
    await post(signed(body));
    const [before] = await store.tasks(10);
    assert.ok(before);
    const other = await doorstep({ rules: rulesOf("other/**"), world: { ...wanted, store } });
    await other.post(signed(text, "d2"));
    assert.deepEqual(await store.tasks(10), [before]);
  }
});

const bodies = 200;

test("whatever JSON a pipeline hook is, the door does with it what it does when it reads all of it", async () => {
  const rulebooks = [rulesOf("other/**"), rulesOf("shop/**"), rulesOf("shop/**", "job"), rulesOf("42")];
  for (const { index, body: bytes } of mutations([hook], 4711)) {
    if (index === bodies) break;
    const rules = rulebooks[index % rulebooks.length] ?? "";
    const options = { rules, speaksFor: ["shop/**", 42], world: index % 3 === 0 ? all : wanted };
    const [short, whole] = [await told(bytes, options), await told(Buffer.from([0x20, ...bytes]), options)];
    // Of what is no JSON, or is nested too deep, only among the builds, nobody notices.
    if (/the body/.test(JSON.stringify(whole.answer))) continue;
    assert.deepEqual(short, whole, Buffer.from(bytes).toString());
  }
});
