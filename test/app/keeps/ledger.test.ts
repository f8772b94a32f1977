import assert from "node:assert/strict";
import { test } from "node:test";
import { letGo } from "../../../lib/app/keeps/letGo.ts";
import { keepsOf } from "../../../lib/app/keeps/list.ts";
import { perform } from "../../../lib/app/perform.ts";
import { redrive } from "../../../lib/app/redrive.ts";
import type { Job } from "../../../lib/core/job.ts";
import { readKeep } from "../../../lib/core/keep.ts";
import { expired } from "../jobs.ts";
import { type Options, oneRule, site, start } from "../site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const day = 86_400_000;
const archive = { type: "archive", sizeBytes: 5_000 };
const log = { type: "trace", sizeBytes: 10 };
const fresh: Job = { ...expired, tag: true, ref: "v1.2", artifacts: { files: [archive, log], expireAt: start + day } };
const untouched: Job = { ...fresh, artifacts: { files: [archive], expireAt: null } };
const rules = oneRule('description: "Releases stay", on: job, when: { status: success }, do: keep');
const id = "gitlab/42/job:1001/keep";
const place = { source: "gitlab", project: 42, on: "job:1001" };

async function keepSite(job: Job = fresh, more: Partial<Options> = {}): Promise<Site> {
  const s = await site({ jobs: [job], rules, ...more });
  await s.plan(1001, "keep", "r");
  return s;
}

const entries = ({ store }: Site) => keepsOf(store, "gitlab");

test("a keep that is done is in the ledger: what, why, by which rule, since when and its size", async () => {
  const s = await keepSite();
  await s.work();
  assert.deepEqual(await entries(s), [
    {
      project: 42,
      on: "job:1001",
      path: "shop/api",
      name: "package",
      ref: "v1.2",
      tag: true,
      pipelineId: 501,
      why: "Releases stay",
      rules: ["r@1"],
      since: start,
      sizeBytes: 5_000,
      state: "kept",
    },
  ]);
});

test("a keep whose worker died between its call and its record is in the ledger once it is settled", async () => {
  const s = await keepSite();
  const { commit } = s.store;
  s.hooks.beforeCall = async () => {
    // Nothing that this worker writes from now on arrives.
    s.store.commit = async () => await new Promise<never>(() => {});
  };
  const [due] = await s.store.dueTasks(s.now(), 1);
  assert.ok(due);
  void perform(due, s.worker);
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([s.effects, await entries(s)], [["keep 1001"], []]);
  s.store.commit = commit;
  delete s.hooks.beforeCall;
  s.pass(600);
  await s.work();
  assert.deepEqual([s.effects, (await s.task(id)).state], [["keep 1001"], "done"]);
  assert.deepEqual(
    (await entries(s)).map(({ on, rules, since }) => [on, rules, since]),
    [["job:1001", ["r@1"], start + 600_000]],
  );
});

for (const code of ["ambiguousApplied", "ambiguousLost", "throttled", "conflict"] as const)
  test(`a record that goes wrong (${code}) leaves one entry, and the task done`, async () => {
    let isOff = true;
    const s = await keepSite(fresh, {
      store: {
        faults: ({ kind }) => {
          if (isOff || kind !== "commit") return undefined;
          isOff = true;
          return code;
        },
      },
    });
    s.hooks.beforeCall = async () => {
      isOff = false;
    };
    await s.work();
    s.pass(600);
    await s.work();
    assert.deepEqual([(await s.task(id)).state, (await entries(s)).length, s.effects], ["done", 1, ["keep 1001"]]);
  });

test("redriving a keep that is done leaves its entry as it was, and enters again what was let go", async () => {
  const s = await keepSite();
  await s.work();
  const before = await entries(s);
  const deed = { source: "gitlab", task: id, who: "ann", reason: "to be sure" };
  s.pass(3600);
  await redrive(deed, s.worker);
  await s.work();
  assert.deepEqual(await entries(s), before);
  const gone = await letGo({ ...place, who: "ann", reason: "withdrawn" }, s.worker);
  assert.deepEqual([gone, await entries(s)], [before[0], []]);
  await redrive(deed, s.worker);
  await s.work();
  assert.deepEqual(
    (await entries(s)).map(({ on, since }) => [on, since]),
    [["job:1001", start + 3_600_000]],
  );
  assert.deepEqual(s.effects, ["keep 1001"]);
});

test("what was kept already is in the ledger where a rule that acts wants it kept", async () => {
  const s = await keepSite(untouched);
  await s.work();
  const [entry] = await entries(s);
  assert.deepEqual([s.effects, (await s.task(id)).state], [[], "skipped"]);
  assert.deepEqual([entry?.rules, entry?.why], [["r@1"], "Releases stay; it had no expiry already"]);
});

test("what was kept already is asked about as far as the rule must know: of a protected tag it is in the ledger", async () => {
  for (const isProtected of [true, false]) {
    const guarded = oneRule("on: job, when: { status: success, protected: true }, do: keep");
    const s = await keepSite(untouched, { rules: guarded });
    s.gitlab.reads.tagIsProtected = async () => isProtected;
    s.gitlab.reads.tag = async () => ({ isProtected, hasRelease: false });
    await s.work();
    assert.equal((await entries(s)).length, isProtected ? 1 : 0);
    if (!isProtected) assert.match((await s.task(id)).reason ?? "", /r@1 says no, when.protected/);
  }
});

for (const [what, text] of [
  ["no rule wants", oneRule("on: job, when: { status: failed }, do: keep")],
  ["a rule only reports", oneRule("on: job, mode: report, when: { status: success }, do: keep")],
] as const)
  test(`what was kept already and ${what} is not in the ledger`, async () => {
    const s = await keepSite(untouched, { rules: text });
    await s.work();
    assert.deepEqual([await entries(s), s.effects], [[], []]);
  });

test("an entry that this version cannot read is left as it is: it keeps all the same", async () => {
  const s = await keepSite();
  await s.store.putNote({ scope: "kept#gitlab/42", key: "job:1001" }, "by a version to come", undefined);
  await s.work();
  assert.equal((await s.task(id)).state, "done");
  assert.deepEqual(await s.store.notes("kept#gitlab/42"), [{ key: "job:1001", value: "by a version to come" }]);
  assert.deepEqual(readKeep(42, "job:1001", "by a version to come").state, "kept");
});

test("two rules that want a job kept are both in its entry", async () => {
  const two = `${rules}  - { id: also, projects: ["**"], on: job, when: { tag: true }, do: keep }\n`;
  const s = await keepSite(fresh, { rules: two });
  await s.plan(1001, "keep", "also");
  await s.work();
  const [entry] = await entries(s);
  assert.deepEqual(entry?.rules, ["r@1", "also@1"]);
});
