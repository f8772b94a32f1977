import { isDeepStrictEqual } from "node:util";
import { type Event, factsOf } from "../../../lib/core/event.ts";
import type { Ignored } from "../../../lib/gitlab/hook/ignored.ts";
import { toEvent } from "../../../lib/gitlab/hook.ts";
import { readJson } from "../../../lib/gitlab/json.ts";
import { type Fixture, hookFixtures } from "../../fixtures/hooks/fixtures.ts";
import { doorstep } from "../../functions/doorstep.ts";
import { below, pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { withoutOptional, withUnknownFields } from "./fieldChanges.ts";
import { key, secret, sent, signedLetter } from "./letter.ts";
import { newTally, type Tally } from "./tally.ts";
import { disagreeing, unknownStatuses, withUnknownReason } from "./unknownWords.ts";

const receivedAt = Date.UTC(2026, 10, 20, 9);
const delivery = { id: "d1", source: "gitlab", receivedAt };
const hooksPerDoor = 5_000;

/** Rules that want each action as much as a rule can: none may want anything of a status that nobody knows. */
const greedy = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: opens, projects: ["**"], on: pipeline, do: { play: { job: "**" } } }
  - { id: kept, projects: ["**"], on: [job, pipeline], do: keep }
  - { id: again, projects: ["**"], on: [job, pipeline], when: { status: [failed, success, canceled] }, do: retry }
  - { id: stuck, projects: ["**"], on: [job, pipeline], when: { status: [pending, running] }, do: restart }
`;

type Door = Awaited<ReturnType<typeof doorstep>>;

/** One case: a fixture that was changed, what is promised of it, and whether it holds. */
interface Case {
  readonly random: Random;
  readonly fixture: Fixture;
  readonly tally: Tally;
  readonly door: Door;
}

type Check = (given: Case) => Promise<string | undefined> | string | undefined;

const heard = (hook: unknown): Event | Ignored => {
  const read = readJson(Buffer.from(typeof hook === "string" ? hook : JSON.stringify(hook)));
  return "problem" in read ? { ignored: read.problem } : toEvent({ value: read.value, delivery });
};

/** The answer of the door to a hook, signed; the number of tasks that it planned. */
async function plannedBy({ door, random }: Case, hook: unknown): Promise<number | undefined> {
  const letter = signedLetter(key, `d${below(random, 1e9)}`, receivedAt / 1000, Buffer.from(JSON.stringify(hook)));
  const { status, body } = await door.post(sent(letter));
  if (status !== 202 || typeof body !== "object" || body === null) return undefined;
  return "planned" in body ? Number(body.planned) : "ignored" in body ? 0 : undefined;
}

/** What only a hook about jobs can be changed in. */
const aboutJobs: ReadonlySet<string> = new Set([
  ...["missing fields", "unknown status", "unknown reason", "two statuses that disagree"],
]);

const checks: Readonly<Record<string, Check>> = {
  "as it was": ({ fixture }) =>
    isDeepStrictEqual(heard(fixture.hook), { ...fixture.event, ...delivery }) ? undefined : "is not what it told then",

  "unknown fields": ({ fixture, random }) => {
    const text = withUnknownFields(random, fixture.hook);
    return isDeepStrictEqual(heard(text), { ...fixture.event, ...delivery })
      ? undefined
      : `tells something else: ${text}`;
  },

  "missing fields": ({ fixture, random, tally }) => {
    const changed = withoutOptional(random, fixture.hook);
    if (!changed) return undefined;
    const { hook, gone } = changed;
    const event = heard(hook);
    if (!("kind" in event)) return `is ignored without ${gone}: ${event.ignored}`;
    tally.met("hooks that lack something");
    const odd = inventedBy(event, { ...fixture.event, ...delivery }, "event");
    return odd && `invents ${odd} without ${gone}`;
  },

  "unknown status": async (given) => {
    const changed = unknownStatuses(given.random, given.fixture.hook);
    if (!changed) return undefined;
    const event = heard(changed);
    const facts = "kind" in event ? factsOf(event) : [];
    if (!facts.every(({ job }) => job.status === "other"))
      return `takes an unknown status for another: ${JSON.stringify(facts)}`;
    given.tally.met("jobs of an unknown status", facts.length);
    const planned = await plannedBy(given, changed);
    given.tally.met("actions on an unknown status", planned ?? 1);
    return planned === 0 ? undefined : `plans ${planned} for ${JSON.stringify(changed)}`;
  },

  "unknown reason": ({ fixture, random }) => {
    const changed = withUnknownReason(random, fixture.hook);
    if (!changed) return undefined;
    const event = heard(changed.hook);
    const reasons = "kind" in event ? factsOf(event).map(({ job }) => job.failureReason) : ["none"];
    return reasons.includes(changed.reason) ? undefined : `does not tell the reason ${changed.reason}`;
  },

  "unknown kind": async (given) => {
    const hook = { ...given.fixture.hook, object_kind: pick(given.random, ["builds", "job_v2", "JOB", "tide"]) };
    const event = heard(hook);
    if (!("ignored" in event)) return `a kind that nobody knows is taken for ${event.kind}`;
    return (await plannedBy(given, hook)) === 0 ? undefined : "plans something";
  },

  "two statuses that disagree": ({ fixture, random }) => {
    const changed = disagreeing(random, fixture.hook);
    if (!changed) return undefined;
    const event = heard(changed.hook);
    const told = "kind" in event ? factsOf(event).map(({ job }) => job.status) : [];
    return isDeepStrictEqual(told, changed.statuses)
      ? undefined
      : `tells ${told}, not the jobs' own ${changed.statuses}`;
  },
};

/** What is told that was not told before. When a state began may be reckoned from what is left. */
function inventedBy(told: unknown, known: unknown, path: string): string | undefined {
  if (/\.since$/.test(path)) return undefined;
  if (typeof told !== "object" || told === null) return told === known ? undefined : `${path} ${JSON.stringify(told)}`;
  if (typeof known !== "object" || known === null) return `${path} ${JSON.stringify(told)}`;
  const before = Object.entries(known);
  return Object.entries(told)
    .map(([name, part]) => inventedBy(part, new Map(before).get(name), `${path}.${name}`))
    .find((odd) => odd !== undefined);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const fixtures = await hookFixtures();
  const ofJobs = fixtures.filter(({ event }) => event.kind === "job" || event.kind === "pipeline");
  const names = Object.keys(checks);
  let door = await doorstep({ secrets: [secret], rules: greedy });
  for (let at = 0; at < cases; at++) {
    if (at % hooksPerDoor === 0) door = await doorstep({ secrets: [secret], rules: greedy });
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b));
    const name = names[at % names.length] ?? "";
    const fixture = pick(random, aboutJobs.has(name) ? ofJobs : fixtures);
    const check = checks[name];
    if (!check) continue;
    const violation = await check({ random, fixture, tally, door });
    tally.met(name);
    tally.met(`of ${fixture.name.slice(0, 4)}`);
    if (violation) tally.broke(`seed ${seed}, case ${at}, ${fixture.name}, ${name}: it ${violation}`);
  }
  return tally.shown(cases);
}

/** Old and new payloads are understood. */
export const vintages: Proof = {
  promises: ["P8"],
  says: "hooks of every year since 2016 tell what they told then, whatever else they hold, and nothing is done on a word that nobody knows",
  cases: { onPush: 2_000, byProve: 200_000 },
  run,
};
