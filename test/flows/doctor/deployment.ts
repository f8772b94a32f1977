import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { startDatabase } from "../../../infra/local/database.ts";
import { type House, openHouse } from "../../../infra/local/house.ts";
import type { NewHook } from "../../../infra/twin/hooks/hook.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { readDeployment, textsOf } from "../../../lib/cli/deployment.ts";
import type { Diagnosis } from "../../../lib/core/diagnosis.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createTables, tableNames } from "../../../lib/store/tables.ts";
import { ranHere } from "../../cli/apiHouse.ts";
import type { Ends } from "../process.ts";
import { type Aws, serveAws } from "./aws.ts";

export const prefix = "penstock-prod-";
export const apiToken = "a-token-of-this-deployment";
export const hookSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const day = 86_400_000;

export const usualRules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: retry-main, projects: ["shop/**"], on: job, when: { status: failed, ref: main }, do: retry }
  - { id: tidy, projects: ["shop/**"], on: { schedule: { every: 1d, at: "03:00" } }, when: { status: success }, do: deleteArtifacts }
`;

/** A deployment in which all is well, as far as the doctor looks. */
export interface Deployment {
  readonly aws: Aws;
  readonly twin: Twin;
  readonly house: House;
  readonly client: ReturnType<typeof createClient>;
  readonly hook: NewHook;
  readonly tokens: Readonly<Record<"act" | "clean" | "read" | "hooks", string>>;
  /** Where `penstock.yaml` is, and what it holds. */
  readonly file: string;
  readonly yaml: string;
  readonly home: string;
  /** Of the operator's process. */
  readonly env: Record<string, string>;
  apply(rules: string): Promise<void>;
  /** The real command, as its caller sees it. */
  doctor(...args: string[]): Promise<{ code: number | string; text: string; out: string }>;
  /** The same, as a program reads it. */
  diagnoses(...args: string[]): Promise<{ code: number | string; diagnoses: readonly Diagnosis[]; text: string }>;
}

/** @param t ends all of it */
export async function deployment(t: Ends): Promise<Deployment> {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const database = await startDatabase();
  t.after(() => database.stop());
  const where = { endpoint: database.endpoint, region: "eu-central-1" };
  const client = createClient(where);
  t.after(() => client.destroy());
  await createTables(client, prefix);
  for (const name of tableNames)
    await client.send(new UpdateTableCommand({ TableName: `${prefix}${name}`, DeletionProtectionEnabled: true }));
  const { twin, tokens, url } = await gitlab(t);
  const house = await openHouse({
    clock: systemClock,
    database: { ...where, prefix },
    gitlab: { url, token: twin.bot.token },
    source: "main",
    secrets: [hookSecret],
    apiToken,
    log: silent,
  });
  t.after(() => house.close());
  const apply = async (rules: string) => {
    const applied = await applyRules([{ file: "rules.yaml", text: rules }], "main", { store: house.store, actions });
    if (typeof applied === "string" || !("version" in applied)) throw new Error(JSON.stringify(applied));
  };
  await apply(usualRules);
  const hook: NewHook = { url: house.hookUrl, signingToken: hookSecret, jobEvents: true };
  twin.addHook("shop/api", hook);
  await house.driver.patrol();
  const yaml = `version: 1
sources:
  - id: main
    url: ${url}
    projects: ["shop/**"]
    tokens: { act: act, clean: clean, read: read, hooks: hooks }
    webhookSecrets: [{ id: shop, parameter: shop }]
`;
  const file = join(home, "penstock.yaml");
  writeFileSync(file, yaml);
  const aws = await serveAws(t, database.endpoint);
  deploy(aws, { house, tokens, file });
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: aws.url,
    AWS_ENDPOINT_URL_SSM: aws.url,
    AWS_ENDPOINT_URL_LAMBDA: aws.url,
    AWS_ENDPOINT_URL_SCHEDULER: aws.url,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "of-nobody",
    AWS_REGION: "eu-central-1",
    PENSTOCK_STAGE: "prod",
    PENSTOCK_RUNNING: join(home, "running.json"),
  };
  const doctor = (...args: string[]) => ranHere(["doctor", "--file", file, ...args], env);
  return {
    ...{ aws, twin, house, client, hook, tokens, file, yaml, home, env, apply, doctor },
    async diagnoses(...args) {
      const { code, out, text } = await doctor("--json", ...args);
      return { code, diagnoses: out === "" ? [] : JSON.parse(out).diagnoses, text };
    },
  };
}

const levels = { act: "developer", clean: "maintainer", read: "reporter", hooks: "maintainer" } as const;

async function gitlab(t: Ends) {
  const twin = createTwin({ clock: systemClock });
  const names = ["act", "clean", "read", "hooks"] as const;
  for (const name of names) twin.addPerson({ username: `${name}-bot`, isBot: true });
  const members = Object.fromEntries(names.map((name) => [`${name}-bot`, levels[name]]));
  twin.addProject({
    path: "shop/api",
    protectedBranches: [{ name: "main", usernames: ["act-bot"] }],
    members: { ...members, [twin.bot.username]: "maintainer" },
  });
  const token = (name: (typeof names)[number]) =>
    twin.addToken(`${name}-bot`, {
      scope: name === "read" ? "read_api" : "api",
      expiresAt: systemClock() + 200 * day,
    });
  const tokens = { act: token("act"), clean: token("clean"), read: token("read"), hooks: token("hooks") };
  const served = await serveTwin(twin);
  t.after(() => served.close());
  return { twin, tokens, url: served.url };
}

/** What `npx osls deploy` would have made, and what an operator has put into SSM. */
function deploy(aws: Aws, { house, tokens, file }: Pick<Deployment, "house" | "tokens" | "file">): void {
  const secure = (name: string, value: string) =>
    aws.parameters.set(`/penstock/prod/${name}`, { type: "SecureString", value });
  secure("gitlab/act", tokens.act);
  secure("gitlab/clean", tokens.clean);
  secure("gitlab-read/read", tokens.read);
  secure("gitlab-hooks/hooks", tokens.hooks);
  secure("webhook/shop", hookSecret);
  const read = readDeployment(file);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const { sources, access } = textsOf(read.deployment);
  for (const short of ["webhook", "work", "tick", "patrol", "api"])
    aws.functions.set(`${prefix}${short}`, {
      runtime: "nodejs24.x",
      state: "Active",
      settings: { PENSTOCK_SOURCES: sources, ...(short === "api" && { PENSTOCK_ACCESS: access }) },
      concurrency: 5,
    });
  aws.addresses.set(`${prefix}webhook`, `${house.url}/`);
  const stream = `${prefix}tasks`;
  aws.mappings.push({ id: "m1", function: `${prefix}work`, stream, state: "Enabled", result: "No records processed" });
  aws.schedules.set("tick-1", { target: `${prefix}tick`, state: "ENABLED", rate: "rate(1 minute)" });
  aws.schedules.set("patrol-1", { target: `${prefix}patrol`, state: "ENABLED", rate: "rate(10 minutes)" });
}
