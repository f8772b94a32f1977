import assert from "node:assert/strict";
import { test } from "node:test";
import { factsHash } from "../../lib/app/hash.ts";
import { plan } from "../../lib/app/plan.ts";
import { receive } from "../../lib/app/receive.ts";
import type { Job } from "../../lib/core/job.ts";
import { expired } from "./jobs.ts";
import { site } from "./site.ts";

const day = 86_400;

/** Which refs are meant only a regular expression tells, so that apply cannot say. */
const book = (rule: string) => `version: 1
defaults: { mode: enforce }
invariants: [{ id: evidence, never: deleteArtifacts, when: { ref: { matches: "audit/.*" } } }]
rules: [{ id: r, projects: ["**"], ${rule} }]
`;
const audited: Job = { ...expired, id: 1002, name: "audited", ref: "audit/7" };

/** How the deletes of both jobs end, by the job's id. */
async function ended({ store }: Awaited<ReturnType<typeof site>>): Promise<string[]> {
  const tasks = await store.tasks(10);
  const deletes = tasks.filter(({ verb }) => verb === "deleteArtifacts" || verb === "erase");
  return deletes.map(({ object, state, reason }) => `${object} ${state} ${reason}`).toSorted();
}

for (const verb of ["deleteArtifacts", "erase"])
  test(`what a sweep marks for ${verb} is spared after its quarantine where an invariant says so`, async () => {
    const rules = book(`on: { schedule: { every: 1d } }, do: { ${verb}: { quarantine: 1d } }`);
    const s = await site({ jobs: [expired, audited], rules });
    await s.plan(0, "sweep", "r", verb, {
      effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep", mark: "r@1" },
    });
    await s.work();
    s.pass(day);
    await s.work();
    assert.deepEqual(s.effects, [`${verb === "erase" ? "erase" : "delete"} 1001`]);
    const [, spared = ""] = await ended(s);
    assert.match(spared, /^job:1002 refused r@1: the invariant evidence forbids to \w+ job 1002 "audited": when\.ref/);
  });

test("a delete that a person asks for is refused as well", async () => {
  const rules = book("on: { command: tidy }, do: { deleteArtifacts: { quarantine: 1d } }");
  const s = await site({ jobs: [expired, audited], rules });
  s.gitlab.reads.memberLevel = async () => 40;
  const by = { userId: 7, username: "ann" };
  for (const job of [expired, audited]) {
    const about = { id: `m${job.id}`, source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
    const event = { kind: "command" as const, ...about, job, command: { verb: "tidy", values: {}, by } };
    await receive(event, { ...s.worker, actions: s.actions, record: "all" });
  }
  await s.work();
  s.pass(day);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
  assert.match((await ended(s))[1] ?? "", /^job:1002 refused .*the invariant evidence forbids/);
});

test("rules of two that want one effect are free together by what one of them requires", async () => {
  const rules = (second: string) => `version: 1
defaults: { mode: enforce }
calendars: { always: { zone: UTC, open: daily 00:00-24:00 } }
invariants: [{ id: calm, never: retry, when: { ref: { matches: "feature" } }, unless: { calendar: always } }]
rules:
  - { id: r, projects: ["**"], on: job, when: { status: failed }, do: retry }
  - { id: s, projects: ["**"], on: job, when: { status: failed }, ${second}do: retry }
`;
  for (const [second, effects] of [
    ["", []],
    ["require: { calendar: always }, ", ["retry 1001"]],
  ] as const) {
    const failed: Job = { ...expired, status: "failed" };
    const s = await site({ jobs: [failed], rules: rules(second) });
    const about = { id: "d1", source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
    await receive({ kind: "job", ...about, job: failed }, { ...s.worker, actions: s.actions, record: "all" });
    await s.work();
    assert.deepEqual(s.effects, effects);
  }
});

test("what an invariant forbids only for a while is done once it does no more, though no hook comes", async () => {
  const minute = 60;
  const rules = `version: 1
defaults: { mode: enforce }
invariants: [{ id: calm, never: retry, when: { ref: { matches: "feature.*" }, age: { under: 1h } } }]
rules: [{ id: r, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;
  const failed: Job = { ...expired, status: "failed", ref: "feature/1" };
  const s = await site({ jobs: [failed], rules });
  s.jobs.set(failed.id, { ...failed, createdAt: s.now() - 10 * minute * 1000 });
  const effect = { source: "gitlab", project: { id: 42, path: "shop/api" }, jobId: failed.id, verb: "retry" } as const;
  const want = { rule: "r@1", action: "retry", params: {}, event: "patrol" };
  const find = async () => {
    const job = s.jobs.get(failed.id) ?? failed;
    const found = factsHash(1, { project: effect.project, job });
    const { step } = await plan(s.worker, { effect, want, due: s.now() }, { found, now: s.now() });
    await s.work();
    return step;
  };
  assert.deepEqual([await find(), s.effects], ["planned", []]);
  s.pass(60 * minute);
  assert.deepEqual([await find(), s.effects], ["revived", ["retry 1001"]]);
});
