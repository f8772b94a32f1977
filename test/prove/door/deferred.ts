import { isDeepStrictEqual } from "node:util";
import { doorstep } from "../../functions/doorstep.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { key, secret, sent, signedLetter } from "./letter.ts";
import { jobHook } from "./oddBodies.ts";
import { playScene, rulesOf } from "./scene.ts";
import { newTally, type Tally } from "./tally.ts";
import { openTown } from "./town.ts";

const seconds = Date.UTC(2026, 10, 20, 9) / 1000;
const retryFailed = `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;
const faults = ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"] as const;
const hooksPerDoor = 500;

function deliveryOf(random: Random, at: number) {
  const hook = jobHook({ build_id: 1001 + at, build_status: pick(random, ["failed", "failed", "success"]) });
  const body = random() < 0.1 ? "no JSON" : JSON.stringify(hook);
  return sent(signedLetter(key, `d-${at}`, seconds, Buffer.from(body)));
}

/** The table goes wrong as often as not, in every way; what was answered `planned` is there afterwards. */
async function throughFaults(from: number, count: number, seed: number, tally: Tally): Promise<void> {
  const random = randomOf(seed + from);
  let rate = 0;
  const door = await doorstep({
    secrets: [secret],
    rules: retryFailed,
    store: { faults: () => (random() < rate ? pick(random, faults) : undefined) },
  });
  const promised: number[] = [];
  for (let at = from; at < from + count; at++) {
    // now and then it is wholly down
    rate = pick(random, [0, 0.2, 0.5, 1]);
    const { status, body } = await door.post(deliveryOf(random, at));
    const told = status === 202 ? Object.keys(body as object).join() : `${status}`;
    tally.met(`faults: ${told}`);
    if (!["planned", "ignored", "deferred"].includes(told))
      tally.broke(`seed ${seed}, delivery ${at}: ${status} ${JSON.stringify(body)}`);
    if (isDeepStrictEqual(body, { planned: 1 })) promised.push(1001 + at);
  }
  rate = 0;
  for (const id of promised)
    if (!(await door.store.task(`gitlab/7/job:${id}/retry`)))
      tally.broke(`seed ${seed}: job ${id} was planned and is missing`);
}

/** A table that never answers: all deliveries at once, so that the wait is one. */
async function throughSilence(count: number, seed: number, tally: Tally): Promise<void> {
  const random = randomOf(seed);
  const door = await doorstep({ secrets: [secret], rules: retryFailed, world: { patienceSeconds: 0.02 } });
  const never = new Promise<never>(() => {});
  door.store.commit = () => never;
  const answers = await Promise.all(Array.from({ length: count }, (_, at) => door.post(deliveryOf(random, at))));
  tally.met("silence: deferred", answers.filter(({ body }) => isDeepStrictEqual(body, { deferred: true })).length);
  for (const { status, body } of answers)
    if (status !== 202) tally.broke(`seed ${seed}: a silent table was answered ${status} ${JSON.stringify(body)}`);
}

const quietSeconds = 90 * 60;

/** What was deferred while the tables were down is found by one round of the patrol, and ends as if it had been heard. */
async function thenFound(seed: number, tally: Tally): Promise<void> {
  const heard = await openTown({ rules: rulesOf("enforce") });
  playScene(heard, randomOf(seed));
  await heard.quiet(quietSeconds);
  let isDown = false;
  const store = { faults: () => (isDown ? ("unavailable" as const) : undefined) };
  const missed = await openTown({ rules: rulesOf("enforce"), store });
  playScene(missed, randomOf(seed));
  isDown = true;
  for (const [at, body] of missed.takeHooks().entries()) {
    const answer = await missed.hear(body, `m-${at}`);
    tally.met("deferred for the patrol");
    if (answer !== '202 {"deferred":true}') tally.broke(`seed ${seed}: while the tables are down it answers ${answer}`);
  }
  isDown = false;
  await missed.patrol();
  await missed.quiet(quietSeconds);
  const [expected, found] = [heard.deeds(), missed.deeds()];
  tally.met("effects found by the patrol", found.length);
  if (!isDeepStrictEqual(found, expected)) tally.broke(`seed ${seed}: the patrol's ${found} instead of ${expected}`);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  for (let from = 0; from < cases; from += hooksPerDoor)
    await throughFaults(from, Math.min(hooksPerDoor, cases - from), seed, tally);
  await throughSilence(Math.min(cases, 1_000), seed, tally);
  const towns = Math.ceil(cases / 500);
  for (let town = 0; town < towns; town++) await thenFound(Math.imul(seed, 0x9e3779b1) ^ town, tally);
  return tally.shown(cases);
}

/** Answers do not wait for tables or GitLab. */
export const deferred: Proof = {
  promises: ["P3", "P5"],
  says: "whatever the tables do, an authentic delivery is answered 202: `planned` only when it is stored, else `deferred`, and the patrol finds that",
  cases: { onPush: 300, byProve: 100_000 },
  run,
};
