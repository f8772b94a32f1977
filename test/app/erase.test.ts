import assert from "node:assert/strict";
import { test } from "node:test";
import { addHold } from "../../lib/app/hold.ts";
import type { Job } from "../../lib/core/job.ts";
import { expired } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

const tagged: Job = { ...expired, tag: true, ref: "nightly-7" };
const ruleOf = (verb: string, more = "") =>
  oneRule(`on: { schedule: { every: 1d } }, do: { ${verb}: { quarantine: 1d${more} } }`);

type Site = Awaited<ReturnType<typeof site>>;

async function swept(job: Job, rules: string, arrange?: (s: Site) => unknown) {
  const s = await site({ jobs: [job], rules });
  await arrange?.(s);
  const verb = /do: \{ (\w+)/.exec(rules)?.[1] ?? "";
  await s.plan(0, "sweep", "r", verb, {
    effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep", mark: "r@1" },
  });
  await s.work();
  const before = [...s.effects];
  s.pass(86_400);
  await s.work();
  const task = (await s.store.tasks(10)).find((one) => one.verb === verb);
  return { s, before, state: task?.state, reason: task?.reason ?? "", id: task?.id };
}

test("a job is erased, after its quarantine and not before", async () => {
  const { s, before, state, id } = await swept(expired, ruleOf("erase"));
  assert.deepEqual([before, s.effects, state], [[], ["erase 1001"], "done"]);
  assert.match(id ?? "", /^gitlab\/42\/job:1001\/erase\/\d+$/);
});

for (const [why, job, told] of [
  [
    "without an expiry date",
    { ...expired, artifacts: { files: expired.artifacts?.files ?? [], expireAt: null } },
    /keeps them/,
  ],
  ["that has not ended", { ...expired, status: "running" }, undefined],
  ["that is archived", { ...expired, archived: true }, /archived/],
  ["of which nobody knows what it left", { ...expired, artifacts: null }, /nothing, or it is not known/],
  ["that is erased already", { ...expired, erasedAt: start }, /erased already/],
  ["of a tag", tagged, /belong to a tag/],
] as const satisfies readonly (readonly [string, Job, RegExp | undefined])[])
  test(`a job ${why} is never erased`, async () => {
    const { s, reason } = await swept(job, ruleOf("erase"));
    assert.deepEqual(s.effects, []);
    if (told) assert.match(reason, told);
  });

test("a hold keeps a job from being erased, and tells what it came too late for", async () => {
  const hold = { source: "gitlab", project: 42, on: "job:1001", who: "ann", reason: "audit" };
  const { s, state } = await swept(expired, ruleOf("erase"), (site) => addHold(hold, site.worker));
  assert.deepEqual([s.effects, state], [[], "skipped"]);
  const late = await swept(expired, ruleOf("erase"));
  const standing = await addHold(hold, late.s.worker);
  assert.deepEqual(
    standing.deletes.map(({ verb, state }) => `${verb} ${state}`),
    ["erase done"],
  );
});

test("an erase that does not show is settled before anything is sent again", async () => {
  const s = await site({ jobs: [expired], rules: ruleOf("erase") });
  s.hooks.mishaps.push({ kind: "accepted", status: 201, job: expired });
  await s.plan(1001, "erase", "r", "erase");
  s.pass(86_400);
  await s.work();
  const [task] = await s.store.tasks(1);
  assert.deepEqual([task?.state, task?.unsure, task?.inflight], ["waiting", true, true]);
});

test("what GitLab calls not erasable is looked at again", async () => {
  const s = await site({ jobs: [expired], rules: ruleOf("erase") });
  s.hooks.mishaps.push({ kind: "rejected", status: 403, message: "403 Forbidden - Job is not erasable!" });
  s.hooks.beforeCall = async () => void s.jobs.set(1001, { ...expired, erasedAt: start });
  await s.plan(1001, "erase", "r", "erase");
  for (let rounds = 0; rounds < 3; rounds++) {
    s.pass(86_400);
    await s.work();
  }
  assert.deepEqual([(await s.store.tasks(1))[0]?.state, s.effects], ["skipped", []]);
});

const plain = { isProtected: false, hasRelease: false };
for (const verb of ["deleteArtifacts", "erase"]) {
  test(`${verb} takes a plain tag's artifacts where the rule says includeTags`, async () => {
    const { s, state } = await swept(tagged, ruleOf(verb, ", includeTags: true"), ({ gitlab }) => {
      gitlab.reads.tag = async () => plain;
    });
    assert.deepEqual([s.effects.length, state], [1, "done"]);
  });

  for (const [why, tag, told] of [
    ["is protected", { ...plain, isProtected: true }, /is protected/],
    ["has a release", { ...plain, hasRelease: true }, /the tag nightly-7 has a release/],
    ["may be protected", { hasRelease: false }, /cannot be learnt/],
    ["may have a release", { isProtected: false }, /cannot be learnt/],
    ["is gone", undefined, /cannot be learnt/],
  ] as const)
    test(`${verb} spares a tag that ${why}, whatever the rule says`, async () => {
      const { s, reason } = await swept(tagged, ruleOf(verb, ", includeTags: true"), ({ gitlab }) => {
        gitlab.reads.tag = async () => tag;
      });
      assert.deepEqual(s.effects, []);
      assert.match(reason, told);
    });

  test(`${verb} for a rule that does not mean tags takes none, though the task says that it does`, async () => {
    const s = await site({ jobs: [tagged], rules: ruleOf(verb) });
    s.gitlab.reads.tag = async () => plain;
    const want = { rule: "r@1", action: verb, params: { includeTags: true }, event: "d1" };
    await s.plan(1001, verb as "erase", "r", verb, { want });
    s.pass(86_400);
    await s.work();
    const [task] = await s.store.tasks(1);
    assert.deepEqual([task?.state, s.effects], ["skipped", []]);
    assert.match(task?.reason ?? "", /does not say includeTags/);
  });
}

test("an erase and a delete of one job have quarantines of their own", async () => {
  const rules = `${ruleOf("erase")}  - { id: other, projects: ["**"], on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 1d } } }\n`;
  const s = await site({ jobs: [expired], rules });
  const sweep = (rule: string, action: string, cycle: number) =>
    s.plan(0, "sweep", rule, action, {
      effect: { source: "gitlab", project: { id: 42 }, verb: "sweep", mark: `${rule}@${cycle}` },
    });
  for (const cycle of [1, 2, 3, 4]) {
    await sweep("r", "erase", cycle);
    await sweep("other", "deleteArtifacts", cycle);
    await s.work();
    s.pass(3600);
  }
  const tasks = (await s.store.tasks(10)).filter(({ verb }) => verb !== "sweep").map(({ verb }) => verb);
  assert.deepEqual(tasks.toSorted(), ["deleteArtifacts", "erase"]);
});
