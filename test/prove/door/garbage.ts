import { prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { isOpen, jobIdOf, type Task } from "../../../lib/core/task.ts";
import { hookFixtures } from "../../fixtures/hooks/fixtures.ts";
import { doorstep } from "../../functions/doorstep.ts";
import { mutations } from "../../fuzz/mutate.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { exceptionOf, unreadLetter } from "./exceptions.ts";
import { key, secret, sent, signedLetter } from "./letter.ts";
import { type Body, bigBodies, oddBodies } from "./oddBodies.ts";
import { fiveThousandBuilds, shapes } from "./shapes.ts";
import { newTally, type Tally } from "./tally.ts";
import { isTooDeep, namesWatched, watchedProjects } from "./watched.ts";

const seconds = Date.UTC(2026, 10, 20, 9) / 1000;
/** After so many another door is opened: its journal is in memory. */
const bodiesPerDoor = 5_000;
/** One body of megabytes in so many. */
const bigEvery = 20_000;

/** Rules that want something of whatever can be wanted: what no rule wants would prove little. */
const greedy = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["**"], on: [job, pipeline], when: { status: [failed, success, canceled] }, do: { retry: { after: 30s, backoff: 10 } } }
  - { id: stuck, projects: ["**"], on: [job, pipeline], when: { status: [pending, running, preparing] }, for: 15m, do: restart }
  - { id: opens, projects: ["**"], on: pipeline, do: { play: { job: "weld" } } }
  - { id: kept, projects: ["**"], on: [job, pipeline], when: { not: { failureReason: script_failure } }, do: keep }
`;

const sources = new Map([
  ["gitlab", plainSource("gitlab", prepareSecrets([secret]), watchedProjects)],
  ["down", { id: "down", secrets: () => Promise.reject(new Error("no secrets")), speaksFor: () => true }],
]);
const source = (id: string) => sources.get(id);

type Door = Awaited<ReturnType<typeof doorstep>>;

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const samples = (await hookFixtures()).map(({ hook }) => hook);
  const mutants = mutations(samples, seed);
  for (let from = 0; from < cases; from += bodiesPerDoor) {
    const door = await doorstep({ rules: greedy, world: { source } });
    for (let at = from; at < Math.min(from + bodiesPerDoor, cases); at++) {
      const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b));
      if (random() < 0.08) await tryException(random, door, { tally, at });
      else await tryBody(bodyOf(random, mutants, at), door, { tally, at });
    }
    for (const task of await door.store.tasks(1_000_000)) judgeTask(task, tally);
  }
  return tally.shown(cases);
}

interface Try {
  readonly tally: Tally;
  readonly at: number;
}

/** The first bodies are one of each kind; then half are mutants of what GitLab sends. */
function bodyOf(
  random: Random,
  mutants: Iterator<{ body: Uint8Array }>,
  at: number,
): { name: string; body: Uint8Array } {
  const kinds = Object.entries({ ...oddBodies, ...shapes });
  const big: [string, Body][] = [...Object.entries(bigBodies), ["five thousand builds", fiveThousandBuilds]];
  const first = [...big, ...kinds][at];
  const isMutant = !first && random() < 0.5;
  const mutant = isMutant ? mutants.next().value : undefined;
  if (mutant) return { name: "a mutant", body: mutant.body };
  const [name, make] = first ?? pick(random, at % bigEvery === 0 ? big : kinds);
  return { name, body: Buffer.from(make(random) as string) };
}

async function tryBody({ name, body }: { name: string; body: Uint8Array }, { post }: Door, { tally, at }: Try) {
  tally.met(name);
  const said = await post(sent(signedLetter(key, `d-${at}`, seconds, body))).catch((error: unknown) => String(error));
  const outcome = outcomeOf(said);
  tally.met(outcome);
  if (outcome === "broken") tally.broke(`body ${at}, ${name}: ${JSON.stringify(said)}`);
  if (outcome !== "ignored" && isTooDeep(body))
    tally.broke(`body ${at}, ${name}: read though it is too deep or too wide`);
  if (outcome === "planned" && !namesWatched(body)) tally.broke(`body ${at}, ${name}: planned for no watched project`);
}

/** `broken` for all that an authentic delivery may not be answered while the tables are there. */
function outcomeOf(said: string | { status: number | undefined; body: unknown }): string {
  if (typeof said === "string" || said.status !== 202 || typeof said.body !== "object" || !said.body) return "broken";
  const entries = Object.entries(said.body);
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1) return "broken";
  if (name === "ignored" && typeof value === "string" && value.length > 5) return "ignored";
  if (name !== "planned" || !Number.isSafeInteger(value)) return "broken";
  return value > 0 ? "planned" : "nothing wanted";
}

async function tryException(random: Random, { post }: Door, { tally, at }: Try) {
  const letter = unreadLetter(random, `d-${at}`, seconds);
  const expected = exceptionOf(letter);
  const said = await post(letter.event).catch((error: unknown) => String(error));
  tally.met(`answered ${expected}`);
  const isAsStated = typeof said === "object" && said.status === expected;
  if (!isAsStated) tally.broke(`request ${at} must be ${expected}: ${JSON.stringify(said)}`);
}

/** What was planned must be what the table can hold and a worker can find. */
function judgeTask(task: Task, tally: Tally): void {
  tally.met("tasks");
  const { id, project, about } = task;
  const isWatched = project.path?.startsWith("harbour/") === true;
  const hasText = [id, project.path, about?.name, about?.ref].every((text) => text?.isWellFormed() ?? true);
  const hasIds = [project.id, jobIdOf(task) ?? 1].every((number) => Number.isSafeInteger(number) && number > 0);
  const isDue = isOpen(task) ? Number.isSafeInteger(task.due) : task.due === undefined;
  if (!isWatched || !isDue || !hasText || !hasIds) tally.broke(`the task ${JSON.stringify(task)}`);
}

/** An authentic delivery is never answered 4xx or 5xx for its content. */
export const garbage: Proof = {
  promises: ["P4"],
  says: "whatever a signed body holds, it is answered 202, and only what names a watched project becomes a task",
  cases: { onPush: 2_500, byProve: 1_000_000 },
  run,
};
