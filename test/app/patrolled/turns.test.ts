import assert from "node:assert/strict";
import { test } from "node:test";
import { newMember } from "../../prove/patrol/fleet.ts";
import { rulebookOf } from "../../prove/patrol/rulebooks.ts";
import { openWatch, type Watch, type WatchOptions } from "../../prove/patrol/watch.ts";

const minute = 60_000;

/** The patrol over some projects, and in which order they had their turns. */
async function open(options: Partial<WatchOptions> = {}): Promise<{ watch: Watch; turns: number[] }> {
  const turns: number[] = [];
  const watch = openWatch({
    projects: 5,
    perMinute: 1_000_000,
    luck: () => 0.5,
    onAnswer: (_, { id }) => {
      if (turns.at(-1) !== id) turns.push(id);
    },
    ...options,
  });
  await watch.apply(rulebookOf(["failed"]));
  return { watch, turns };
}

/** 4.4 requests a minute: 40 a run. */
const slow = { projects: 100, perMinute: 60 };

test("who never had a turn comes first, then who had it longest ago", async () => {
  const { watch, turns } = await open();
  await watch.run();
  watch.fleet.members.set(900, newMember(900));
  watch.fleet.members.set(70, newMember(70));
  await watch.run();
  assert.deepEqual(turns, [1, 2, 3, 4, 5, 70, 900, 1, 2, 3, 4, 5]);
});

test("a round that takes several runs goes on where it stopped, and nobody has a second turn before all had one", async () => {
  const { watch, turns } = await open(slow);
  for (let run = 0; run < 3; run++) await watch.run();
  assert.deepEqual(
    turns.slice(0, 100).toSorted((one, other) => one - other),
    [...Array(100).keys()].map((at) => at + 1),
  );
  assert.ok(turns.length < 125);
});

test("a run goes on while it has time and room, and waits for room", async () => {
  const { watch } = await open({ projects: 2_000, perMinute: 600 });
  const did = await watch.run();
  assert.ok(did && did !== "crashed" && did.ended === "paused");
  assert.ok(did.requests > 700 && did.requests < 760, String(did.requests));
});

test("however large the budget, no more lists are asked for than half of what GitLab allows", async () => {
  const { watch } = await open({ projects: 5_000 });
  const did = await watch.run();
  assert.ok(did && did !== "crashed" && did.requests <= 9.1 * 300, JSON.stringify(did));
});

test("a run that dies loses at most a hundred turns, and no project", async () => {
  const { watch } = await open({ projects: 412 });
  await watch.run(250);
  const { covered } = await watch.standing();
  assert.equal(covered, 200);
  const did = await watch.run();
  assert.ok(did && did !== "crashed" && did.projects >= 212 + 412);
  assert.equal((await watch.standing()).covered, 412);
});

test("a project that fails is told, keeps nobody waiting, and is tried again in the next round", async () => {
  const logged: string[] = [];
  const { watch, turns } = await open({ onLog: (what, { reason }) => logged.push(`${what} ${String(reason)}`) });
  const two = watch.fleet.members.get(2);
  assert.ok(two);
  two.brokenUntil = watch.now() + 15 * minute;
  await watch.run();
  assert.ok(logged.includes("patrol GET /projects/2: 500"));
  assert.deepEqual((await watch.standing()).failing, [{ project: 2, path: two.path, reason: "GET /projects/2: 500" }]);
  await watch.run();
  await watch.run();
  assert.deepEqual((await watch.standing()).failing, []);
  assert.deepEqual(turns, [1, 3, 4, 5, 1, 3, 4, 5, 1, 2, 3, 4, 5]);
});

test("what is renamed is called so, what is archived or gone drops out, and who comes back begins anew", async () => {
  const { watch } = await open();
  await watch.run();
  const [one, two] = [watch.fleet.members.get(1), watch.fleet.members.get(2)];
  assert.ok(one && two);
  one.path = "elsewhere/crane";
  two.isArchived = true;
  watch.fleet.members.delete(5);
  await watch.run();
  const standing = await watch.standing();
  assert.deepEqual([standing.projects, standing.covered, standing.state], [3, 3, "ok"]);
  assert.deepEqual(
    standing.oldest.map(({ path }) => path),
    ["elsewhere/crane", "group-3/project-3", "group-4/project-4"],
  );
  two.isArchived = false;
  await watch.run();
  assert.equal((await watch.standing()).covered, 4);
});

test("a huge project is cut off after 20 pages and goes on at its next turn, and counts as visited only then", async () => {
  const { watch, turns } = await open();
  const huge = watch.fleet.members.get(1);
  assert.ok(huge);
  const pipeline = watch.fleet.addPipeline(huge, watch.now());
  const jobs = Array.from({ length: 2_500 }, () =>
    watch.fleet.addJob(huge, pipeline, { status: "failed", name: "build", at: watch.now() }),
  );
  await watch.run();
  assert.deepEqual(turns, [1, 2, 3, 4, 5]);
  assert.equal(watch.found.size, 2_000);
  assert.equal((await watch.standing()).covered, 4);
  await watch.run();
  assert.equal(watch.found.size, jobs.length);
  const { covered, oldest } = await watch.standing();
  assert.deepEqual([covered, oldest[0]?.project], [5, 1]);
});

test("rules that are applied while a run is under way count for the projects that it has not visited yet", async () => {
  const { watch } = await open();
  const five = watch.fleet.members.get(5);
  assert.ok(five);
  const gate = watch.fleet.addJob(five, watch.fleet.addPipeline(five, 0), {
    status: "manual",
    name: "go",
    at: watch.now(),
  });
  const { jobsPage } = watch.fleet.reads;
  Object.assign(watch.fleet.reads, {
    jobsPage: async (...asked: Parameters<typeof jobsPage>) => {
      if (asked[0] === 2) {
        await watch.apply(rulebookOf(["failed", "gate"]));
        watch.pass(11_000);
      }
      return await jobsPage(...asked);
    },
  });
  await watch.run();
  assert.ok(watch.found.has(gate));
});

test("projects whose note cannot be read in the middle of a round do not wait for the next one", async () => {
  const { watch } = await open({ projects: 300, perMinute: 60 });
  await watch.run();
  const key = { scope: "patrol#gitlab", key: "page:00001" };
  await watch.store.putNote(key, "of a later version", await watch.store.note(key));
  await watch.run();
  const { projects, oldest } = await watch.standing();
  assert.deepEqual([projects, oldest.length], [300, 5]);
  const known = (await watch.store.notes("patrol#gitlab")).map(({ value }) => value.split('"path"').length - 1);
  assert.equal(
    known.reduce((all, count) => all + count, 0),
    300,
  );
});
