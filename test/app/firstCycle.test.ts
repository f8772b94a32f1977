import assert from "node:assert/strict";
import { test } from "node:test";
import { markForDelete } from "../../lib/app/markForDelete.ts";
import { perform } from "../../lib/app/perform.ts";
import { receive } from "../../lib/app/receive.ts";
import { isOfFirstCycle } from "../../lib/app/swept.ts";
import { StoreError } from "../../lib/core/errors.ts";
import { withWant } from "../../lib/core/wants.ts";
import { activeOf } from "./deletes/crew.ts";
import { expired } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

const day = 86_400;
const daily = "on: { schedule: { every: 1d } }";
const tidy = oneRule(`${daily}, do: { deleteArtifacts: { quarantine: 2d } }`);
type Site = Awaited<ReturnType<typeof site>>;

async function sweep(s: Site, cycle: number, rule = "r"): Promise<void> {
  const effect = { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark: `${rule}@${cycle}` };
  await s.plan(0, "sweep", rule, "deleteArtifacts", { effect });
  await s.work();
}

async function deletes(s: Site) {
  return (await s.store.tasks(100)).filter(({ verb }) => verb === "deleteArtifacts");
}

for (const limit of ["", ", limit: { perRulePerDay: 5 }", ", limit: { percentPerDay: 100 }"])
  test(`a rule's first cycle only reports, at once, and the next one acts after its quarantine${limit}`, async () => {
    const s = await site({ jobs: [expired], rules: tidy.replace(" } } }", ` } }${limit} }`), isUnswept: true });
    await sweep(s, 1);
    const [first] = await deletes(s);
    assert.equal(first?.state, "reported");
    assert.match(first?.reason ?? "", /r@1 would have acted, but only reports; it is r@1's first cycle here/);
    s.pass(day);
    await sweep(s, 2);
    s.pass(2 * day - 1);
    await s.work();
    assert.deepEqual(s.effects, []);
    s.pass(1);
    await s.work();
    assert.deepEqual(s.effects, ["delete 1001"]);
  });

test("what the first cycle marked only reports, though it is looked at long after that cycle is over", async () => {
  const s = await site({ jobs: [expired], rules: tidy, isUnswept: true });
  const want = { rule: "r@1", action: "deleteArtifacts", params: {}, event: "s", since: start };
  await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", { want, due: start + 3 * day * 1000 });
  s.pass(60);
  await sweep(s, 1);
  s.pass(3 * day);
  await s.work();
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1001/deleteArtifacts")).state], [[], "reported"]);
});

test("a sweep that has not come to its end is no first cycle: the next one only reports too", async () => {
  const s = await site({ jobs: [expired], rules: tidy, isUnswept: true });
  const { jobsPage } = s.gitlab.reads;
  s.gitlab.reads.jobsPage = async (project, cursor) => ({ ...(await jobsPage(project, cursor)), next: "more" });
  await s.plan(0, "sweep", "r", "deleteArtifacts", {
    effect: { source: "gitlab", project: { id: 42 }, verb: "sweep", mark: "r@1" },
  });
  for (const task of await s.store.dueTasks(s.now(), 1)) await perform(task, s.worker);
  s.gitlab.reads.jobsPage = jobsPage;
  assert.equal(await s.store.note({ scope: "swept#gitlab/42", key: "r" }), undefined);
  await s.work();
  assert.deepEqual(s.effects, []);
  assert.ok((await deletes(s)).every(({ state }) => state === "reported"));
});

test("an approved plan was seen by a person, as is what one asked for: neither needs a first cycle", async () => {
  const rule = (await activeOf(tidy)).rule("r");
  assert.ok(rule);
  const given = { verb: "tidy", values: {}, by: { userId: 7, username: "ann" } };
  const at = { marked: start, swept: undefined };
  assert.deepEqual(
    [{}, { plan: "p1" }, { given }].map((want) => isOfFirstCycle(rule, want, at)),
    [true, false, false],
  );
});

test("a delete that waits learns of the plan that lists it", () => {
  const want = { rule: "r@1", action: "deleteArtifacts", params: {}, event: "s", since: start };
  const wants = withWant([want], { ...want, since: start + 1, plan: "p1" });
  assert.deepEqual(wants, [{ ...want, plan: "p1" }]);
});

test("a rule in its first cycle keeps no other from acting", async () => {
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: old, projects: ["**"], ${daily}, do: { deleteArtifacts: { quarantine: 2d } } }
  - { id: new, projects: ["**"], ${daily}, do: { deleteArtifacts: { quarantine: 1d } } }
`;
  const s = await site({ jobs: [expired], rules, isUnswept: true });
  await s.store.putNote({ scope: "swept#gitlab/42", key: "old" }, "10 0", undefined);
  await sweep(s, 1, "old");
  await sweep(s, 1, "new");
  s.pass(2 * day - 1);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(1);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("a person's delete is not swallowed by a crash between its mark and its plan", async () => {
  const word = "on: { command: tidy }, do: { deleteArtifacts: { quarantine: 1d } }";
  const s = await site({ jobs: [expired], rules: oneRule(word) });
  s.gitlab.reads.memberLevel = async () => 40;
  const say = async (store = s.store) => {
    const about = { id: "m1", source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
    const command = { verb: "tidy", values: {}, by: { userId: 7, username: "ann" } };
    const event = { kind: "command" as const, ...about, job: expired, command };
    await receive(event, { ...s.worker, store, actions: s.actions, record: "all" });
  };
  const commit = async () => Promise.reject(new StoreError("unavailable", "it died"));
  await assert.rejects(say({ ...s.store, commit }));
  assert.equal((await deletes(s)).length, 0);
  s.pass(60);
  await say();
  s.pass(day);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("two who mark a job at the same time mark it once", async () => {
  const s = await site({ jobs: [expired], rules: tidy });
  const effect = { source: "gitlab", project: { id: 42 }, jobId: 1001, verb: "deleteArtifacts" as const };
  const desk = { store: s.store, clock: s.now };
  const marked = await Promise.all([markForDelete(effect, desk), markForDelete(effect, desk)]);
  assert.deepEqual(new Set(marked.map((one) => one?.effect.mark)), new Set([String(start)]));
});

test("a mark that was left long ago is not taken up: its time of marking would be wrong", async () => {
  const s = await site({ jobs: [expired], rules: tidy });
  await s.store.putNote({ scope: "mark#gitlab/42", key: "job:1001" }, String(start - 3_600_000), undefined);
  const effect = { source: "gitlab", project: { id: 42 }, jobId: 1001, verb: "deleteArtifacts" as const };
  const marked = await markForDelete(effect, { store: s.store, clock: s.now });
  assert.equal(marked?.effect.mark, String(start));
});
