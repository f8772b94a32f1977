import assert from "node:assert/strict";
import { test } from "node:test";
import { flightsFor, projectWideGuards, whyNotProjectWide } from "../../lib/app/flights.ts";
import { addHold, removeHold } from "../../lib/app/hold.ts";
import { flightKey } from "../../lib/core/hold.ts";
import { keptProjectKey } from "../../lib/core/keep.ts";
import type { Task } from "../../lib/core/task.ts";
import { sampleTask } from "../contract/samples.ts";
import { expired } from "./jobs.ts";
import { site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: keep, projects: ["**"], on: job, when: { status: success }, do: keep }
  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, do: deleteArtifacts }
`;
const wide = sampleTask({
  id: "gitlab/42/project/deleteArtifacts/1",
  object: "project",
  project: { id: 42 },
  verb: "deleteArtifacts",
});
const deed = { source: "gitlab", project: 42, on: "job:1001", who: "ann", reason: "for the audit" };
const keepId = "gitlab/42/job:1001/keep";

/** The mark of a delete of the whole project, and how it ends. */
async function markWide({ store }: Site): Promise<"written" | { lost: number }> {
  const flights = flightsFor(wide);
  const put: Task = { ...wide, state: "calling", inflight: true, flights };
  const counts = flights.map((on) => ({ count: flightKey({ ...deed, on }), by: 1, forgetAt: start }));
  return await store.commit([{ put, seen: "absent" }, ...projectWideGuards(wide), ...counts]);
}

for (const on of ["job:1001", "pipeline:501", "project"])
  test(`all of a project is not deleted at once where a hold on ${on} stands, or stood`, async () => {
    const s = await site({ jobs: [expired], rules });
    assert.equal(await whyNotProjectWide(wide, s.store), undefined);
    await addHold({ ...deed, on }, s.worker);
    assert.match((await whyNotProjectWide(wide, s.store)) ?? "", /a hold stands in the project/);
    assert.notEqual(await markWide(s), "written");
    await removeHold({ ...deed, on }, s.worker);
    assert.notEqual(await markWide(s), "written");
  });

test("all of a project is not deleted at once where something is kept", async () => {
  const s = await site({ jobs: [expired], rules });
  await s.store.putNote(keptProjectKey("gitlab", 42), "", undefined);
  assert.match((await whyNotProjectWide(wide, s.store)) ?? "", /something of the project is kept/);
  assert.notEqual(await markWide(s), "written");
});

for (const [what, list] of [
  ["a hold that an older version wrote", "[42]"],
  ["a list of held projects that cannot be read", "[broken"],
] as const)
  test(`${what} forbids to delete all of a project at once`, async () => {
    const s = await site({ jobs: [expired], rules });
    await s.store.putNote({ scope: "hold#gitlab", key: "projects" }, list, undefined);
    assert.match((await whyNotProjectWide(wide, s.store)) ?? "", /a hold stands in the project/);
  });

for (const on of ["job:1001", "pipeline:501", "project"])
  test(`a hold on ${on} is not accepted while all of its project is being deleted, and names that`, async () => {
    const s = await site({ jobs: [expired], rules });
    assert.equal(await markWide(s), "written");
    const { isAccepted, inFlight, deletes } = await addHold({ ...deed, on }, s.worker);
    assert.deepEqual([isAccepted, inFlight, deletes.map(({ id }) => id)], [false, 1, [wide.id]]);
  });

/** A job that is kept, maybe while something else is under way. */
async function kept(s: Site): Promise<Task> {
  await s.plan(1001, "keep", "keep");
  await s.work();
  return await s.task(keepId);
}

const files = expired.artifacts?.files ?? [];
const fresh = { ...expired, artifacts: { files, expireAt: start + 3_600_000 } };
/** By our clock its artifacts have expired, by GitLab's they may be kept still. */
const justExpired = { ...expired, artifacts: { files, expireAt: start - 30_000 } };
const flightOf = (on: string, by: number) => ({ count: flightKey({ ...deed, on }), by, forgetAt: start });
const isListed = ({ store }: Site) => store.note({ scope: "kept#gitlab/42", key: "job:1001" });

for (const on of ["job:1001", "project-wide"])
  test(`a keep waits while a delete counted under ${on} may take what it keeps; then it is done`, async () => {
    const s = await site({ jobs: [fresh], rules });
    await s.store.commit([flightOf(on, 1)]);
    const { state, reason, calls } = await kept(s);
    assert.deepEqual([state, calls, s.effects, await isListed(s)], ["waiting", 0, [], undefined]);
    assert.match(reason ?? "", /^a delete of these artifacts is under way/);
    await s.store.commit([flightOf(on, -1)]);
    s.pass(30);
    await s.work();
    assert.deepEqual([(await s.task(keepId)).state, s.effects], ["done", ["keep 1001"]]);
    assert.ok(await isListed(s));
  });

test("a keep whose artifacts a delete took meanwhile is never told as done", async () => {
  const s = await site({ jobs: [fresh], rules });
  await s.store.commit([flightOf("job:1001", 1)]);
  await kept(s);
  s.jobs.set(1001, { ...fresh, artifacts: null });
  await s.store.commit([flightOf("job:1001", -1)]);
  s.pass(30);
  await s.work();
  assert.deepEqual([(await s.task(keepId)).state, await isListed(s)], ["refused", undefined]);
});

test("no delete begins while a keep is under way; once that is done, it is a hold", async () => {
  const s = await site({ jobs: [justExpired], rules });
  const deleteId = "gitlab/42/job:1001/deleteArtifacts";
  const seen: (string | undefined)[] = [];
  s.hooks.beforeCall = async () => {
    delete s.hooks.beforeCall;
    await s.plan(1001, "deleteArtifacts", "tidy");
    await s.work();
    const { state, reason } = await s.task(deleteId);
    seen.push(state, reason);
  };
  assert.equal((await kept(s)).state, "done");
  assert.deepEqual(seen, [
    "waiting",
    "a keep of these artifacts is under way: it is looked at again once that has ended",
  ]);
  s.pass(30);
  await s.work();
  assert.deepEqual([(await s.task(deleteId)).state, s.effects], ["skipped", ["keep 1001"]]);
  for (const on of ["keep/job:1001", "job:1001"]) assert.equal(await s.store.note(flightKey({ ...deed, on })), "0", on);
});

test("while nobody knows what became of a keep no delete begins", async () => {
  const s = await site({ jobs: [justExpired], rules });
  s.hooks.mishaps.push("lostRequest");
  await kept(s);
  await s.plan(1001, "deleteArtifacts", "tidy");
  await s.work();
  assert.deepEqual([s.effects, await s.store.note(flightKey({ ...deed, on: "keep/job:1001" }))], [[], "1"]);
  s.pass(180);
  await s.work();
  s.pass(60);
  await s.work();
  assert.deepEqual(
    [s.effects, await s.store.note(flightKey({ ...deed, on: "keep/job:1001" }))],
    [["delete 1001"], "0"],
  );
});

test("what was kept in GitLab already is entered as kept only while no delete of it is under way", async () => {
  const s = await site({ jobs: [{ ...fresh, artifacts: { files, expireAt: null } }], rules });
  await s.store.commit([flightOf("job:1001", 1)]);
  assert.deepEqual([(await kept(s)).state, await isListed(s)], ["waiting", undefined]);
  await s.store.commit([flightOf("job:1001", -1)]);
  s.pass(30);
  await s.work();
  assert.equal((await s.task(keepId)).state, "skipped");
  assert.ok(await isListed(s));
});

test("a delete that is marked right before a job is entered as kept is met by that transaction", async () => {
  const s = await site({ jobs: [{ ...fresh, artifacts: { files, expireAt: null } }], rules });
  const { commit } = s.store;
  let isMarked = false;
  s.store.commit = async (writes) => {
    const isEntry = writes.some((write) => "note" in write && write.note.scope === "kept#gitlab/42");
    if (isEntry && !isMarked) await commit([flightOf("job:1001", 1)]);
    isMarked ||= isEntry;
    return await commit(writes);
  };
  assert.deepEqual([(await kept(s)).state, await isListed(s)], ["waiting", undefined]);
});

test("a project is entered among those with keeps before a keep is called, so that it is not deleted whole meanwhile", async () => {
  const s = await site({ jobs: [fresh], rules });
  let marked: unknown;
  s.hooks.beforeCall = async () => {
    marked = await markWide(s);
  };
  assert.equal((await kept(s)).state, "done");
  assert.notEqual(marked, "written");
});
