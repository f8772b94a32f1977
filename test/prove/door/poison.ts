import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "aws-lambda";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWork } from "../../../functions/work.ts";
import { rulesAtHand } from "../../../lib/app/activeRules.ts";
import type { RulesReader } from "../../../lib/app/rules.ts";
import type { GitLab } from "../../../lib/core/ports.ts";
import { oneRule, site } from "../../app/site.ts";
import { context, everyMinute, imageOf, sequenceNumber, streamRecord } from "../../functions/awsEvents.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { readablePoison, unreadable } from "./poisons.ts";
import { newTally, type Tally } from "./tally.ts";

const size = 10;
const firstJob = 1001;
/** Every choice of bad places among ten but none and all. */
const masks = 2 ** size - 2;
const ample = context(() => 60_000);

type Image = Readonly<Record<string, AttributeValue>>;

/** One record of a batch: a task to retry a job of its own, healthy or spoiled in a way that has a name. */
interface Entry {
  readonly jobId: number;
  readonly image: Image;
  readonly poison?: string;
  readonly isReadable: boolean;
}

/** Workers before ten failed jobs of ten names, and a rule that breaks when it is asked. */
async function yard() {
  const jobs = Array.from({ length: size }, (_, at) => ({
    id: firstJob + at,
    name: `job ${at}`,
    status: "failed" as const,
    pipelineId: 501,
    userId: 7,
  }));
  const s = await site({ jobs, rules: oneRule("on: job, when: { status: failed }, do: retry") });
  for (const { id } of jobs) await s.plan(id, "retry", "r");
  const worker = {
    ...s.worker,
    rules: withBreakingRule(s.worker.rules),
    gitlab: async (source: string) => (source === "gitlab" ? ofOneProject(s.gitlab) : undefined),
  };
  return { ...s, work: makeWork(worker), tick: makeTick(worker) };
}

/** The site's GitLab asks for no project. */
function ofOneProject(gitlab: GitLab): GitLab {
  const only = async <T>(id: number, ask: () => Promise<T>) => (id === 42 ? ask() : undefined);
  const { reads } = gitlab;
  const job: GitLab["reads"]["job"] = (project, id) => only(project, () => reads.job(project, id));
  return { ...gitlab, reads: { ...reads, job, project: (id) => only(id, () => reads.project(id)) } };
}

function withBreakingRule(rules: RulesReader): RulesReader {
  const live: RulesReader["live"] = async (source) => {
    const active = await rules.live(source);
    const [rule] = active.rules;
    if (!rule) return active;
    const decide = () => {
      throw new TypeError("a rule that breaks");
    };
    const breaks = { ...rule, name: "breaks@1", rule: { ...rule.rule, id: "breaks" }, decide };
    return rulesAtHand(active.version, [...active.rules, breaks]);
  };
  return { ...rules, live };
}

type Yard = Awaited<ReturnType<typeof yard>>;

function entryOf(random: Random, { store }: Yard, at: number, isBad: boolean): Entry {
  const jobId = firstJob + at;
  const image = imageOf(store.tables.get("tasks", `gitlab/42/job:${jobId}/retry`) ?? {});
  if (!isBad) return { jobId, image, isReadable: true };
  const isReadable = random() < 0.5;
  const [poison, spoil] = pick(random, Object.entries(isReadable ? readablePoison : unreadable));
  return { jobId, image: spoil(random, image), poison, isReadable };
}

/** Puts the item into the table as the record shows it, as far as a table could hold it. */
function infect({ store }: Yard, { jobId, image, poison }: Entry): void {
  if (poison === undefined) return;
  const healthy = store.tables.get("tasks", `gitlab/42/job:${jobId}/retry`) ?? {};
  // the healthy one is no more: the poison stands in its place
  store.tables.put("tasks", { ...healthy, state: "done", due: undefined, dueShard: undefined, hint: undefined });
  try {
    const item = unmarshall(image as never);
    if (typeof item.id !== "string" || item.id === "") return;
    store.tables.put("tasks", { dueShard: "0", ...item });
  } catch {
    // No table could hold it.
  }
}

async function infectedBatch(mask: number, random: Random, tally: Tally): Promise<{ y: Yard; batch: Entry[] }> {
  const y = await yard();
  const batch = Array.from({ length: size }, (_, place) => entryOf(random, y, place, ((mask >> place) & 1) === 1));
  for (const entry of batch) infect(y, entry);
  for (const { poison } of batch) tally.met(poison ?? "healthy");
  tally.met(`${batch.filter(({ poison }) => poison !== undefined).length} of ten are bad`);
  return { y, batch };
}

/** Through the stream: the batch, and once more after it failed in part. */
async function byStream(mask: number, random: Random, tally: Tally): Promise<string[]> {
  const { y, batch } = await infectedBatch(mask, random, tally);
  const Records = batch.map(({ image }, serial) => streamRecord("MODIFY", serial, image));
  const failures = batch.flatMap((entry, serial) => (entry.isReadable ? [] : [sequenceNumber(serial)]));
  const problems: string[] = [];
  for (let time = 0; time < 2; time++) {
    const { batchItemFailures } = await y.work({ Records }, ample);
    const told = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    if (told.join() !== failures.join()) problems.push(`failed are ${told}, not ${failures}`);
  }
  return [...problems, ...(await whatIsWrong(y, batch, tally))];
}

/** Through the due index: the poison stands before everybody else there. */
async function byTick(mask: number, random: Random, tally: Tally): Promise<string[]> {
  const { y, batch } = await infectedBatch(mask, random, tally);
  await y.tick(everyMinute, ample);
  return await whatIsWrong(y, batch, tally);
}

/** Each healthy job is retried once, no other; poison that can be read has ended, or a journal entry says why it waits. */
async function whatIsWrong({ store, effects }: Yard, batch: readonly Entry[], tally: Tally): Promise<string[]> {
  const wanted = batch.filter(({ poison }) => poison === undefined).map(({ jobId }) => `retry ${jobId}`);
  const later = batch
    .filter(({ poison }) => poison === "a field of a later version")
    .map(({ jobId }) => `retry ${jobId}`);
  const problems = effects.toSorted().join() === [...wanted, ...later].toSorted().join() ? [] : [`did ${effects}`];
  tally.met("retried", effects.length);
  const reasons = new Map(
    (await store.entries(10_000)).flatMap((entry) =>
      entry.kind === "task" ? [[entry.task, entry.reason] as const] : [],
    ),
  );
  for (const { poison, image, isReadable } of batch) {
    if (poison === undefined || !isReadable) continue;
    const reason = reasons.get(image.id?.S ?? "");
    if (!reason) problems.push(`nobody says what became of ${poison}`);
    else tally.met("ended or put off with a reason");
  }
  return problems;
}

/** So many bad places, anywhere. */
function maskOf(random: Random, count: number): number {
  const places = Array.from({ length: size }, (_, place) => ({ place, lot: random() }));
  return places
    .toSorted((one, other) => one.lot - other.lot)
    .slice(0, count)
    .reduce((mask, { place }) => mask | (1 << place), 0);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  for (let at = 0; at < cases; at++) {
    const places = randomOf(seed + at);
    const mask = cases < masks ? maskOf(places, 1 + (at % (size - 1))) : 1 + (at % masks);
    for (const [way, tryBatch] of Object.entries({ byStream, byTick })) {
      const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at, 0x85ebca6b));
      const problems = await tryBatch(mask, random, tally);
      for (const problem of problems) tally.broke(`seed ${seed}, batch ${at}, ${way}: ${problem}`);
    }
  }
  return tally.shown(cases);
}

/** Poison stays alone. */
export const poison: Proof = {
  promises: ["P38"],
  says: "bad records among ten, at any places, fail or end alone: only what cannot be read is a batch failure, the others are done once",
  cases: { onPush: 27, byProve: 4 * masks },
  run,
};
