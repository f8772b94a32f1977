import { make as makeApi } from "../../../functions/api.ts";
import { make as makePatrol } from "../../../functions/patrol.ts";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWebhook } from "../../../functions/webhook.ts";
import { make as makeWork } from "../../../functions/work.ts";
import type { ApiWorld } from "../../../functions/world/api.ts";
import { prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { gateKey, gateText } from "../../../lib/core/gate.ts";
import { usualPerMinute } from "../../../lib/core/throttleSizes.ts";
import { type Scope, scopes } from "../../../lib/edge/access.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import {
  arnOf,
  type Id,
  ids,
  openSide,
  personOf,
  rulesOf,
  type Side,
  secretOf,
  tokenOf,
  urlOf,
  wordOf,
} from "./sides.ts";

const start = Date.UTC(2026, 10, 20, 9);

/** Both sources behind the same handlers, over the same tables. */
export interface Borough {
  readonly store: MemoryStore;
  readonly sides: Readonly<Record<Id, Side>>;
  readonly webhook: ReturnType<typeof makeWebhook>;
  readonly work: ReturnType<typeof makeWork>;
  readonly tick: ReturnType<typeof makeTick>;
  readonly patrol: ReturnType<typeof makePatrol>;
  readonly api: ReturnType<typeof makeApi>;
  now(): number;
  pass(seconds: number): void;
}

/** Each source's own people may do everything in it, and nothing elsewhere. */
const access = ids.flatMap((id) => [
  { who: arnOf(id), sources: [id as string], scopes: [...scopes] as Scope[] },
  { who: { issuer: urlOf(id), subject: "7" }, sources: [id as string], scopes: [...scopes] as Scope[] },
]);

export async function openBorough(): Promise<Borough> {
  let now = start;
  let serial = 0;
  const clock = () => now;
  const store = createMemoryStore();
  const sides = { main: openSide("main", clock), "main-2": openSide("main-2", clock) };
  const sideOf = (id: string) => ids.map((one) => sides[one]).find((side) => side.id === id);
  const desk = {
    store,
    rules: createRulesReader({ store, actions, clock, log: silent }),
    actions,
    clock,
    random: () => `s${++serial}`,
    giveWay: async () => {},
    log: silent,
  };
  const worker = {
    ...desk,
    sources: ids.map((id) => ({ id, projects: ["**"] })),
    gitlab: async (id: string) => sideOf(id)?.gitlab,
    throttle: unthrottled,
    luck: () => 0,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
  };
  const doors = new Map<string, ReturnType<typeof plainSource>>(
    ids.map((id) => [id, plainSource(id, prepareSecrets([secretOf(id)]), ["**"])]),
  );
  for (const id of ids) await furnish(id, store);
  const reads = async (id: string) => sideOf(id)?.gitlab.reads;
  return {
    store,
    sides,
    webhook: makeWebhook({ ...desk, record: "all", source: (id) => doors.get(id), patienceSeconds: 5 }),
    work: makeWork(worker),
    tick: makeTick(worker),
    patrol: makePatrol({ ...worker, reads, mostRequests: 300 }),
    api: makeApi(apiWorld(desk, sideOf)),
    now: clock,
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

function apiWorld(
  desk: Pick<ApiWorld, "store" | "actions" | "clock" | "random" | "giveWay" | "log">,
  sideOf: (id: string) => Side | undefined,
): ApiWorld {
  return {
    ...desk,
    access,
    hasSource: (id) => sideOf(id) !== undefined,
    gitlabUrl: (id) => (sideOf(id) ? urlOf(id) : undefined),
    secondPerson: () => "off",
    personBehind: async (id, token) => {
      const side = sideOf(id);
      return side && token === tokenOf(side.id) ? personOf(side.id) : undefined;
    },
    explainSource: async (id) => {
      const side = sideOf(id);
      const open = async () => side?.gitlab.reads;
      if (!side) return undefined;
      const rates = { requestsPerMinute: usualPerMinute, budgets: oneToken };
      return {
        id,
        projects: ["**"],
        ...rates,
        throttle: unthrottled,
        open: async () => (await open()) ?? side.gitlab.reads,
      };
    },
  };
}

/** What stands in a source's tables before anything happens: rules, jobs' gates, and what people would like to know. */
async function furnish(id: Id, store: MemoryStore): Promise<void> {
  const applied = await applyRules([{ file: "rules.yaml", text: rulesOf(id) }], id, { store, actions });
  if (typeof applied === "object" && "problems" in applied) throw new Error(JSON.stringify(applied.problems));
  const word = wordOf[id];
  const { scope, key } = gateKey(id, 42, 1001);
  const said = { ...personOf(id), at: start, from: "api" as const, who: arnOf(id), reason: `${word} says so` };
  const value = gateText({
    project: 42,
    path: `${word}/api`,
    job: 1001,
    name: `deploy-${word}`,
    task: `${id}/42/job:1001/play`,
    rules: [`${word}-waits@1`],
    digest: "0".repeat(64),
    gives: [],
    openedAt: start,
    waitsFor: `${word} waits`,
    lookedAt: start,
    approvals: [{ ...said, digest: "0".repeat(64) }],
  });
  await store.putNote({ scope, key }, value, undefined);
  for (const on of ["job:1001", "project"])
    await store.putNote(
      { scope: `hold#${id}/42`, key: on },
      JSON.stringify({ who: arnOf(id), at: start, reason: word }),
      undefined,
    );
}
