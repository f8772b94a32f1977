import assert from "node:assert/strict";
import { test } from "node:test";
import { patrolStanding } from "../../../lib/app/patrolled/standing.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { rulebookOf } from "../../prove/patrol/rulebooks.ts";
import { openWatch, type Watch } from "../../prove/patrol/watch.ts";

type Logged = Readonly<Record<string, unknown>> & { readonly what: string };

async function open(projects: number, perMinute: number = 600): Promise<{ watch: Watch; logged: Logged[] }> {
  const logged: Logged[] = [];
  const onLog = (what: string, fields: Readonly<Record<string, unknown>>) => void logged.push({ ...fields, what });
  const watch = openWatch({ projects, perMinute, luck: () => 0.5, onLog });
  await watch.apply(rulebookOf(["failed", "stuck"]));
  return { watch, logged };
}

test("how many of how many projects are covered, and how old the oldest visit is", async () => {
  const { watch, logged } = await open(412);
  assert.deepEqual((await watch.standing()).words, ["it never ran"]);
  await watch.run();
  const first = await watch.standing();
  assert.deepEqual([first.state, first.projects, first.covered, first.oldestAt], ["ok", 412, 357, undefined]);
  assert.equal(first.words[0], "357 of 412 projects, 55 never visited, oldest 9 min");
  await watch.run();
  const { state, words, covered, boundSeconds, boundWords } = await watch.standing();
  assert.deepEqual([state, covered, words], ["ok", 412, ["412 of 412 projects, oldest 14 min"]]);
  assert.match(boundWords, /^10 min until the next run \+ [\d,]+ requests \(5 for the list of 412 projects/);
  const line = logged.findLast(({ what }) => what === "patrol");
  assert.deepEqual([line?.projects, line?.covered, line?.boundSeconds], [412, 412, boundSeconds]);
});

test("a project that is older than the bound is told: in its state, its words and one line of the log", async () => {
  const { watch, logged } = await open(3);
  await watch.run();
  const two = watch.fleet.members.get(2);
  assert.ok(two);
  two.brokenUntil = watch.now() + 3_600_000;
  await watch.run();
  assert.equal((await watch.standing()).state, "ok");
  await watch.run();
  const { state, words, covered, oldest } = await watch.standing();
  assert.deepEqual([state, covered, oldest[0]?.project], ["behind", 2, 2]);
  assert.deepEqual(words.slice(1), ["1 waited for longer than the bound", "1 could not be read"]);
  const told = logged.filter(({ what }) => what === "patrol behind");
  assert.deepEqual(
    told.map(({ projects, covered: count }) => [projects, count]),
    [[3, 2]],
  );
});

test("a patrol that does not run any more falls behind by itself", async () => {
  const { watch } = await open(3);
  await watch.run();
  const { boundSeconds } = await watch.standing();
  const later = await patrolStanding("gitlab", { store: watch.store, now: watch.now() + boundSeconds * 1000 + 60_000 });
  assert.deepEqual([later.state, later.covered], ["behind", 0]);
});

test("a project that GitLab refuses to show is told and not covered, and is no slip of the patrol", async () => {
  const { watch, logged } = await open(3);
  const { reads } = watch.fleet;
  Object.assign(reads, {
    jobsPage: async (id: number) => {
      if (id === 2) throw Object.assign(new Error("GET /projects/2/jobs: 403"), { code: "forbidden" });
      return { items: [] };
    },
  });
  for (let run = 0; run < 4; run++) await watch.run();
  const { state, covered, failing } = await watch.standing();
  assert.deepEqual([state, covered], ["ok", 2]);
  assert.deepEqual(failing, [{ project: 2, path: "group-2/project-2", reason: "GET /projects/2/jobs: 403" }]);
  assert.ok(logged.every(({ what }) => what !== "patrol behind"));
});

test("where no rule has anything to find, that is said, and GitLab is not asked", async () => {
  const { watch } = await open(3);
  await watch.run();
  await watch.apply(
    'version: 1\nrules:\n  - { id: r, projects: ["**"], on: { command: retry }, when: { status: failed }, do: retry }\n',
  );
  watch.asked.clear();
  await watch.run();
  assert.deepEqual([watch.asked.size, (await watch.standing()).state], [0, "off"]);
  await watch.apply(rulebookOf(["failed"]));
  await watch.run();
  assert.deepEqual([(await watch.standing()).state, (await watch.standing()).covered], ["ok", 3]);
});

test("notes that cannot be read are covered by nobody", async () => {
  const { watch } = await open(150);
  await watch.run();
  const key = { scope: "patrol#gitlab", key: "page:00001" };
  await watch.store.putNote(key, '{"of":"a later version"}', await watch.store.note(key));
  const { projects, covered, words } = await watch.standing();
  assert.deepEqual([projects, covered, words[1]], [150, 50, "100 are not known yet, or any more"]);
  await watch.run();
  assert.equal((await watch.standing()).covered, 150);
});

test("of a source that never ran nothing is claimed", async () => {
  const { state, covered, projects } = await patrolStanding("other", { store: createMemoryStore(), now: 0 });
  assert.deepEqual([state, covered, projects], ["never", 0, undefined]);
});
