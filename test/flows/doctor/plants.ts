import { chmodSync, rmSync, writeFileSync } from "node:fs";
import {
  CreateTableCommand,
  DeleteTableCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Task } from "../../../lib/core/task.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import { sampleTask } from "../../contract/samples.ts";
import { type Deployment, prefix, usualRules } from "./deployment.ts";

/** A fault that is planted, and what the doctor must say of it. */
export interface Plant {
  readonly what: string;
  /** Faults of one ward hide nothing of each other: they are planted in one deployment. Missing: it is planted alone. */
  readonly ward?: number;
  readonly plant: (deployment: Deployment) => unknown;
  readonly id: string;
  readonly level: "broken" | "warning" | "unknown";
  readonly about: RegExp;
  readonly cure: RegExp;
}

const parameter =
  (name: string, value: string, type = "SecureString") =>
  ({ aws }: Deployment) =>
    aws.parameters.set(`/penstock/prod/${name}`, { type, value });

export const plants: readonly Plant[] = [
  // settings and files
  {
    what: "a misspelt setting",
    ward: 1,
    plant: ({ env }) => Object.assign(env, { PENSTOCK_TABLE_PREFX: "x" }),
    id: "settingWrong",
    level: "broken",
    about: /PENSTOCK_TABLE_PREFX/,
    cure: /mend it/,
  },
  {
    what: "a malformed setting",
    ward: 1,
    plant: ({ env }) => Object.assign(env, { PENSTOCK_SETTLE_SECONDS: "soon" }),
    id: "settingWrong",
    level: "broken",
    about: /PENSTOCK_SETTLE_SECONDS/,
    cure: /mend it/,
  },
  {
    what: "a typo in penstock.yaml",
    plant: ({ file, yaml }) => writeFileSync(file, yaml.replace("projects:", "project:")),
    id: "deploymentWrong",
    level: "broken",
    about: /penstock\.yaml/,
    cure: /npm run build/,
  },
  {
    what: "a file of a local run that cannot be read",
    ward: 1,
    plant({ env }) {
      const file = env.PENSTOCK_RUNNING ?? "";
      writeFileSync(file, "{}");
      chmodSync(file, 0o644);
    },
    id: "runningUnreadable",
    level: "broken",
    about: /running\.json/,
    cure: /npm start/,
  },
  {
    what: "no penstock.yaml",
    plant: ({ file }) => rmSync(file),
    id: "deploymentMissing",
    level: "unknown",
    about: /penstock\.yaml/,
    cure: /--file/,
  },
  // secrets
  {
    what: "a token's parameter that was never made",
    ward: 2,
    plant: ({ aws }) => aws.parameters.delete("/penstock/prod/gitlab/act"),
    id: "parameterMissing",
    level: "broken",
    about: /token act of main/,
    cure: /put-parameter --type SecureString --name \/penstock\/prod\/gitlab\/act/,
  },
  {
    what: "an empty parameter",
    ward: 2,
    plant: parameter("gitlab-read/read", "  \n"),
    id: "parameterEmpty",
    level: "broken",
    about: /token read of main/,
    cure: /put-parameter --overwrite/,
  },
  {
    what: "a secret as a plain String",
    ward: 2,
    plant: ({ aws, tokens }) =>
      aws.parameters.set("/penstock/prod/gitlab/clean", { type: "String", value: tokens.clean }),
    id: "parameterPlain",
    level: "warning",
    about: /token clean of main/,
    cure: /SecureString/,
  },
  {
    what: "a webhook secret that is cut off",
    ward: 2,
    plant: parameter("webhook/shop", "whsec_AAAA"),
    id: "parameterMalformed",
    level: "broken",
    about: /webhook secret shop of main/,
    cure: /copy/,
  },
  {
    what: "a placeholder for a token",
    ward: 2,
    plant: parameter("gitlab-hooks/hooks", "glpat-xxxxxxxxxxxx"),
    id: "parameterPlaceholder",
    level: "broken",
    about: /token hooks of main/,
    cure: /real/,
  },
  {
    what: "one token under two names",
    ward: 3,
    plant: ({ aws, tokens }) =>
      aws.parameters.set("/penstock/prod/gitlab/clean", { type: "SecureString", value: tokens.act }),
    id: "parameterShared",
    level: "warning",
    about: /gitlab\/act, \/penstock\/prod\/gitlab\/clean/,
    cure: /of its own/,
  },
  {
    what: "a secret that has ended",
    ward: 3,
    plant: ({ aws, tokens }) =>
      aws.parameters.set("/penstock/prod/gitlab/act", {
        type: "SecureString",
        value: `an-old-token  # notAfter=2020-01-01T00:00Z\n${tokens.act}`,
      }),
    id: "parameterEnded",
    level: "warning",
    about: /token act of main/,
    cure: /line/,
  },
  {
    what: "parameters that the operator may not read",
    plant: ({ aws }) => aws.denied.add("ssm:"),
    id: "parameterUnseen",
    level: "unknown",
    about: /token act of main/,
    cure: /allow ssm:GetParameters/,
  },
  // tables and streams
  {
    what: "a missing table",
    ward: 2,
    plant: ({ client }) => deleted(client, "journal"),
    id: "tableMissing",
    level: "broken",
    about: /penstock-prod-journal/,
    cure: /osls deploy/,
  },
  {
    what: "another program's table",
    ward: 2,
    plant: ({ client }) => remade(client, "ledger", { keys: ["pk"] }),
    id: "tableKey",
    level: "broken",
    about: /penstock-prod-ledger/,
    cure: /another stage/,
  },
  {
    what: "a table without its index and its stream's view",
    ward: 2,
    plant: ({ client }) => remade(client, "tasks", { keys: ["id"], view: "KEYS_ONLY" }),
    id: "indexMissing",
    level: "broken",
    about: /penstock-prod-tasks/,
    cure: /deploy again/,
  },
  {
    what: "a stream with another view",
    ward: 2,
    plant: ({ client }) => remade(client, "tasks", { keys: ["id"], view: "KEYS_ONLY" }),
    id: "streamView",
    level: "broken",
    about: /penstock-prod-tasks/,
    cure: /console/,
  },
  {
    what: "a stream that is off",
    ward: 4,
    plant: ({ client }) => remade(client, "ledger", { keys: ["scope", "key"] }),
    id: "streamOff",
    level: "broken",
    about: /penstock-prod-ledger/,
    cure: /deploy again/,
  },
  {
    what: "a table that forgets nothing",
    ward: 3,
    plant: ({ client }) =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName: `${prefix}ledger`,
          TimeToLiveSpecification: { AttributeName: "expires", Enabled: false },
        }),
      ),
    id: "expiryOff",
    level: "warning",
    about: /penstock-prod-ledger/,
    cure: /time to live/,
  },
  {
    what: "a table that cannot be restored",
    ward: 3,
    plant: ({ aws }) => aws.unrestorable.add(`${prefix}rules`),
    id: "notRestorable",
    level: "warning",
    about: /penstock-prod-rules/,
    cure: /switch it on/,
  },
  {
    what: "a table without deletion protection",
    ward: 3,
    plant: ({ client }) => unprotected(client, "tasks"),
    id: "unprotected",
    level: "warning",
    about: /penstock-prod-tasks/,
    cure: /switch it on/,
  },
  {
    what: "tables that the operator may not look at",
    plant: ({ aws }) => aws.denied.add("dynamodb:DescribeTable"),
    id: "tableUnseen",
    level: "unknown",
    about: /penstock-prod-tasks/,
    cure: /allow dynamodb:DescribeTable/,
  },
  {
    what: "a stream that nothing reads",
    ward: 1,
    plant: ({ aws }) => aws.mappings.splice(0),
    id: "streamUnread",
    level: "broken",
    about: /penstock-prod-tasks to penstock-prod-work/,
    cure: /deploy again/,
  },
  {
    what: "a stream's reader that is switched off",
    ward: 2,
    plant: ({ aws }) => Object.assign(aws.mappings[0] ?? {}, { state: "Disabled" }),
    id: "streamStopped",
    level: "broken",
    about: /penstock-prod-work/,
    cure: /update-event-source-mapping --enabled --uuid m1/,
  },
  {
    what: "a stream's reader that fails",
    ward: 3,
    plant: ({ aws }) => Object.assign(aws.mappings[0] ?? {}, { result: "PROBLEM: Function call failed" }),
    id: "streamFails",
    level: "warning",
    about: /penstock-prod-work/,
    cure: /log/,
  },
  // functions, schedules, clock
  {
    what: "a function that is not there",
    ward: 1,
    plant: ({ aws }) => aws.functions.delete(`${prefix}patrol`),
    id: "functionMissing",
    level: "broken",
    about: /penstock-prod-patrol/,
    cure: /deploy/,
  },
  {
    what: "a function that somebody shut",
    ward: 1,
    plant: ({ aws }) => Object.assign(aws.functions.get(`${prefix}work`) ?? {}, { concurrency: 0 }),
    id: "functionShut",
    level: "broken",
    about: /penstock-prod-work/,
    cure: /who shut it/,
  },
  {
    what: "a function without a bound",
    ward: 1,
    plant: ({ aws }) => delete aws.functions.get(`${prefix}webhook`)?.concurrency,
    id: "functionUnbounded",
    level: "warning",
    about: /penstock-prod-webhook/,
    cure: /webhookConcurrency/,
  },
  {
    what: "a penstock.yaml that was not deployed",
    ward: 3,
    plant: ({ file, yaml }) => writeFileSync(file, yaml.replace('["shop/**"]', '["shop/**", "!shop/web"]')),
    id: "deploymentOld",
    level: "warning",
    about: /penstock-prod-webhook/,
    cure: /osls deploy/,
  },
  {
    what: "a door without an address",
    ward: 2,
    plant: ({ aws }) => aws.addresses.clear(),
    id: "doorMissing",
    level: "broken",
    about: /penstock-prod-webhook/,
    cure: /deploy/,
  },
  {
    what: "a schedule that is switched off",
    ward: 1,
    plant: ({ aws }) => Object.assign(aws.schedules.get("tick-1") ?? {}, { state: "DISABLED" }),
    id: "scheduleOff",
    level: "broken",
    about: /penstock-prod-tick/,
    cure: /enable it/,
  },
  {
    what: "a schedule that is gone",
    ward: 1,
    plant: ({ aws }) => aws.schedules.delete("patrol-1"),
    id: "scheduleMissing",
    level: "broken",
    about: /penstock-prod-patrol/,
    cure: /deploy/,
  },
  {
    what: "a schedule that is too slow",
    ward: 2,
    plant: ({ aws }) => Object.assign(aws.schedules.get("tick-1") ?? {}, { rate: "rate(1 hour)" }),
    id: "scheduleRate",
    level: "warning",
    about: /penstock-prod-tick/,
    cure: /deploy/,
  },
  {
    what: "a clock that is 10 seconds behind",
    ward: 1,
    plant: ({ aws }) => Object.assign(aws.state, { aheadMillis: 10_000 }),
    id: "clockWrong",
    level: "broken",
    about: /clock/,
    cure: /NTP/,
  },
  {
    what: "a clock that is 3 seconds ahead",
    ward: 2,
    plant: ({ aws }) => Object.assign(aws.state, { aheadMillis: -3_200 }),
    id: "clockOff",
    level: "warning",
    about: /clock/,
    cure: /NTP/,
  },
  // how it gets on
  {
    what: "a tick that does nothing",
    ward: 3,
    plant: ({ house }) => house.store.commit([{ put: task({ due: systemClock() - 1_200_000 }), seen: "absent" }]),
    id: "tickSilent",
    level: "broken",
    about: /tick for main/,
    cure: /schedule/,
  },
  {
    what: "a task that waits for a person",
    ward: 4,
    plant: ({ house }) => house.store.commit([{ put: task({ state: "attention" }), seen: "absent" }]),
    id: "attention",
    level: "warning",
    about: /tasks of main/,
    cure: /tasks list --state attention/,
  },
  {
    what: "a switch that was pressed and forgotten",
    ward: 4,
    plant: ({ house }) => house.store.putNote({ scope: "switch#main", key: "stops" }, '["everything"]', undefined),
    id: "stopped",
    level: "warning",
    about: /switch of main/,
    cure: /resume/,
  },
  {
    what: "rules that only report",
    ward: 4,
    plant: ({ apply }) => apply(usualRules.replace("enforce", "report")),
    id: "rulesReport",
    level: "warning",
    about: /rules of main/,
    cure: /mode: enforce/,
  },
  {
    what: "a rule that is off",
    plant: ({ apply }) => apply(usualRules.replace("do: retry }", "do: retry, mode: off }")),
    id: "ruleOff",
    level: "warning",
    about: /rules of main/,
    cure: /mode/,
  },
  {
    what: "rules that were never applied",
    ward: 1,
    plant: ({ client }) => remade(client, "rules", { keys: ["source", "version"] }),
    id: "rulesNone",
    level: "warning",
    about: /rules of main/,
    cure: /rules apply/,
  },
];

function task(changes: Partial<Task>): Task {
  const { due: _, ...rest } = sampleTask({ id: "main/1/job:1001/retry", source: "main" });
  return { ...rest, ...changes };
}

type Client = Deployment["client"];

async function unprotected(client: Client, name: string): Promise<void> {
  await client.send(new UpdateTableCommand({ TableName: `${prefix}${name}`, DeletionProtectionEnabled: false }));
}

async function deleted(client: Client, name: string): Promise<void> {
  await unprotected(client, name);
  await client.send(new DeleteTableCommand({ TableName: `${prefix}${name}` }));
}

/** A table as somebody else would have made it. */
async function remade(
  client: Client,
  name: string,
  { keys, view }: { readonly keys: readonly string[]; readonly view?: "KEYS_ONLY" },
): Promise<void> {
  await deleted(client, name);
  await client.send(
    new CreateTableCommand({
      TableName: `${prefix}${name}`,
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: true,
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: "S" })),
      KeySchema: keys.map((key, at) => ({ AttributeName: key, KeyType: at === 0 ? "HASH" : "RANGE" })),
      ...(view && { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
    }),
  );
}
