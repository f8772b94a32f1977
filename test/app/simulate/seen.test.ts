import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryEntry } from "../../../lib/app/delivery.ts";
import { receive } from "../../../lib/app/receive.ts";
import { recordedIn } from "../../../lib/app/simulate/entry.ts";
import type { Event } from "../../../lib/core/event.ts";
import type { Job } from "../../../lib/core/job.ts";
import { readLook, recordLook } from "../../../lib/core/recorded.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { oneRule, site, start } from "../site.ts";

const failed: Job = { id: 1, name: "build", status: "failed", pipelineId: 9, userId: 7, userName: "ann", ref: "main" };
const retry = "on: job, when: { status: failed, attempt: 1 }, do: retry";

function eventOf(job: Job): Event {
  return { kind: "job", id: "d1", source: "gitlab", receivedAt: start, project: { id: 42, path: "shop/api" }, job };
}

async function worked(rules: string, ...given: readonly Job[]) {
  const jobs = given.length > 0 ? given : [failed];
  const house = await site({ jobs, rules: oneRule(rules) });
  const { worker, store, actions, now } = house;
  for (const job of jobs) await receive(eventOf(job), { ...worker, store, actions, record: "all", clock: now });
  await house.work();
  const entries = await store.entries(100);
  return entries
    .flatMap((entry) => recordedIn(entry) ?? [])
    .filter((one) => typeof one === "object" && one.kind === "look");
}

test("a run that decided leaves what it saw in the journal: the job, what it found out, the run that it made, and no name", async () => {
  const [one, ...others] = await worked(retry);
  assert.ok(typeof one === "object" && one.kind === "look");
  assert.equal(others.length, 0);
  const { look } = one;
  assert.deepEqual(
    [look.at, look.job.status, look.looked?.attempt, look.earlierRuns, look.made],
    [start, "failed", 1, 0, 2],
  );
  assert.doesNotMatch(JSON.stringify(look), /ann/);
});

test("a run that only waits leaves nothing of what it saw", async () => {
  const rules = "on: job, when: { status: failed }, do: retry, limit: { perProjectPerHour: 1 }";
  const looks = await worked(rules, failed, { ...failed, id: 20, name: "lint" });
  assert.equal(looks.length, 1, "the other one found the hour's limit used up");
});

test("which failure classes a look found is kept, and nothing of the log", async () => {
  const [one] = await worked("on: job, when: { status: failed, failureClass: [infra.runner, timeout] }, do: retry", {
    ...failed,
    failureReason: "runner_system_failure",
  });
  assert.ok(typeof one === "object" && one.kind === "look");
  assert.deepEqual(one.look.classes, { "infra.runner": true });
  const [none] = await worked(
    "on: job, when: { status: failed, any: [{ failureClass: policy.* }, { attempt: 1 }] }, do: retry",
    {
      ...failed,
      failureReason: "runner_system_failure",
    },
  );
  assert.ok(typeof none === "object" && none.kind === "look");
  assert.deepEqual(none.look.classes, { "policy.deployment": false });
});

test("a look at a pipeline of thousands of jobs is kept without them", () => {
  const siblings = Array.from({ length: 3_000 }, (_, id) => ({
    ...failed,
    id,
    name: `job ${id * 7919}`,
    sha: `${id * 104_729}`,
  }));
  const text = recordLook({ at: start, project: { id: 42 }, job: failed, looked: { attempt: 2, siblings } });
  assert.ok(text !== undefined && text.length < 20_000);
  assert.deepEqual(readLook(text)?.looked, { attempt: 2 });
});

test("the facts of a large pipeline never keep its delivery from being written", async () => {
  const store = createMemoryStore();
  const text = (at: number) =>
    [at * 7919, at * 104_729, at * 611_953].map((one) => (one % 2 ** 32).toString(36)).join("");
  const jobs = Array.from(
    { length: 5_000 },
    (_, id): Job => ({ ...failed, id, name: `${text(id)} ${text(id + 9)}`, sha: text(id) }),
  );
  const event: Event = {
    kind: "pipeline",
    id: "d1",
    source: "gitlab",
    receivedAt: start,
    project: { id: 42 },
    pipeline: { id: 9, jobs },
    jobs,
  };
  const tasks = Array.from({ length: 2_000 }, (_, at) => ({
    id: `gitlab/42/job:${at}/notify/${"r".repeat(110)}${at}`,
    step: "planned" as const,
  }));
  const entry = deliveryEntry(event, [], tasks, { clock: () => start, random: () => "r" });
  assert.equal(await store.commit([{ journal: entry }]), "written");
  const alone = deliveryEntry(event, [], [], { clock: () => start, random: () => "s" });
  assert.equal(await store.commit([{ journal: alone }]), "written");
  assert.ok((alone.facts?.length ?? 0) > 100_000, "it is kept where there is room");
});
