import { type ChildProcess, fork } from "node:child_process";
import type { LambdaFunctionURLResult } from "aws-lambda";
import { type Database, startDatabase } from "../../../infra/local/database.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { addToken } from "../../../infra/twin/state/add.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createTables } from "../../../lib/store/tables.ts";
import type { Canaries } from "./canaries.ts";
import { serveParameters } from "./parameters.ts";
import { openParrot, type Parrot } from "./parrot.ts";

export const stage = "canary";
export const prefix = `penstock-${stage}-`;
export const source = "gitlab";
export const team = "t".repeat(26);
export const channel = "c".repeat(26);
const region = "eu-central-1";
/** Chat keeps 20 s of its time to itself. */
const seconds: Readonly<Record<string, number>> = { chat: 60 };

export type FunctionName = "webhook" | "work" | "tick" | "patrol" | "api" | "chat";

/** A deployment whose every secret is a canary: the functions in a process of their own, and what they reach. */
export interface Deployment {
  readonly twin: Twin;
  readonly gitlab: Parrot;
  readonly tables: Parrot;
  readonly ssm: Parrot;
  readonly chat: Parrot;
  /** Where redirects lead: nobody may come. */
  readonly elsewhere: Parrot;
  readonly database: Database;
  /** Runs a function; `undefined`: it threw. */
  run(name: FunctionName, event: unknown): Promise<LambdaFunctionURLResult | undefined>;
  /** Begins a new process: nothing is remembered. */
  restart(): Promise<void>;
  /** All that the functions printed. */
  printed(): string;
  close(): Promise<void>;
}

/** @param isAblated the redactor is taken out */
export async function openDeployment(canaries: Canaries, isAblated: boolean): Promise<Deployment> {
  const database = await startDatabase();
  const client = createClient({ endpoint: database.endpoint, region });
  await createTables(client, prefix, { withStreams: false });
  client.destroy();
  const twin = createTwin({ clock: systemClock });
  const project = twin.addProject({
    path: "shop/api",
    members: { jane: "maintainer", [twin.bot.username]: "maintainer" },
  });
  twin.addHook(project.id, { url: "http://127.0.0.1:9/", signingToken: canaries.signingToken, jobEvents: true });
  for (const text of [
    canaries.actToken,
    canaries.cleanToken,
    canaries.readToken,
    canaries.hooksToken,
    canaries.commentToken,
  ])
    addToken(twin.world, twin.bot.username, { text });
  addToken(twin.world, "jane", { text: canaries.personToken });
  const served = await serveTwin(twin);
  const elsewhere = await openParrot(undefined);
  const gitlab = await openParrot(served.url, { elsewhere: elsewhere.url, words: wordsOfGitLab(canaries) });
  const chat = await openParrot(undefined);
  const tables = await openParrot(database.endpoint, { words: wordsOfAws(canaries) });
  const parameters = await serveParameters(parametersOf(canaries));
  const ssm = await openParrot(parameters.url);
  const env = environmentOf(canaries, { gitlab: gitlab.url, chat: chat.url, tables: tables.url, ssm: ssm.url });
  const functions = openFunctions({ ...env, ...(isAblated && { CANARY_ABLATION: "redactor" }) });
  return {
    twin,
    gitlab,
    tables,
    ssm,
    chat,
    elsewhere,
    database,
    ...functions,
    async close() {
      await functions.stop();
      for (const server of [gitlab, chat, tables, ssm, parameters, elsewhere, served]) await server.close();
      await database.stop();
    },
  };
}

/** What of others' GitLab may quote in an error: a person's token, who pushed, where a mirror is. */
function wordsOfGitLab({ personToken, mail, jwt, urlPassword }: Canaries): string {
  return `${personToken} of ${mail} sent ${jwt} to https://bot:${urlPassword}@mirror.example.com/x`;
}

/** What AWS, or a tool that stands in for it, may quote. */
function wordsOfAws({ accessKeyId, secretAccessKey, sessionToken }: Canaries): string {
  return `${accessKeyId}, Authorization: ${secretAccessKey}, X-Amz-Security-Token: ${sessionToken}`;
}

function parametersOf(canaries: Canaries): ReadonlyMap<string, string> {
  const values = {
    "webhook/hooks": `${canaries.signingToken}\n${canaries.secretToken}`,
    "gitlab/act": canaries.actToken,
    "gitlab/clean": canaries.cleanToken,
    "gitlab-read/read": canaries.readToken,
    "gitlab-read/act": canaries.readToken,
    "gitlab-hooks/hooks": canaries.hooksToken,
    "chat/buttons": canaries.buttonKey,
    "chat/signing": canaries.slackSigning,
    "chat/commands": canaries.commandToken,
    "chat/bot": canaries.chatBotToken,
    "chat/comments": canaries.commentToken,
    "chat/link": canaries.applicationSecret,
  };
  return new Map(Object.entries(values).map(([name, value]) => [`/penstock/${stage}/${name}`, value]));
}

interface Places {
  readonly gitlab: string;
  readonly chat: string;
  readonly tables: string;
  readonly ssm: string;
}

function environmentOf(canaries: Canaries, at: Places): Record<string, string> {
  const sources = [
    {
      id: source,
      url: at.gitlab,
      projects: ["**"],
      tokens: { act: "act", clean: "clean", read: "read", hooks: "hooks" },
      secondPerson: "off",
      webhookSecrets: [{ id: "hooks", parameter: "hooks" }],
    },
  ];
  const chat = {
    url: "https://chat.example.com",
    buttons: "buttons",
    slack: { source, workspaces: ["T0CANARY"], signing: "signing" },
    mattermost: { source, url: at.chat, teams: [team], commands: "commands", bot: "bot" },
    comments: [{ source, token: "comments" }],
    links: [{ source, application: "app", secret: "link" }],
    channels: { deploys: { mattermost: channel } },
    routes: [{ source, to: "deploys", tell: ["gates", "outcomes", "people"] }],
  };
  return {
    PATH: process.env.PATH ?? "",
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: canaries.accessKeyId,
    AWS_SECRET_ACCESS_KEY: canaries.secretAccessKey,
    AWS_SESSION_TOKEN: canaries.sessionToken,
    AWS_ENDPOINT_URL_DYNAMODB: at.tables,
    AWS_ENDPOINT_URL_SSM: at.ssm,
    _X_AMZN_TRACE_ID: "Root=1-691e8a90-0f1e2d3c4b5a69788796a5b4;Parent=0f1e2d3c4b5a6978;Sampled=1",
    PENSTOCK_STAGE: stage,
    PENSTOCK_TABLE_PREFIX: prefix,
    PENSTOCK_SOURCES: JSON.stringify({ version: 1, sources }),
    PENSTOCK_CHAT: JSON.stringify(chat),
    PENSTOCK_API_TOKEN: canaries.apiToken,
    PENSTOCK_CALL_TIMEOUT_SECONDS: "2",
    PENSTOCK_SETTLE_SECONDS: "1",
  };
}

function openFunctions(env: Readonly<Record<string, string>>) {
  let child: ChildProcess | undefined;
  let serial = 0;
  let said = "";
  const waiting = new Map<number, (answer: LambdaFunctionURLResult | undefined) => void>();

  function begin(): ChildProcess {
    const begun = fork(new URL("child.ts", import.meta.url), { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    for (const out of [begun.stdout, begun.stderr]) out?.on("data", (piece) => (said += piece));
    begun.on("message", ({ id, answer }: { id: number; answer?: LambdaFunctionURLResult }) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    begun.on("exit", () => {
      for (const end of waiting.values()) end(undefined);
    });
    return begun;
  }

  async function stop(): Promise<void> {
    const ended = child;
    child = undefined;
    if (!ended || ended.exitCode !== null) return;
    const exit = new Promise((resolve) => ended.once("close", resolve));
    ended.kill();
    await exit;
  }

  return {
    stop,
    restart: stop,
    printed: () => said,
    async run(name: FunctionName, event: unknown) {
      child ??= begin();
      const id = ++serial;
      const { promise, resolve } = Promise.withResolvers<LambdaFunctionURLResult | undefined>();
      waiting.set(id, resolve);
      child.send({ id, name, event, seconds: seconds[name] ?? 12 });
      return await promise;
    },
  };
}
