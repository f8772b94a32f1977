import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { fullBudget, throttleKey, throttleText } from "../../../lib/core/throttleState.ts";
import { asked, deeds } from "../rules/scene.ts";
import { explaining, fail, stopping } from "./stage.ts";

const newest =
  '  - { id: again, projects: ["**"], on: job, when: { status: failed, newest: true, not: { fork: true } }, do: retry }\n';

test("what the door cannot know is told with what a look would ask; a look then knows it", async (t) => {
  const e = await explaining(t, newest);
  const id = fail(e.stage);
  const door = await e.explainJob(id, { look: false });
  const [rule] = door.jobs[0]?.rules ?? [];
  assert.deepEqual([rule?.answer, rule?.would], ["unknown", "unknown"]);
  assert.deepEqual(rule?.lacks, [
    { path: "when.newest", text: "a look asks GitLab for the newer pipelines of its ref" },
    { path: "when.not.fork", text: "a look asks GitLab what its pipeline was made for" },
  ]);
  const live = await e.explainJob(id);
  assert.deepEqual(live.jobs[0]?.rules[0]?.lacks, []);
  assert.equal(live.jobs[0]?.summary, "again would retry it now");
});

test("a real no is told from what could not be known: for rules that a look denies, and for what no look tells", async (t) => {
  const tier = newest.replace("newest: true, not: { fork: true }", "environmentTier: production");
  const e = await explaining(t, newest + tier.replace("id: again", "id: tiered"));
  const older = fail(e.stage);
  fail(e.stage);
  const { jobs } = await e.explainJob(older);
  const told = Object.fromEntries((jobs[0]?.rules ?? []).map(({ rule, answer, text }) => [rule, [answer, text]]));
  assert.deepEqual(told["again@1"], ["no", "again says no: when.newest: wanted true, saw false"]);
  assert.deepEqual(told["tiered@1"]?.[0], "unknown");
  assert.match(String(told["tiered@1"]?.[1]), /^tiered cannot tell: when\.environmentTier/);
});

test("an explanation changes nothing: no table but the rate budget is written, and GitLab is only looked at", async (t) => {
  const e = await explaining(t, newest);
  const id = fail(e.stage);
  await e.stage.settle();
  const { house, twin } = e.stage;
  const state = async () => [
    await house.store.tasks(1000),
    await house.store.entries(1000),
    await house.store.note({ scope: "switch#gitlab", key: "stops" }),
    (await house.store.rulebook("gitlab"))?.version,
  ];
  const before = await state();
  const [first] = await house.store.entries(1000);
  const sent = twin.requests.length;
  await e.explainJob(id);
  await e.explainJob(id, { look: false });
  await e.explain({ entry: first?.id });
  assert.deepEqual(await state(), before);
  const requests = twin.requests.slice(sent);
  assert.ok(requests.length > 4);
  // GraphQL is asked by POST, and its one query changes nothing.
  const writing = requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("/graphql"));
  assert.deepEqual(writing, []);
});

test("a hook's body is explained without a single request to GitLab, all its jobs or one of them", async (t) => {
  const e = await explaining(t, newest);
  const payload = {
    object_kind: "pipeline",
    project: { id: 7, path_with_namespace: "shop/web" },
    object_attributes: { id: 3, status: "failed", ref: "main", tag: false, source: "push" },
    builds: [
      { id: 11, name: "lint", stage: "test", status: "failed" },
      { id: 12, name: "unit", stage: "test", status: "success" },
    ],
  };
  const rules = [{ file: "new.yaml", text: `version: 1\nrules:\n${newest.replace("on: job", "on: pipeline")}` }];
  const sent = e.stage.twin.requests.length;
  const all = await e.explain({ payload, rules });
  assert.deepEqual([all.view, all.version, all.jobs.length], ["door", 0, 2]);
  assert.deepEqual(
    all.jobs.map(({ would, summary }) => [would, summary.replace(/:.*$/, "")]),
    [
      ["report", "nothing would be done now"],
      ["no", "nothing would be done"],
    ],
  );
  const one = await e.explain({ payload, rules, jobId: 12 });
  assert.match(
    one.jobs[0]?.summary ?? "",
    /^nothing would be done: again says no: when\.status: wanted failed, saw success/,
  );
  assert.equal(asked(e.stage, /./), sent);
  const odd = await e.explain({ payload: { object_kind: "push" } });
  assert.deepEqual([odd.status, odd.error?.code], [422, "nothingToExplain"]);
  const none = await e.explain({ payload, jobId: 99 });
  assert.match(none.error?.cure ?? "", /^It tells of 11, 12\.$/);
});

test("a journal entry is explained by what it recorded: with the rules of now, or as of then", async (t) => {
  const e = await explaining(t, newest);
  fail(e.stage);
  await e.stage.settle();
  const { store } = e.stage.house;
  const entries = await store.entries(1000);
  const delivery = entries.find(
    (one) => one.kind === "delivery" && one.verdicts.some(({ answer }) => answer === "unknown"),
  );
  const run = entries.find((one) => one.kind === "task");
  assert.ok(delivery && run);
  const files = [
    {
      file: "new.yaml",
      text: `version: 1\ndefaults: { mode: enforce }\nrules:\n${newest.replace("failed, newest: true", "[success]")}`,
    },
  ];
  await applyRules(files, "gitlab", { store, actions });
  const now = await e.explain({ entry: delivery.id });
  assert.deepEqual([now.version, now.jobs[0]?.rules[0]?.answer], [2, "no"]);
  const then = await e.explain({ entry: delivery.id, asOf: true });
  assert.deepEqual([then.version, then.view, then.jobs[0]?.rules[0]?.answer], [1, "door", "unknown"]);
  const look = await e.explain({ entry: run.id, asOf: true });
  assert.deepEqual([look.version, look.view, look.jobs[0]?.rules[0]?.answer], [1, "look", "yes"]);
  assert.match(look.notes[0] ?? "", /^what happened then: retry job \d+ "build": 201; then done: /);
  assert.equal((await e.explain({ entry: "1767603600000-nobody" })).error?.code, "noEntry");
  assert.deepEqual(deeds(e.stage), ["retry build"]);
});

test("rules that are not applied are asked in place of the active ones; with errors they are refused with their places", async (t) => {
  const e = await explaining(t, newest);
  const id = fail(e.stage);
  const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n${newest.replace("id: again", "id: other")}`;
  const told = await e.explainJob(id, { rules: [{ file: "new.yaml", text }] });
  assert.deepEqual([told.version, told.jobs[0]?.summary], [0, "other would retry it now"]);
  const bad = await e.explainJob(id, { rules: [{ file: "new.yaml", text: text.replace("retry", "retyr") }] });
  assert.deepEqual([bad.status, bad.error?.code], [422, "badRules"]);
});

test("where the rate budget has no room for looks, explain refuses politely and says when to come back", async (t) => {
  const e = await explaining(t, newest);
  const { house, clock } = e.stage;
  const id = fail(e.stage);
  const key = throttleKey("gitlab", "act");
  const patient = { ...fullBudget(clock.now(), 60), notBefore: clock.now() + 60_000 };
  await house.store.putNote(key, throttleText(patient), await house.store.note(key));
  const told = await e.explainJob(id);
  assert.deepEqual([told.status, told.error?.code], [503, "noRoom"]);
  assert.match(told.error?.message ?? "", /^GitLab asked for patience until 2026-01-05T09:01:00Z$/);
});

for (const [what, job, code, message] of [
  ["a job", { project: "shop/api", id: 1 }, "noJob", /^shop\/api has no job 1, or/],
  ["a project", { project: "shop/none", id: 1 }, "noJob", /^shop\/none is not there, or/],
  ["a project", { project: 1, id: 1 }, "noJob", /^project 1 is not there, or/],
  [
    "another GitLab's job",
    { project: "shop/api", id: 1, host: "gitlab.com" },
    "noJob",
    /^the address is of "gitlab\.com"/,
  ],
] as const)
  test(`${what} that is not there (${JSON.stringify(job)}) is told with what to do`, async (t) => {
    const e = await explaining(t, newest);
    const told = await e.explain({ job });
    assert.deepEqual([told.status, told.error?.code], [404, code]);
    assert.match(told.error?.message ?? "", message);
    assert.ok((told.error?.cure ?? "").length > 10);
  });

test("a body that asks for nothing, or for two things, is refused", async (t) => {
  const e = await explaining(t, newest);
  for (const body of [{}, { entry: "1767603600000-a", payload: {} }, { job: { project: 1, id: 1 }, asOf: true }])
    assert.deepEqual([(await e.explain(body)).status], [400]);
  const rule = await e.explainJob(fail(e.stage), { rule: "agian" });
  assert.match(rule.error?.cure ?? "", /^There are again\.$/);
});

test("a task that waits, and one that is backing off, are told with their time and reason", async (t) => {
  const e = await explaining(t, newest.replace("do: retry", "do: { retry: { after: 10m } }"));
  const id = fail(e.stage);
  await e.stage.settle();
  const told = await e.explainJob(id);
  assert.deepEqual(stopping(told), ["task", "time"]);
  assert.match(told.jobs[0]?.rules[0]?.guards[0]?.text ?? "", /^it waits until 2026-01-05T09:10:00Z/);
});
