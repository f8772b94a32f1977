import { mock } from "node:test";
import { patienceSeconds, prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { actions } from "../../../lib/actions/index.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { doorstep } from "../../functions/doorstep.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import { key, secret, sent, signedLetter } from "../door/letter.ts";
import { jobHook } from "../door/oddBodies.ts";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";

const begin = Date.UTC(2026, 10, 20, 9);
const seconds = begin / 1000;
/** GitLab hangs up after 10 s; the function ends after this. */
const hardStopMillis = 8_000;
const hooksPerRun = 500;
const latencies = ["5", "50", "500", "5000", "never", "any"] as const;
type Latency = (typeof latencies)[number];
/** Whoever answers just before nobody waits any more costs the most. */
const lastMoment = String(patienceSeconds * 1000 - 100);

const retryFailed = `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;

/** Waits in virtual time, which timers are told. */
function taking(latency: Latency, random: Random): Promise<void> {
  const drawn = latency === "any" ? pick(random, [...latencies.slice(0, 5), lastMoment]) : latency;
  if (drawn === "never") return new Promise(() => {});
  return new Promise((resolve) => setTimeout(resolve, Number(drawn)));
}

/** A store of which every answer takes its time; what it was told is done nevertheless, when it was told. */
function slow(store: Store, latency: Latency, random: Random): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return async (...args: readonly unknown[]) => {
        const answer: unknown = Reflect.apply(method, target, args);
        await taking(latency, random);
        return answer;
      };
    },
  });
}

interface Visit {
  readonly tables: Latency;
  readonly secrets: Latency;
  readonly from: number;
  readonly count: number;
  readonly seed: number;
}

/** Deliveries that all come at once, on a clock that is moved until each was answered. */
async function visit({ tables, secrets, from, count, seed }: Visit, tally: Tally): Promise<readonly number[]> {
  const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ from);
  let now = 0;
  const clock = () => begin + now;
  const store = createMemoryStore();
  const slowed = slow(store, tables, random);
  const known = plainSource("gitlab", prepareSecrets([secret]), ["**"]);
  const source = {
    ...known,
    async secrets() {
      await taking(secrets, random);
      return known.secrets();
    },
  };
  const rules = createRulesReader({ store: slowed, actions, clock, log: silent });
  const door = await doorstep({
    rules: retryFailed,
    onStore: store,
    world: { store: slowed, rules, clock, patienceSeconds, source: () => source },
  });
  const took: number[] = [];
  const promised: number[] = [];
  const answers = Array.from({ length: count }, async (_, at) => {
    const id = 1_001 + from + at;
    const body = Buffer.from(JSON.stringify(jobHook({ build_id: id, build_status: "failed" })));
    const { status, body: said } = await door.post(sent(signedLetter(key, `d-${id}`, seconds, body)));
    took.push(now);
    const told = status === 202 ? Object.keys(said as object).join() : `${status}`;
    tally.met(told);
    if (told === "planned") promised.push(id);
    const isFine = told === "planned" || told === "deferred" || (told === "503" && secrets !== "5");
    if (!isFine) tally.broke(`seed ${seed}, delivery ${from + at}: answered ${told}`);
    if (now > hardStopMillis) tally.broke(`seed ${seed}, delivery ${from + at}: answered after ${now} ms`);
  });
  let left = count;
  for (const answer of answers) void answer.finally(() => left--);
  for (; left > 0 && now <= 2 * hardStopMillis; now += 5) {
    await quiet();
    mock.timers.tick(5);
  }
  await quiet();
  if (left > 0) tally.broke(`seed ${seed}, from delivery ${from}: ${left} were never answered`);
  for (const id of promised)
    if (!(await store.task(`gitlab/7/job:${id}/retry`)))
      tally.broke(`seed ${seed}: job ${id} was planned and is missing`);
  return took;
}

/** Until whatever needs no timer is done. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const found = new Map<string, number[]>();
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    for (let from = 0, round = 0; from < cases; round++) {
      const count = Math.min(hooksPerRun, Math.ceil(cases / (2 * latencies.length)), cases - from);
      const tables = latencies[round % latencies.length] ?? "any";
      const secrets = round % (2 * latencies.length) < latencies.length ? "5" : "any";
      const name = secrets === "5" ? `tables ${tables}` : "any tables and secrets";
      const took = await visit({ tables, secrets, from, count, seed }, tally);
      found.set(name, [...(found.get(name) ?? []), ...took]);
      from += count;
    }
  } finally {
    mock.timers.reset();
  }
  return tally.shown(cases, Object.fromEntries([...found].map(([name, all]) => [name, spreadOf(all)])));
}

function spreadOf(all: readonly number[]): string {
  const ordered = all.toSorted((one, other) => one - other);
  const at = (part: number) => ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? 0;
  return `p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms, most ${at(1)} ms`;
}

/** Acknowledged in time, in virtual time. */
export const inTime: Proof = {
  promises: ["P2"],
  says: "whatever time tables and secrets take, from 5 ms to for ever, every delivery is answered within the hard stop of 8 s; planned only when it is stored",
  cases: { onPush: 1_200, byProve: 60_000 },
  run,
};
