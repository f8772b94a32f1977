import assert from "node:assert/strict";
import { test } from "node:test";
import { receive, receiveFinding } from "../../lib/app/receive.ts";
import { moveSwitch, stopsOf } from "../../lib/app/switch.ts";
import { failed, manual, pending, playRule, retryId } from "./jobs.ts";
import { site } from "./site.ts";

test("a rule that only reports does not end the task of one that acts later", async () => {
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: watch, mode: report, projects: ["**"], on: job, when: { status: failed }, do: retry }
  - { id: act, projects: ["**"], on: job, when: { status: failed }, do: { retry: { after: 10m } } }
`;
  const s = await site({ jobs: [failed], rules });
  const reach = { ...s.worker, actions: s.actions };
  const heard = () => ({
    kind: "job" as const,
    id: `d${s.now()}`,
    source: "gitlab",
    receivedAt: s.now(),
    project: { id: 42, path: "shop/api" },
    job: failed,
  });
  await receive(heard(), { ...reach, record: "all" });
  await s.work();
  for (let rounds = 0; rounds < 12; rounds++) {
    s.pass(300);
    await receiveFinding(heard(), await s.worker.rules.live("gitlab"), reach);
    await s.work();
  }
  assert.deepEqual([s.effects, (await s.task(retryId)).state], [["retry 1001"], "done"]);
});

test("however many rules want one effect on one job, all are told to its task", async () => {
  const list = Array.from(
    { length: 10 },
    (_, at) => `  - { id: r${at}, projects: ["**"], on: job, when: { status: failed }, do: retry }\n`,
  );
  const rules = `version: 1\ndefaults: { mode: enforce }\nrules:\n${list.join("")}`;
  const s = await site({ jobs: [failed], rules });
  const about = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
  const reach = { ...s.worker, actions: s.actions, record: "all" as const };
  await receive({ kind: "job", id: "d1", ...about, job: failed }, reach);
  assert.equal((await s.task(retryId)).wants.length, 10);
});

test("a stop that is acknowledged while somebody resumes is in force", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  const desk = { ...s.worker, verbs: ["play"] };
  const move = (step: "stop" | "resume", who: string) => {
    return { source: "gitlab", step, what: "everything", who, reason: "x" };
  };
  await moveSwitch(move("stop", "bob"), desk);
  let isFirst = true;
  const store: typeof s.store = {
    ...s.store,
    async commit(writes) {
      if (isFirst) {
        isFirst = false;
        await moveSwitch(move("resume", "bob"), desk);
      }
      return await s.store.commit(writes);
    },
  };
  await moveSwitch(move("stop", "ann"), { ...desk, store });
  assert.deepEqual(await stopsOf(s.store, "gitlab"), ["everything"]);
});

test("however many rules want one effect on one job, its task is written once, and once more when all let go of it", async () => {
  const list = Array.from({ length: 30 }, (_, at) => {
    const when = `{ status: pending, pipelineSource: "s${at}" }`;
    return `  - { id: r${at}, projects: ["**"], on: job, when: ${when}, for: 10m, do: restart }\n`;
  });
  const s = await site({ jobs: [], rules: `version: 1\nrules:\n${list.join("")}` });
  const touched: string[] = [];
  const store: typeof s.store = {
    ...s.store,
    commit: async (writes) => {
      touched.push(...writes.flatMap((write) => ("put" in write ? [write.put.state] : [])));
      return await s.store.commit(writes);
    },
    task: async (id) => {
      touched.push("read");
      return await s.store.task(id);
    },
  };
  const reach = { ...s.worker, store, actions: s.actions, record: "all" as const };
  const hear = async (status: "pending" | "running") => {
    const about = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
    const job = { ...pending, status, since: s.now() };
    await receive({ kind: "job", id: status, ...about, job }, reach);
  };
  await hear("pending");
  assert.deepEqual([touched, (await s.task("gitlab/42/job:1003/cancel")).wants.length], [["waiting"], 30]);
  touched.length = 0;
  s.pass(60);
  await hear("running");
  assert.deepEqual(touched, ["read", "skipped"]);
});
