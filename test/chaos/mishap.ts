import { setTimeout as pause } from "node:timers/promises";
import { below, pick, type Random, randomOf } from "../fuzz/random.ts";
import { leaseSeconds } from "./clock.ts";
import type { Ambush, Penstock } from "./penstock.ts";
import type { Stack } from "./stack.ts";

/** How often each thing befell the processes. */
export interface Mishaps {
  kills: number;
  freezes: number;
  databaseKills: number;
  /** How often nothing passed between a Penstock, or all, and the tables for a while. */
  outages: number;
}

/** Befalls each process, one thing after another, until the day is over; then all of them run again. */
export async function befall(stack: Stack, seed: number, isOver: () => boolean): Promise<Mishaps> {
  const mishaps: Mishaps = { kills: 0, freezes: 0, databaseKills: 0, outages: 0 };
  const [one, two] = stack.penstocks;
  if (!one || !two) throw new Error("two Penstocks are needed");
  const freezesAt = Date.now() + freezeMillis;
  await Promise.all([
    befallPenstock(one, { random: randomOf(seed), isOver, mishaps, freezesAt }),
    befallPenstock(two, { random: randomOf(seed + 1), isOver, mishaps }),
    befallDatabase(stack, { random: randomOf(seed + 2), isOver, mishaps }),
  ]);
  return mishaps;
}

const freezeMillis = 8_000;

interface Fate {
  readonly random: Random;
  readonly isOver: () => boolean;
  readonly mishaps: Mishaps;
  /** From when on it is frozen instead of killed, for the rest of the day and longer than its claims hold. */
  readonly freezesAt?: number;
}

/** Each is killed once at least, however slow the machine is. */
async function befallPenstock(penstock: Penstock, { random, isOver, mishaps, freezesAt }: Fate): Promise<void> {
  for (let kills = 0, startMillis = 0; ; kills++) {
    // where a start takes long, a life is longer too
    await busy(penstock, 2 + below(random, 8), patienceMillis + startMillis);
    if (kills > 0 && freezesAt !== undefined && Date.now() >= freezesAt) {
      mishaps.freezes++;
      return await penstock.freeze(leaseSeconds + 1 + random());
    }
    if (kills > 0 && freezesAt === undefined && isOver()) return;
    mishaps.kills++;
    if (random() < 0.6) await kill(penstock, pick(random, ambushes));
    const killedAt = Date.now();
    await restart(penstock);
    startMillis = Date.now() - killedAt;
  }
}

/** Lets it work: until it has sent so many calls more, or it has nothing to do. */
async function busy({ calls }: Penstock, count: number, mostMillis: number): Promise<void> {
  const before = calls.length;
  const until = Date.now() + mostMillis;
  while (calls.length < before + count && Date.now() < until) await pause(20);
}

export async function restart(penstock: Penstock): Promise<void> {
  await penstock.kill();
  await penstock.start();
}

const ambushes: readonly Ambush[] = ["unsent", "sent", "answered"];
const patienceMillis = 2_500;

/** By its next call, if one comes soon. */
async function kill(penstock: Penstock, ambush: Ambush): Promise<void> {
  penstock.lieInWait(ambush);
  const until = Date.now() + patienceMillis;
  while (penstock.address() && Date.now() < until) await pause(20);
}

async function befallDatabase(stack: Stack, { random, isOver, mishaps }: Fate): Promise<void> {
  const { database, wires, penstocks, diary } = stack;
  for (let turn = 0; ; turn++) {
    await pause(500 + below(random, 3_000));
    if (isOver() && turn > 0) return;
    if (turn === 0 || random() < 0.4) {
      mishaps.databaseKills++;
      diary.note("kill -9 the database");
      await database.restart(wires);
      continue;
    }
    mishaps.outages++;
    await cutOff(random() < 0.5 ? penstocks : [pick(random, penstocks)], { stack, millis: 300 + below(random, 2_500) });
  }
}

async function cutOff(cut: readonly Penstock[], { stack, millis }: { stack: Stack; millis: number }): Promise<void> {
  stack.diary.note(`nothing passes between ${cut.map(({ name }) => name).join(" and ")} and the tables`);
  for (const { tables } of cut) tables.hold();
  await pause(millis);
  for (const { tables } of cut) tables.release();
  stack.diary.note("the tables answer again");
}
