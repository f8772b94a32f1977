import { vintages } from "../../../infra/twin/state/world.ts";
import { below, pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { playScene, rulesOf } from "./scene.ts";
import { newTally, type Tally } from "./tally.ts";
import { openTown, type Town } from "./town.ts";

/** Longer than anything that a rule of the scene waits for, one after the other. */
const quietSeconds = 90 * 60;
/** Together the delays stay below the shortest time after which a rule takes a waiting job for stuck. */
const mostDelaySeconds = 600;
const ordersPerWorld = 4;

interface Hook {
  readonly id: string;
  readonly body: string;
}

/** The same world again, with its hooks unsent. Each comes twice, from the project's hook and from the group's. */
async function worldOf(seed: number): Promise<{ town: Town; hooks: readonly Hook[] }> {
  const random = randomOf(seed);
  const town = await openTown({ rules: rulesOf("enforce"), vintage: pick(random, vintages) });
  playScene(town, random);
  const bodies = town.takeHooks();
  return { town, hooks: bodies.flatMap((body, at) => ["p", "g"].map((hook) => ({ id: `${hook}-${at}`, body }))) };
}

/** The effects when every hook comes in order, at once, and is worked on at once. */
async function inOrder(seed: number, tally: Tally): Promise<readonly string[]> {
  const { town, hooks } = await worldOf(seed);
  for (const hook of hooks) {
    await hearOne(town, hook, tally);
    await town.stream(town.takeRecords());
  }
  await town.quiet(quietSeconds);
  return town.deeds();
}

/** The effects when hooks come in any order, some again and again, late, and the workers look whenever they do. */
async function inDisorder(seed: number, random: Random, tally: Tally): Promise<readonly string[]> {
  const { town, hooks } = await worldOf(seed);
  const pool = shuffled(random, [...hooks, ...hooks.filter(() => random() < 0.25)]);
  let delay = mostDelaySeconds;
  for (let serial = 0; pool.length > 0; serial++) {
    const seconds = Math.min(delay, below(random, 15));
    delay -= seconds;
    town.pass(seconds);
    const hook = pool.pop();
    if (hook) await hearOne(town, hook, tally);
    const caused = town.takeHooks().map((body, at) => ({ id: `c-${serial}-${at}`, body }));
    for (const one of caused) pool.splice(below(random, pool.length + 1), 0, one);
    if (random() < 0.3) await town.stream(shuffled(random, town.takeRecords()));
    if (random() < 0.1) await town.tick();
    tally.met("hooks in disorder");
  }
  await town.quiet(quietSeconds);
  return town.deeds();
}

async function hearOne(town: Town, { body, id }: Hook, tally: Tally): Promise<void> {
  const answer = await town.hear(body, id);
  if (!/^202 \{"planned":\d+\}$/.test(answer)) tally.broke(`a hook was answered ${answer}`);
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  for (let at = 0; at < cases; ) {
    const worldSeed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b);
    const expected = await inOrder(worldSeed, tally);
    tally.met("worlds");
    for (const deed of expected) tally.met(`in order: ${deed.split(" ")[0]}`);
    for (let order = 0; order < ordersPerWorld && at < cases; order++, at++) {
      const found = await inDisorder(worldSeed, randomOf(worldSeed + order + 1), tally);
      if (found.join() !== expected.join())
        tally.broke(`seed ${seed}, world ${worldSeed}, order ${order}: ${found} instead of ${expected}`);
    }
  }
  return tally.shown(cases);
}

/** Order does not matter. */
export const order: Proof = {
  promises: ["P7"],
  says: "the same deliveries in any order, doubled and late, from two hooks, end in the same effects",
  cases: { onPush: 12, byProve: 2_000 },
  run,
};
