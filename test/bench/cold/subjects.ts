import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { build } from "esbuild";
import { type Bundle, bundle } from "../../../infra/build/bundle.ts";
import type { Weight } from "../../../infra/build/weight.ts";
import { createClient } from "../../../lib/store/client.ts";
import { type AloneStarts, aloneStarts, type Began } from "../../ric/alone.ts";
import { type Ground, openGround } from "../../ric/ground.ts";
import { jobHook, reasons, signed } from "../../ric/hooks.ts";

/** Something that is started again and again. */
export interface Subject {
  readonly name: string;
  /** One start, to its first answer. @throws Error when what it should have done is not done */
  start(): Promise<Pick<Began, "wallMillis" | "cpuMillis">>;
}

/** All subjects in one world, and what those of ours load. */
export interface Subjects {
  readonly starts: AloneStarts;
  /** Everything of what follows is done to its end: stored, or effected in GitLab. */
  readonly webhook: Subject;
  readonly work: Subject;
  readonly peerWebhook: Subject;
  readonly peerWork: Subject;
  /** The client of the tables and one item read: what no function of ours can be without. */
  readonly table: Subject;
  readonly weights: { readonly webhook: Weight; readonly work: Weight };
  close(): Promise<void>;
}

const root = join(import.meta.dirname, "../../..");
const peerTable = "peer-tasks";

export async function openSubjects(): Promise<Subjects> {
  const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
  const ground = await openGround();
  const close = async () => {
    await ground.close();
    rmSync(folder, { recursive: true });
  };
  try {
    const starts = aloneStarts(folder);
    const [webhook, work, table] = await Promise.all([
      bundle({ name: "webhook", file: join(root, "functions/webhook.ts") }),
      bundle({ name: "work", file: join(root, "functions/work.ts") }),
      bundle({ name: "table", file: join(import.meta.dirname, "table.ts") }),
    ]);
    const file = (one: Bundle) => written(folder, one);
    const ours = await penstock(ground, starts, { webhook: file(webhook), work: file(work) });
    const theirs = await peer(ground, starts, await peerFile(folder));
    const env = { ...ground.settings(), TABLE: peerTable };
    return {
      starts,
      webhook: ours[0],
      work: ours[1],
      peerWebhook: theirs[0],
      peerWork: theirs[1],
      table: { name: "the tables' client, one item", start: () => starts.start({ file: file(table), event: {}, env }) },
      weights: { webhook: webhook.weight, work: work.weight },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The webhook plans what the worker then performs; one task is planned before. */
async function penstock(
  ground: Ground,
  starts: AloneStarts,
  files: { readonly webhook: string; readonly work: string },
): Promise<[Subject, Subject]> {
  const hooks = await failures(ground);
  const env = ground.settings();
  const planned: number[] = [];
  const webhook = async () => {
    const { job, event } = hooks();
    const began = await starts.start({ file: files.webhook, event, env });
    if (!(await isStored(ground, job))) throw new Error(`nothing is stored: ${JSON.stringify(began.value)}`);
    planned.push(job);
    return began;
  };
  const work = async () => {
    const job = planned.shift() ?? 0;
    const began = await starts.start({ file: files.work, event: await ground.streamed(job), env });
    if (ground.effects(job) !== 1) throw new Error(`nothing is performed: ${JSON.stringify(began.value)}`);
    return began;
  };
  await webhook();
  return [
    { name: "webhook, a wanted hook stored", start: webhook },
    { name: "worker, a task performed", start: work },
  ];
}

async function isStored({ store, retryOf }: Ground, job: number): Promise<boolean> {
  return (await store.task(retryOf(job)))?.state !== undefined;
}

/** What others would write for the same, with all its packages in one bundle. */
async function peer(ground: Ground, starts: AloneStarts, file: string): Promise<[Subject, Subject]> {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = "", PENSTOCK_SOURCES: sources = "" } = ground.settings();
  await createPeerTable(endpoint);
  const hooks = await failures(ground);
  const env = {
    TABLE: peerTable,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    DOOR_SECRET: ground.signingToken,
    GITLAB_URL: JSON.parse(sources).sources[0].url,
    GITLAB_TOKEN: ground.twin.bot.token,
  };
  const planned: { id: string; job: number }[] = [];
  const webhook = async () => {
    const { job, event } = hooks();
    const began = await starts.start({ file, event, env });
    const { planned: id } = began.value as { readonly planned?: string };
    if (id === undefined) throw new Error(`the peer stored nothing: ${JSON.stringify(began.value)}`);
    planned.push({ id, job });
    return began;
  };
  const work = async () => {
    const { id, job } = planned.shift() ?? { id: "", job: 0 };
    const began = await starts.start({ file, event: { id }, env });
    if (ground.effects(job) !== 1) throw new Error(`the peer performed nothing: ${JSON.stringify(began.value)}`);
    return began;
  };
  await webhook();
  return [
    { name: "peer: zod, DynamoDB client and undici together, stored", start: webhook },
    { name: "peer: the same, performed", start: work },
  ];
}

/** Hooks of jobs that failed, each of a new one. */
async function failures(ground: Ground): Promise<() => { readonly job: number; readonly event: unknown }> {
  const hook = await jobHook(ground);
  let serial = 0;
  return () => {
    const reason = reasons[serial++ % reasons.length];
    const job = ground.failJob(reason);
    return { job, event: signed(ground, { ...hook, build_id: job, build_failure_reason: reason }) };
  };
}

async function createPeerTable(endpoint: string): Promise<void> {
  const client = createClient({ endpoint, region: "eu-central-1" });
  await client.send(
    new CreateTableCommand({
      TableName: peerTable,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  client.destroy();
}

/** As the documentation of Lambda has one bundle. */
async function peerFile(folder: string): Promise<string> {
  const outfile = join(folder, "peer/index.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../peers/cold.mjs")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    external: ["../milo/*"],
    logLevel: "error",
  });
  return outfile;
}

function written(folder: string, { name, files }: Bundle): string {
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return join(folder, name, "index.mjs");
}
