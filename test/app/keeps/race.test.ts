import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { performDue } from "../../../lib/app/performDue.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { Reply } from "../../../lib/core/ports.ts";
import { expired } from "../jobs.ts";
import { site, start } from "../site.ts";

const seed = 20_261_122;
const minute = 60_000;
const keepId = "gitlab/42/job:1001/keep";
const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: keep, projects: ["**"], on: job, when: { status: success }, do: keep }
  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, do: deleteArtifacts }
`;

/** What happens to the one job, in any order. */
const steps = [
  "keep",
  "delete",
  "work",
  "both",
  "minute",
  "settle",
  "lostReply",
  "lostRequest",
  "lag",
  "catchUp",
] as const;

async function race(played: readonly (typeof steps)[number][], minutesLeft: number) {
  const artifacts = { files: expired.artifacts?.files ?? [], expireAt: start + minutesLeft * minute };
  const s = await site({ jobs: [{ ...expired, artifacts }], rules });
  const { store, gitlab, jobs, effects, worker } = s;
  let lagging: Job | undefined;
  let serial = 0;
  let doneAt: number | undefined;
  gitlab.reads.job = async (_, id) => lagging ?? jobs.get(id);
  const keep = gitlab.writes.keep;
  // GitLab keeps nothing that has expired.
  gitlab.writes.keep = async (project, id): Promise<Reply> => {
    const expireAt = jobs.get(id)?.artifacts?.expireAt;
    if (expireAt === null || (expireAt !== undefined && expireAt > s.now())) return await keep(project, id);
    return { kind: "rejected", status: 404, message: "404 Not Found" };
  };
  const { commit } = store;
  store.commit = async (writes) => {
    const committed = await commit(writes);
    const isDone = writes.some((write) => "put" in write && write.put.id === keepId && write.put.state === "done");
    if (isDone && committed === "written") doneAt ??= effects.length;
    return committed;
  };
  const wish = {
    keep: () => s.plan(1001, "keep", "keep"),
    delete: () =>
      s.plan(1001, "deleteArtifacts", "tidy", "deleteArtifacts", {
        effect: { source: "gitlab", project: { id: 42 }, jobId: 1001, verb: "deleteArtifacts", mark: ++serial },
      }),
  };
  for (const step of played) {
    if (step === "keep" || step === "delete") await wish[step]();
    else if (step === "work") await s.work();
    else if (step === "both") await Promise.all([performDue(worker), performDue(worker)]);
    else if (step === "minute") s.pass(60);
    else if (step === "settle") s.pass(181);
    else if (step === "lag") lagging = jobs.get(1001);
    else if (step === "catchUp") lagging = undefined;
    else s.hooks.mishaps.push(step);
  }
  return { after: doneAt === undefined ? undefined : effects.slice(doneAt), effects };
}

test("whatever happens in whatever order, nothing is deleted once a keep is done", async () => {
  const reached = { kept: 0, deleted: 0 };
  const sequence = fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(sequence, fc.integer({ min: 1, max: 8 }), async (played, minutesLeft) => {
      const { after, effects } = await race(played, minutesLeft);
      if (after) reached.kept++;
      if (effects.includes("delete 1001")) reached.deleted++;
      assert.ok(!after?.includes("delete 1001"), effects.join(", "));
    }),
    { seed, numRuns: 1000 },
  );
  assert.ok(reached.kept > 50 && reached.deleted > 50, JSON.stringify(reached));
});

test("a job whose keep is done is spared though a replica that lags shows its expiry still", async () => {
  const lagging = ["lag", "keep", "work", "settle", "settle", "settle", "delete", "work"] as const;
  const { effects } = await race(lagging, 1);
  assert.deepEqual(effects, ["keep 1001"]);
});
