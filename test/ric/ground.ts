import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { AttributeValue, DynamoDBStreamEvent } from "aws-lambda";
import { startDatabase } from "../../infra/local/database.ts";
import { createMattermost, type Mattermost } from "../../infra/mattermost/mattermost.ts";
import { serveMattermost } from "../../infra/mattermost/serve.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin, type Twin } from "../../infra/twin/twin.ts";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { linkKey } from "../../lib/app/talk/links.ts";
import type { Store } from "../../lib/core/ports.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { streamRecord } from "../functions/awsEvents.ts";
import { type Parameters, serveParameters } from "./parameters.ts";

const stage = "prod";
const prefix = `penstock-${stage}-`;
const region = "eu-central-1";
const source = "gitlab";
const rules = `
version: 1
defaults: { mode: enforce }
rules: [{ id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;

/** What a deployment stands on: tables, a GitLab, a Mattermost, and the parameters with the secrets. */
export interface Ground {
  readonly twin: Twin;
  readonly store: Store;
  readonly parameters: Parameters;
  readonly mattermost: Mattermost;
  readonly project: number;
  readonly signingToken: string;
  /** The settings of a deployed function, as `serverless.yml` gives them. */
  settings(changed?: { readonly gitlabUrl?: string; readonly chatUrl?: string }): Record<string, string>;
  /** A job that failed, as runners fail unless another reason is given. @returns its id */
  failJob(reason?: string): number;
  /** What the table's stream brings of the task to retry a job. */
  streamed(job: number): Promise<DynamoDBStreamEvent>;
  /** Of retries of one job. */
  effects(job: number): number;
  retryOf(job: number): string;
  readonly chat: { readonly channel: string; readonly alice: string; command(url: string): void };
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const ends: (() => unknown)[] = [];
  const database = await startDatabase();
  ends.push(() => database.stop());
  const client = createClient({ endpoint: database.endpoint, region });
  ends.push(() => client.destroy());
  await createTables(client, prefix);
  const store = createStore({ client, prefix, random: () => "ground" });
  await applyRules([{ file: "rules.yaml", text: rules }], source, { store, actions });

  const twin = createTwin({ clock: Date.now });
  const served = await serveTwin(twin);
  ends.push(() => served.close());
  const alice = twin.addPerson({ username: "alice", name: "Alice" });
  const members = { alice: "maintainer", [twin.bot.username]: "maintainer" } as const;
  const { id: project } = twin.addProject({ path: "shop/api", members });
  const signingToken = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

  const mattermost = createMattermost({ clock: Date.now });
  const chatServed = await serveMattermost(mattermost);
  ends.push(() => chatServed.close());
  const team = mattermost.addTeam("shop").id;
  const bot = mattermost.addBot("penstock");
  const speaker = mattermost.addUser("alice").id;
  const channel = mattermost.addChannel({ team, name: "deploys", members: [speaker, bot.id] }).id;
  const link = JSON.stringify({ userId: alice.id, username: "alice", at: Date.now() });
  await store.putNote(linkKey(source, { provider: "mattermost", team, user: speaker }), link, undefined);

  const secrets: Record<string, string> = {
    [`/penstock/${stage}/webhook/hook`]: signingToken,
    [`/penstock/${stage}/gitlab/act`]: twin.bot.token,
    [`/penstock/${stage}/gitlab-read/read`]: twin.bot.token,
    [`/penstock/${stage}/chat/buttons`]: "a-long-random-text-that-seals-buttons",
    [`/penstock/${stage}/chat/mm-bot`]: bot.token,
    [`/penstock/${stage}/chat/mm-commands`]: "of-no-command-yet",
  };
  const parameters = await serveParameters(secrets);
  ends.push(() => parameters.close());

  const retryOf = (job: number) => `${source}/${project}/job:${job}/retry`;
  return {
    twin,
    store,
    parameters,
    mattermost,
    project,
    signingToken,
    settings: ({ gitlabUrl = served.url, chatUrl = "https://chat.example.com" } = {}) => ({
      PENSTOCK_STAGE: stage,
      PENSTOCK_TABLE_PREFIX: prefix,
      PENSTOCK_JOURNAL_DAYS: "400",
      PENSTOCK_SOURCES: sourcesText(gitlabUrl),
      PENSTOCK_CHAT: chatText(chatUrl, { team, url: chatServed.url }),
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_ENDPOINT_URL_SSM: parameters.url,
    }),
    failJob(reason = "runner_system_failure") {
      const { id } = twin.addPipeline(project, { jobs: [{ name: "build" }] });
      return twin.fail(twin.run(twin.jobNamed(id, "build").id).id, reason).id;
    },
    async streamed(job) {
      const question = new GetItemCommand({ TableName: `${prefix}tasks`, Key: { id: { S: retryOf(job) } } });
      const { Item } = await client.send(question);
      return { Records: [streamRecord("INSERT", 1, Item as Record<string, AttributeValue>)] };
    },
    effects: (job) => twin.effects.filter(({ verb, jobId }) => verb === "retry" && jobId === job).length,
    retryOf,
    chat: {
      channel,
      alice: speaker,
      command(url) {
        secrets[`/penstock/${stage}/chat/mm-commands`] = mattermost.addCommand({
          team,
          trigger: "penstock",
          url,
        }).token;
      },
    },
    async close() {
      for (const end of ends.toReversed()) await end();
    },
  };
}

/** As `npm run build` writes it from `penstock.yaml`. */
function sourcesText(url: string): string {
  return JSON.stringify({
    version: 1,
    sources: [
      {
        id: source,
        url,
        projects: ["**"],
        requestsPerMinute: 1_000_000,
        tokens: { act: "act", read: "read" },
        webhookSecrets: [{ id: "hook", parameter: "hook" }],
      },
    ],
  });
}

function chatText(url: string, { team, url: server }: { readonly team: string; readonly url: string }): string {
  const mattermost = { source, url: server, teams: [team], commands: "mm-commands", bot: "mm-bot" };
  return JSON.stringify({ url, buttons: "buttons", mattermost });
}
