import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { make as makeApi } from "../../functions/api.ts";
import { make as makePatrol } from "../../functions/patrol.ts";
import { make as makeTick } from "../../functions/tick.ts";
import { make as makeWebhook } from "../../functions/webhook.ts";
import { make as makeWork } from "../../functions/work.ts";
import { type DoorWorld, patienceSeconds, prepareSecrets } from "../../functions/world/door.ts";
import type { PatrolWorld } from "../../functions/world/patrol.ts";
import { plainSource } from "../../functions/world/sources.ts";
import { openThrottle } from "../../functions/world/throttle.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { oneToken } from "../../lib/app/throttleShared.ts";
import type { Store } from "../../lib/core/ports.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { errorFields, type Log } from "../../lib/edge/log.ts";
import { luck, orderedText, uniqueText } from "../../lib/edge/random.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { apiWorld } from "./apiWorld.ts";
import { chatDoor } from "./chatDoor.ts";
import type { ChatOptions } from "./chatOptions.ts";
import { createDriver, type Driver } from "./driver.ts";
import { patrolWorld } from "./patrolWorld.ts";
import { serveFunctions } from "./server.ts";

export interface HouseOptions {
  readonly clock: Clock;
  readonly database: { readonly endpoint: string; readonly region: string; readonly prefix: string };
  readonly gitlab: { readonly url: string; readonly token: string };
  readonly source: string;
  readonly secrets: readonly string[];
  /** Who knows it may use the API; without one nobody may. */
  readonly apiToken?: string;
  /** Whether rules that delete or play need a second person; default: `off`, since everybody here is `local`. */
  readonly secondPerson?: "required" | "off";
  /** The projects that the secrets speak for; default: all that the token reaches. */
  readonly projects?: readonly string[];
  readonly record?: "all" | "wanted";
  /** 0, the default, for any that is free. */
  readonly port?: number;
  readonly settleSeconds?: number;
  /** Of the one token; default 600. */
  readonly requestsPerMinute?: number;
  readonly callTimeoutSeconds?: number;
  readonly functionSeconds?: number;
  readonly journalDays?: number;
  /** Missing: nobody is heard from chat. What needs to know the house's own address is told it. */
  readonly chat?: ChatOptions | ((url: string) => ChatOptions);
  /** What is served at `/` and below `/talk`. */
  readonly page?: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  readonly log: Log;
}

/** Penstock on one machine: the same handlers as in AWS, over one database, behind one HTTP server. */
export interface House {
  readonly url: string;
  /** Where GitLab posts its hooks. */
  readonly hookUrl: string;
  readonly store: Store;
  readonly driver: Driver;
  readonly webhook: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  close(): Promise<void>;
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const { clock, database, log, source } = options;
  const client = createClient(database);
  // The driver asks the due index instead.
  await createTables(client, database.prefix, { withStreams: false });
  const store = createStore({
    client,
    prefix: database.prefix,
    ...(options.journalDays !== undefined && { keepJournalDays: options.journalDays }),
    random: uniqueText,
    onCorrupt: (key, reason) => log.error("corrupt item", { key, reason }),
  });
  const rules = createRulesReader({ store, actions, clock, log });
  const worker = workerWorld(options, { store, rules });
  const chat = chatDoor(options, worker);
  const webhook = makeWebhook(doorWorld(options, { store, rules }));
  const driver = createDriver({
    client,
    prefix: database.prefix,
    clock,
    work: makeWork(worker),
    tick: makeTick(worker),
    patrol: makePatrol(patrolWorld(worker, options)),
    ...(chat && { chat: chat.wake }),
    functionSeconds: options.functionSeconds ?? 60,
    onError: (error) => log.error("driver", errorFields(error)),
  });
  const api = makeApi(apiWorld(options, worker));
  const { page } = options;
  const rooms = { gitlab: webhook, api, ...(chat && { chat: chat.answer }), ...(page && { "": page, talk: page }) };
  const server = await serveFunctions(rooms, options.port ?? 0);
  chat?.open(server.url);
  return {
    url: server.url,
    hookUrl: `${server.url}/gitlab/${source}`,
    store,
    driver,
    webhook,
    async close() {
      await server.close();
      await driver.stop();
      await chat?.close();
      await worker.close();
      client.destroy();
    },
  };
}

type Shared = Pick<DoorWorld, "store" | "rules">;

function doorWorld({ clock, source, secrets, projects, record, log }: HouseOptions, shared: Shared): DoorWorld {
  const known = plainSource(source, prepareSecrets(secrets), projects ?? ["**"]);
  return {
    ...shared,
    actions,
    clock,
    random: orderedText,
    giveWay,
    record: record ?? "all",
    source: (id) => (id === source ? known : undefined),
    patienceSeconds,
    log,
  };
}

function workerWorld(
  options: HouseOptions,
  shared: Shared,
): WorkerWorld & Required<Pick<PatrolWorld, "hooks">> & { close(): Promise<void> } {
  const callTimeoutSeconds = options.callTimeoutSeconds ?? 12;
  const requestsPerMinute = options.requestsPerMinute ?? usualPerMinute;
  const rated = [{ id: options.source, requestsPerMinute, budgets: oneToken }];
  const throttle = openThrottle(shared.store, options.clock, () => rated);
  const gitlab = createGitLab({
    baseUrl: options.gitlab.url,
    token: options.gitlab.token,
    callTimeoutSeconds,
    clock: options.clock,
    userAgent: "Penstock",
    onAnswer: (answer) => throttle.heard(options.source, "act", answer),
  });
  return {
    ...shared,
    gitlab: async (id) => (id === options.source ? gitlab : undefined),
    hooks: async (id) => (id === options.source ? gitlab.hooks : undefined),
    throttle,
    sources: [{ id: options.source, projects: options.projects ?? ["**"] }],
    clock: options.clock,
    random: orderedText,
    giveWay,
    luck,
    settleSeconds: options.settleSeconds ?? 180,
    callTimeoutSeconds,
    log: options.log,
    close: () => gitlab.close(),
  };
}
