import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage, type Stage } from "../../../infra/local/stage.ts";
import { outagesOf } from "../../../lib/app/outage/outages.ts";
import type { OutageEntry } from "../../../lib/core/journal.ts";
import type { Task } from "../../../lib/core/task.ts";
import { silent } from "../../../lib/edge/log.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);

const rules = (more = "") => `version: 1
defaults: { mode: enforce }
rules:
  - id: retry-infra
    projects: ["**"]
    on: job
    when: { status: failed, failureReason: runner_system_failure, newest: true }
    do: retry
    limit: { perJob: 2 }
${more}`;

async function staged(t: { after(end: () => Promise<void>): void }, text: string) {
  const logged: string[] = [];
  const log = { ...silent, error: (what: string) => void logged.push(what) };
  const s = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt, log });
  t.after(() => s.close());
  return { s, logged };
}

/** A pipeline whose jobs all fail because of their runner; their ids. */
function failMany(
  s: Stage,
  { count, ref = "main", project = s.project.id }: { count: number; ref?: string; project?: number },
): number[] {
  const jobs = Array.from({ length: count }, (_, at) => ({ name: `test ${at}` }));
  const { id } = s.twin.addPipeline(project, { jobs, ref });
  return jobs.map(({ name }) => {
    const jobId = s.twin.jobNamed(id, name).id;
    s.twin.fail(jobId, "runner_system_failure");
    return jobId;
  });
}

const retries = (s: Stage) =>
  s.twin.effects.filter(({ verb, user }) => verb === "retry" && user === s.twin.bot.username);
const told = async (s: Stage) =>
  (await s.house.store.entries(5_000)).filter((entry): entry is OutageEntry => entry.kind === "outage");
const outages = (s: Stage) => outagesOf("gitlab", s.house.store);

async function parkedIn(s: Stage): Promise<readonly Task[]> {
  return (await s.house.store.tasks(500)).filter(({ parked, state }) => parked !== undefined && state === "waiting");
}

/** The jobs that Penstock's retries have made, oldest first. */
async function made(s: Stage): Promise<readonly number[]> {
  const ends = (await s.house.store.tasks(500)).flatMap(({ result }) =>
    result?.jobId === undefined ? [] : [result.jobId],
  );
  return ends.toSorted((one, other) => one - other);
}

test("a runner outage: the 21st retry is parked, it is told once, one canary goes, and its success releases what still makes sense", async (t) => {
  const { s, logged } = await staged(t, rules());
  failMany(s, { count: 20 });
  await s.settle();
  assert.equal(retries(s).length, 20);
  assert.deepEqual(await outages(s), []);
  const feature = failMany(s, { count: 3, ref: "feature" });
  const [first, second] = failMany(s, { count: 3, ref: "other" });
  await s.settle();
  assert.equal(retries(s).length, 20);
  assert.deepEqual(
    (await outages(s)).map(({ id, parked }) => [id, parked]),
    [[`retry-infra/runner_system_failure/${s.project.id}`, 6]],
  );
  assert.equal(logged.filter((what) => what === "outage opened").length, 1);
  const asked = s.twin.requests.length;
  await s.pass(240);
  assert.equal(s.twin.requests.length, asked);
  await s.pass(180);
  assert.equal(retries(s).length, 21);
  // What nobody needs any more by the time that the runners are back.
  const parked = (await parkedIn(s)).map(({ object }) => Number(object.slice(4)));
  const byHand = [first, second].find((id) => parked.includes(id ?? 0)) ?? 0;
  s.twin.act("retry", byHand, { by: "alice" });
  s.twin.addPipeline(s.project.id, { jobs: [{ name: "build" }], ref: "feature" });
  s.twin.succeed((await made(s)).at(-1) ?? 0);
  await s.pass(11 * 60);
  const states = new Map((await s.house.store.tasks(500)).map(({ object, state }) => [Number(object.slice(4)), state]));
  assert.equal(states.get(byHand), "skipped");
  for (const id of feature.filter((one) => parked.includes(one))) assert.equal(states.get(id), "skipped");
  assert.deepEqual(await parkedIn(s), []);
  assert.ok([...states.values()].every((state) => state === "done" || state === "skipped"));
  assert.deepEqual(
    (await told(s)).map(({ step }) => step),
    ["opened", "closed"],
  );
  assert.ok(retries(s).length <= 24, `${retries(s).length} retries`);
});

test("while the runners stay away the next canary waits longer; a second outage is told and opened as the first", async (t) => {
  const { s } = await staged(t, rules("    outage: { perProject: 3 }\n"));
  failMany(s, { count: 8 });
  await s.settle();
  const sent: number[] = [];
  for (let minute = 1; sent.length < 2 && minute < 30; minute++) {
    const before = retries(s).length;
    await s.pass(60);
    if (retries(s).length === before) continue;
    assert.equal(retries(s).length, before + 1);
    sent.push(minute);
    const canary = (await made(s)).at(-1) ?? 0;
    if (sent.length === 1) s.twin.fail(canary, "runner_system_failure");
    else s.twin.succeed(canary);
  }
  const [first = 0, next = 0] = sent;
  assert.ok(first >= 5 && first <= 7 && next - first >= 10 && next - first <= 13, sent.join(" "));
  await s.pass(12 * 60);
  assert.deepEqual((await parkedIn(s)).length, 0);
  failMany(s, { count: 5 });
  await s.settle();
  assert.deepEqual(
    (await told(s)).map(({ step }) => step),
    ["opened", "closed", "opened"],
  );
  assert.ok((await parkedIn(s)).length >= 2);
});

test("a restart's outage: jobs that no runner takes are canceled up to the bound, and a canary that runs releases the others", async (t) => {
  const text = `version: 1
defaults: { mode: enforce }
rules:
  - { id: stuck, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart, outage: { perProject: 5 } }
`;
  const { s } = await staged(t, text);
  s.twin.addPipeline(s.project.id, { jobs: Array.from({ length: 8 }, (_, at) => ({ name: `gpu ${at}` })) });
  await s.pass(16 * 60);
  assert.deepEqual(
    [retries(s).length, (await outages(s))[0]?.failure, (await outages(s))[0]?.parked],
    [5, "pending", 3],
  );
  for (const id of await made(s)) s.twin.succeed(id);
  await s.pass(7 * 60);
  assert.equal(retries(s).length, 6);
  s.twin.run((await made(s)).at(-1) ?? 0);
  await s.pass(12 * 60);
  assert.equal(retries(s).length, 8);
  assert.deepEqual(
    (await told(s)).map(({ step }) => step),
    ["opened", "closed"],
  );
  const after = await s.house.store.tasks(100);
  assert.ok(after.every(({ state }) => state !== "attention"));
});

test("where the rule says so the projects of a source are counted together", async (t) => {
  const { s } = await staged(t, rules("    outage: { perProject: 6, perSource: 9 }\n"));
  const others = ["shop/web", "shop/app"].map(
    (path) => s.twin.addProject({ path, members: { alice: "maintainer", [s.twin.bot.username]: "maintainer" } }).id,
  );
  for (const id of others) s.twin.addHook(id, s.hook);
  for (const project of [s.project.id, ...others]) failMany(s, { count: 4, project });
  await s.settle();
  assert.equal(retries(s).length, 9);
  assert.deepEqual(
    (await outages(s)).map(({ id, parked }) => [id, parked]),
    [["retry-infra/runner_system_failure/all", 3]],
  );
  await s.pass(7 * 60);
  assert.equal(retries(s).length, 10);
  s.twin.succeed((await made(s)).at(-1) ?? 0);
  await s.pass(11 * 60);
  assert.deepEqual([retries(s).length, (await told(s)).length], [12, 2]);
});
