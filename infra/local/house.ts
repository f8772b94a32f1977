import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { make as makeApi } from "../../functions/api.ts";
import { make as makePatrol } from "../../functions/patrol.ts";
import { make as makeTick } from "../../functions/tick.ts";
import { make as makeWebhook } from "../../functions/webhook.ts";
import { make as makeWork } from "../../functions/work.ts";
import { type DoorWorld, patienceSeconds, prepareSecrets } from "../../functions/world/door.ts";
import { plainSource } from "../../functions/world/sources.ts";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { errorFields, type Log } from "../../lib/edge/log.ts";
import { orderedText, uniqueText } from "../../lib/edge/random.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { apiWorld } from "./apiWorld.ts";
import { chatDoor } from "./chatDoor.ts";
import type { ChatOptions } from "./chatOptions.ts";
import { createDriver, type Driver } from "./driver.ts";
import { patrolWorld } from "./patrolWorld.ts";
import { serveFunctions } from "./server.ts";
import { workerWorld } from "./workerWorld.ts";

/** What runs in AWS with a role of its own. */
export type FunctionName = "webhook" | "work" | "tick" | "patrol" | "api" | "chat";

export interface HouseOptions {
  readonly clock: Clock;
  readonly database: { readonly endpoint: string; readonly region: string; readonly prefix: string };
  readonly gitlab: { readonly url: string; readonly token: string; readonly caPem?: string };
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
  /** Whether GitLab is asked once a day when the token ends. */
  readonly watchesTokens?: boolean;
  readonly functionSeconds?: number;
  readonly journalDays?: number;
  /** Missing: nobody is heard from chat. What needs to know the house's own address is told it. */
  readonly chat?: ChatOptions | ((url: string) => ChatOptions);
  /** A client of the tables for each function alone, so that none knows what another has read, as in AWS; default: one for all. */
  readonly clientOf?: (name: FunctionName, client: () => DynamoDBDocumentClient) => DynamoDBDocumentClient;
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
  const shared = openShared(options, client);
  const { store } = shared;
  const worlds = worldsOf(options, shared);
  const chat = chatDoor(options, worlds.of("chat"));
  const webhook = makeWebhook(doorWorld(options, worlds.of("webhook")));
  const driver = createDriver({
    client,
    prefix: database.prefix,
    clock,
    work: makeWork(worlds.of("work")),
    tick: makeTick(worlds.of("tick")),
    patrol: makePatrol(patrolWorld(worlds.of("patrol"), options)),
    ...(chat && { chat: chat.wake }),
    functionSeconds: options.functionSeconds ?? 60,
    onError: (error) => log.error("driver", errorFields(error)),
  });
  const api = makeApi(apiWorld(options, worlds.of("api")));
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
      await worlds.close();
      client.destroy();
    },
  };
}

type Shared = Pick<DoorWorld, "store" | "rules">;

function openShared({ clock, database, log, journalDays }: HouseOptions, client: DynamoDBDocumentClient): Shared {
  const store = createStore({
    client,
    prefix: database.prefix,
    ...(journalDays !== undefined && { keepJournalDays: journalDays }),
    random: uniqueText,
    onCorrupt: (key, reason) => log.error("corrupt item", { key, reason }),
  });
  return { store, rules: createRulesReader({ store, actions, clock, log }) };
}

/** What each function stands on: the same for all, unless each has a client of its own. */
function worldsOf(options: HouseOptions, shared: Shared) {
  const { clientOf, database } = options;
  const common = workerWorld(options, shared);
  const closings = [common.close];
  return {
    of(name: FunctionName): typeof common {
      if (!clientOf) return common;
      const client = clientOf(name, () => createClient(database));
      const own = workerWorld(options, openShared(options, client));
      closings.push(own.close, async () => client.destroy());
      return own;
    },
    async close(): Promise<void> {
      for (const close of closings) await close();
    },
  };
}

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
