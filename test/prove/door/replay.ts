import { vintages } from "../../../infra/twin/state/world.ts";
import { redrive } from "../../../lib/app/redrive.ts";
import { sweepAim } from "../../../lib/core/sweep.ts";
import { isOpen, type Task } from "../../../lib/core/task.ts";
import { below, pick, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { playScene, rulesOf } from "./scene.ts";
import { newTally, type Tally } from "./tally.ts";
import { openTown, type Town } from "./town.ts";

const quietSeconds = 90 * 60;
const scenesADay = 3;
const mostTasks = 10_000;

/** A day of a town: what happens, with hours between, is told and worked on. */
async function dayOf(seed: number): Promise<Town> {
  const random = randomOf(seed);
  const town = await openTown({ rules: rulesOf("enforce"), vintage: pick(random, vintages) });
  for (let scene = 0; scene < scenesADay; scene++) {
    playScene(town, random);
    await town.quiet(60);
    // what a rule began comes to its end, as a rule: a play of such a job would run it once more
    for (const { id, status } of town.twin.world.jobs.values())
      if (status === "pending" && random() < 0.7) town.twin.succeed(id);
    await town.quiet(quietSeconds);
    town.pass(3600 * (1 + below(random, 4)));
  }
  return town;
}

async function replayDay(seed: number, tally: Tally): Promise<void> {
  const town = await dayOf(seed);
  const [hooks, records] = [[...town.history.hooks], [...town.history.records]];
  const before = { deeds: town.deeds(), tasks: await town.store.tasks(mostTasks) };
  tally.met("effects of the days", before.deeds.length);
  const check = async (what: string) => {
    const deeds = town.deeds();
    if (deeds.join() !== before.deeds.join()) tally.broke(`seed ${seed}, ${what}: ${deeds} instead of ${before.deeds}`);
    for (const violation of await changesOf(town, { before: before.tasks, what, tally }))
      tally.broke(`seed ${seed}, ${what}: ${violation}`);
  };
  for (let time = 0; time < 2; time++) {
    for (const { body, id } of hooks) await town.hear(body, id);
    await town.stream(records);
    await town.quiet(quietSeconds);
    tally.met("hooks replayed", hooks.length);
    tally.met("records replayed", records.length);
    await check("replayed");
    town.pass(60 * below(randomOf(seed + time), 600));
  }
  for (const { id } of before.tasks) {
    await redrive({ source: "gitlab", task: id, who: "ada", reason: "to see what happens" }, town.worker);
    tally.met("tasks redriven");
  }
  await town.quiet(quietSeconds);
  await check("redriven");
}

/** What is wrong with the tasks now: a new one, one that is open, one that did something once more or was touched in vain. */
async function changesOf(
  { store }: Town,
  { before, what, tally }: { before: readonly Task[]; what: string; tally: Tally },
): Promise<string[]> {
  const known = new Map(before.map((task) => [task.id, task]));
  return (await store.tasks(mostTasks)).flatMap((task) => {
    const old = known.get(task.id);
    // What is kept is looked at once a day, and changes nothing at GitLab.
    if (sweepAim(task)?.kind === "keeps") return [];
    if (!old) return [`the task ${task.id} is new`];
    if (isOpen(task)) return [`the task ${task.id} is open: ${task.reason}`];
    const mayBeTouched = what === "redriven" || ["skipped", "refused", "reported"].includes(old.state);
    if (!mayBeTouched && task.version !== old.version) return [`the task ${task.id} was ${old.state} and was touched`];
    if (task.rev !== old.rev) tally.met("tasks looked at again");
    return task.state === "done" && old.state !== "done" ? [`the task ${task.id} is done now: ${task.reason}`] : [];
  });
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  for (let at = 0; at < cases; at++) await replayDay(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b), tally);
  return tally.shown(cases);
}

/** Redrive is safe. */
export const replay: Proof = {
  promises: ["P39"],
  says: "a whole day's deliveries and records, replayed twice, and every task redriven, have no second effect",
  cases: { onPush: 2, byProve: 500 },
  run,
};
