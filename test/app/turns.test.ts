import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTurns, laneOf } from "../../lib/app/turns.ts";
import { joinKey } from "../../lib/core/key.ts";
import type { Task, TaskVerb } from "../../lib/core/task.ts";
import { lanes } from "../../lib/core/throttleSizes.ts";
import { noon, sampleTask } from "../contract/samples.ts";

const seed = 20_261_122;
const hour = 3_600_000;
const none = new Set<string>();
const all = () => true;

const drawnTask = fc.record({
  source: fc.constantFrom("gitlab", "other"),
  project: fc.integer({ min: 1, max: 6 }),
  verb: fc.constantFrom<TaskVerb>("keep", "play", "retry", "cancel", "notify", "erase", "sweep", "deleteArtifacts"),
  overdue: fc.integer({ min: 0, max: 3 * hour }),
});
const drawnTasks = fc.array(drawnTask, { maxLength: 60 }).map((drawn) =>
  drawn.map(({ source, project, verb, overdue }, at) => {
    const id = joinKey(source, project, `job:${at}`, verb);
    return sampleTask({ id, source, project: { id: project }, object: `job:${at}`, verb, due: noon - overdue });
  }),
);

const projectOf = ({ source, project }: Task) => joinKey(source, project.id);

/** What is taken until nothing is. */
function order(tasks: readonly Task[], isFree: (task: Task) => boolean = all): (readonly Task[])[] {
  const turns = createTurns();
  turns.set(tasks, { now: noon });
  const taken: (readonly Task[])[] = [];
  for (let next = turns.take(isFree, none); next.length > 0; next = turns.take(isFree, none)) taken.push(next);
  return taken;
}

test("every task is taken once, whatever there is", () => {
  fc.assert(
    fc.property(drawnTasks, (tasks) => {
      const taken = order(tasks).flat();
      assert.deepEqual(taken.map(({ id }) => id).toSorted(), tasks.map(({ id }) => id).toSorted());
    }),
    { seed, numRuns: 300 },
  );
});

test("no project waits for more than one turn of each other project", () => {
  fc.assert(
    fc.property(drawnTasks, (tasks) => {
      for (const [lane, turns] of Map.groupBy(order(tasks), ([first]) => first && laneOf(first))) {
        const served = turns.map(([first]) => (first ? projectOf(first) : ""));
        served.forEach((project, at) => {
          const before = served.slice(served.lastIndexOf(project, at - 1) + 1, at);
          assert.equal(new Set(before).size, before.length, `${lane}: ${served.join(" ")}`);
        });
      }
    }),
    { seed, numRuns: 300 },
  );
});

test("a project that comes later has its turn next, and those that go on with more keep their order", () => {
  const of = (project: number, at: number) =>
    sampleTask({ id: joinKey("gitlab", project, `job:${at}`, "retry"), project: { id: project }, due: noon - at });
  const turns = createTurns();
  const many = Array.from({ length: 50 }, (_, at) => of(1, at));
  turns.set([...many, of(2, 100)], { now: noon });
  const taken = [1, 2, 3].map(() => turns.take(all, none)[0]?.project.id);
  turns.set([...many.slice(10), of(2, 101), of(3, 102)], { now: noon });
  for (let at = 0; at < 4; at++) taken.push(turns.take(all, none)[0]?.project.id);
  assert.deepEqual(taken, [1, 2, 1, 3, 2, 1, 1]);
});

test("urgent lanes go first: keeps, plays, what repairs, and deletes and sweeps last", () => {
  fc.assert(
    fc.property(drawnTasks, (tasks) => {
      const ranks = order(tasks).map(([first]) => (first ? lanes.indexOf(laneOf(first)) : -1));
      assert.deepEqual(
        ranks,
        ranks.toSorted((one, other) => one - other),
      );
    }),
    { seed, numRuns: 300 },
  );
});

test("of a project what is overdue by less than an hour comes earliest first, and behind it the newest first", () => {
  const overdue = [10, 59 * 60_000, 5_000, hour, 5 * hour, hour + 1, hour - 1];
  const tasks = overdue.map((millis) => sampleTask({ id: `gitlab/7/job:${millis}/retry`, due: noon - millis }));
  const taken = order(tasks).flat();
  assert.deepEqual(
    taken.map(({ due = 0 }) => noon - due),
    [hour - 1, 59 * 60_000, 5_000, 10, hour, hour + 1, 5 * hour],
  );
});

test("a lane that is not free hides no other lane, and no other source", () => {
  fc.assert(
    fc.property(drawnTasks, fc.constantFrom(...lanes), (tasks, lane) => {
      const isFree = (task: Task) => task.source !== "gitlab" || laneOf(task) !== lane;
      const taken = order(tasks, isFree).flat();
      assert.deepEqual(new Set(taken.map(({ id }) => id)), new Set(tasks.filter(isFree).map(({ id }) => id)));
    }),
    { seed, numRuns: 300 },
  );
});

test("what is put back has its turn again, before the others of its project", () => {
  const turns = createTurns();
  const [one, other] = ["a", "b"].map((id, at) => sampleTask({ id: `gitlab/7/${id}/retry`, due: noon + at }));
  turns.set(
    [one, other].filter((task) => task !== undefined),
    { now: noon },
  );
  const first = turns.take(all, none);
  turns.putBack(first);
  assert.equal(turns.size, 2);
  assert.deepEqual([turns.take(all, none), turns.take(all, none)], [[one], [other]]);
});
