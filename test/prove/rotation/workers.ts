import { workerGitLab } from "../../../functions/world/tokens.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { perform } from "../../../lib/app/perform.ts";
import { plan } from "../../../lib/app/plan.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createSecrets } from "../../../lib/edge/secrets.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { below, pick, type Random, randomOf } from "../../fuzz/random.ts";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";

const begins = Date.UTC(2026, 10, 20, 9);
const minute = 60_000;
const parameter = "/penstock/prod/gitlab/act";
const rotateEvery = 5;
const mostRounds = 200;

const rules = `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["shop/**"], on: job, when: { status: failed }, do: retry, limit: { perProjectPerHour: 1000 } }]
`;

/** How a token is exchanged: the lines of its parameter, and when the old one is revoked. */
const ways = {
  "an hour later": { lines: (fresh: string) => fresh, revokedAfter: 60 * minute },
  "an hour later, both lines": { lines: (fresh: string, old: string) => `${old}\n${fresh}`, revokedAfter: 60 * minute },
  "at once, with the next line there": { lines: (fresh: string, old: string) => `${old}\n${fresh}`, revokedAfter: 0 },
} as const;
type Way = keyof typeof ways;

/** A worker of its own tokens before a twin, on a clock that stands until it is moved. */
async function openYard(seed: number) {
  const random = randomOf(seed);
  let now: Instant = begins;
  const clock = () => now;
  const twin = createTwin({ clock });
  twin.addPerson({ username: "actor" });
  const project = twin.addProject({ path: "shop/api", members: { actor: "maintainer" } });
  const served = await serveTwin(twin);
  const values = new Map<string, string>();
  const secrets = createSecrets({ clock, spread: random(), ask: async () => new Map(values) });
  const store = createMemoryStore();
  await applyRules([{ file: "rules.yaml", text: rules }], "gitlab", { store, actions });
  const revocations = openRevocations(twin, clock, random);
  const open = workerGitLab({
    source: { id: "gitlab", url: served.url, projects: ["**"], tokens: { act: "act" }, webhookSecrets: [] },
    ...{ stage: "prod", secrets, callTimeoutSeconds: 12, clock },
    onAnswer: (_, { status }) => revocations.answered(status),
  });
  let serial = 0;
  const worker: Worker = {
    ...{ store, clock, throttle: unthrottled, log: silent, giveWay: async () => {}, luck: random },
    rules: createRulesReader({ store, actions, clock, log: silent }),
    sources: [{ id: "gitlab", projects: ["**"] }],
    gitlab: open,
    random: () => `r${++serial}`,
    leaseEnd: () => now + 65_000,
    ...{ settleSeconds: 180, callTimeoutSeconds: 12 },
  };
  return {
    ...{ twin, project, store, worker, values, clock, random, revocations },
    pass(millis: number) {
      now += millis;
      revocations.due();
    },
    close: () => served.close(),
  };
}

type Yard = Awaited<ReturnType<typeof openYard>>;

/** Revokes tokens, in the middle of a run where that is to be at once. */
function openRevocations(twin: ReturnType<typeof createTwin>, clock: () => Instant, random: Random) {
  const later: { at: Instant; text: string }[] = [];
  let soon: { text: string; answers: number } | undefined;
  let refused = 0;
  const revoke = (text: string) => {
    for (const token of twin.world.tokens) if (token.text === text) token.isRevoked = true;
  };
  return {
    refused: () => refused,
    /** @param afterMillis 0: between two of the next requests */
    add(text: string, afterMillis: number) {
      if (afterMillis > 0) later.push({ at: clock() + afterMillis, text });
      else soon = { text, answers: below(random, 12) };
    },
    answered(status: number | undefined) {
      if (status === 401) refused++;
      if (!soon || soon.answers-- > 0) return;
      revoke(soon.text);
      soon = undefined;
    },
    due() {
      for (const { text } of later.filter(({ at }) => at <= clock())) revoke(text);
    },
  };
}

/** A new token into the parameter, and an end for the old one. */
function rotate({ twin, values, random, revocations }: Yard, old: string, tally: Tally): string {
  const fresh = twin.addToken("actor");
  const names = Object.keys(ways) as Way[];
  const way = pick(random, names);
  tally.met(`revoked ${way}`);
  values.set(parameter, ways[way].lines(fresh, old));
  revocations.add(old, ways[way].revokedAfter);
  return fresh;
}

/** Plans a retry of a failed job and works until nothing is to be done. @returns the job's id */
async function retried(name: string, yard: Yard): Promise<number> {
  const { twin, project, worker, store, clock } = yard;
  const pipeline = twin.addPipeline(project.id, { jobs: [{ name }] });
  const { id } = twin.fail(twin.run(twin.jobNamed(pipeline.id, name).id).id);
  const intent = {
    effect: { source: "gitlab", project: { id: project.id, path: project.path }, jobId: id, verb: "retry" },
    want: { rule: "again@1", action: "retry", params: {}, event: "d1" },
    due: clock(),
  } as const;
  await plan(worker, intent, { heardAt: clock(), now: clock() });
  for (let rounds = 0; rounds < mostRounds; rounds++) {
    for (const task of await store.dueTasks(clock(), 10)) await perform(task, worker);
    const task = await store.task(`gitlab/${project.id}/job:${id}/retry`);
    if (task?.due === undefined) break;
    yard.pass(10_000);
  }
  return id;
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const yard = await openYard(seed);
  try {
    let token = yard.twin.addToken("actor");
    yard.values.set(parameter, token);
    for (let at = 0; at < cases; at++) {
      if (at % rotateEvery === rotateEvery - 1) token = rotate(yard, token, tally);
      await judge(await retried(`build ${at}`, yard), yard, tally);
      yard.pass(below(yard.random, 4) * minute);
    }
    return tally.shown(cases, { "answered 401": yard.revocations.refused() });
  } finally {
    await yard.close();
  }
}

async function judge(jobId: number, { store, project, twin }: Yard, tally: Tally): Promise<void> {
  const task = await store.task(`gitlab/${project.id}/job:${jobId}/retry`);
  const effects = twin.effects.filter((effect) => effect.verb === "retry" && effect.jobId === jobId).length;
  tally.met(task?.state ?? "lost");
  if (task?.state === "done" && effects === 1) return;
  tally.broke(`job ${jobId}: ${task?.state ?? "no task"}, ${effects} effects: ${task?.reason}`);
}

/** GitLab tokens are exchanged, and every effect comes once. */
export const tokenRotation: Proof = {
  promises: ["P41"],
  says: "the worker's GitLab token exchanged every fifth task, the old one revoked an hour later, or in the middle of a run where the next is there: no task is refused or left to a person, and each effect comes once",
  cases: { onPush: 60, byProve: 2_000 },
  run,
};
