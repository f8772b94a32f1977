import { hookFixtures } from "../../fixtures/hooks/fixtures.ts";
import { doorstep, plainSecret } from "../../functions/doorstep.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { harmless, harmlessSigned } from "./authentic.ts";
import { forgeries } from "./forgeries.ts";
import { key, type Letter, secret, sent, signedLetter, tokenLetter } from "./letter.ts";
import type { Forgery, Loot } from "./loot.ts";
import { newTally, type Tally } from "./tally.ts";
import { welchT } from "./timing.ts";
import { tokenForgeries } from "./tokenForgeries.ts";

const seconds = Date.UTC(2026, 10, 20, 9) / 1000;
const nextSecret = `whsec_${Buffer.from("the key after the next rotation!").toString("base64")}`;
const otherToken = "another-plain-token-of-old";

/** A way to set up a hook, and what is sent to it. */
interface Scheme {
  readonly secrets: readonly string[];
  readonly signs: boolean;
}

const schemes: readonly Scheme[] = [
  { secrets: [secret], signs: true },
  { secrets: [secret, plainSecret], signs: true },
  { secrets: [plainSecret, nextSecret, secret], signs: true },
  { secrets: [plainSecret], signs: false },
  { secrets: [otherToken, plainSecret], signs: false },
];

/** A door holds its journal in memory: after so many letters another one is opened. */
const lettersPerDoor = 20_000;
const controlsShare = 0.05;

/** Which tries of either kind there are, with the scheme that each is for. */
function triesOf({ signs }: Scheme): { forged: [string, Forgery][]; authentic: [string, Forgery][] } {
  return {
    forged: Object.entries(signs ? forgeries : tokenForgeries),
    authentic: Object.entries(signs ? { ...harmless, ...harmlessSigned } : harmless),
  };
}

/** Every hook of every vintage, compact or not, each of its own id and moment. */
async function authenticLetters(signs: boolean): Promise<Letter[]> {
  return (await hookFixtures()).map(({ hook }, at) => {
    const body = Buffer.from(JSON.stringify(hook, null, at % 2));
    return signs ? signedLetter(key, `d-${at}`, seconds + at, body) : tokenLetter(plainSecret, `d-${at}`, body);
  });
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  let tried = 0;
  for (let from = 0; from < cases; from += lettersPerDoor)
    for (const [at, scheme] of schemes.entries()) {
      const share = Math.min(lettersPerDoor, cases - from) / schemes.length;
      const count = Math.floor(share * (at + 1)) - Math.floor(share * at);
      tried += await tryDoor(scheme, { tally, from, count, seed: seed + from * 8 + at });
    }
  return tally.shown(tried, { "Welch t": Math.round(welchT(Math.min(100_000, cases), seed) * 100) / 100 });
}

interface Visit {
  readonly tally: Tally;
  readonly from: number;
  readonly count: number;
  readonly seed: number;
}

/** @returns how many letters there were: some forgeries come out as the authentic letter itself, and are none */
async function tryDoor(scheme: Scheme, { tally, count, seed }: Visit): Promise<number> {
  let tried = 0;
  let late = 0;
  let time = seconds;
  const clock = () => time * 1000 + late;
  const { store, post } = await doorstep({ secrets: scheme.secrets, world: { clock } });
  const letters = await authenticLetters(scheme.signs);
  const { forged, authentic } = triesOf(scheme);
  for (let at = 0; at < count; at++) {
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b));
    const isControl = random() < controlsShare;
    const [name, change] = pick(random, isControl ? authentic : forged);
    const loot = lootOf(random, letters);
    const letter = change(random, loot);
    if (!letter) continue;
    tried++;
    time = Number(loot.letter.headers["webhook-timestamp"] ?? seconds);
    late = letter.lateMillis ?? 0;
    const before = store.writes;
    const answer = await post(sent(letter));
    tally.met(name);
    const written = store.writes - before;
    const told = `seed ${seed}, letter ${at}, ${name}: ${answer.status} ${JSON.stringify(answer.body)}, ${written} writes`;
    if (isControl) {
      if (answer.status !== 202 || written === 0) tally.broke(`an authentic one was not taken: ${told}`);
    } else if (answer.status !== 401 || JSON.stringify(answer.body) !== "{}" || written > 0)
      tally.broke(`not refused: ${told}`);
    tally.met(isControl ? "authentic" : "forged");
  }
  return tried;
}

/** Two different letters, and what may have been stolen. */
function lootOf(random: Random, letters: readonly Letter[]): Loot {
  const letter = pick(random, letters);
  const other = pick(
    random,
    letters.filter((one) => one !== letter),
  );
  return { letter, other, key, secret, token: plainSecret };
}

/** Forged, altered, replayed or downgraded deliveries change nothing. */
export const forged: Proof = {
  promises: ["P6"],
  says: "a delivery that is forged, altered, replayed or downgraded is refused and leaves no trace",
  cases: { onPush: 8_000, byProve: 1_080_000 },
  run,
};
