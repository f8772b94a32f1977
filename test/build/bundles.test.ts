import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { AttributeValue, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { buildAll } from "../../infra/build/buildAll.ts";
import { startDatabase } from "../../infra/local/database.ts";
import { serveFunctions } from "../../infra/local/server.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { everyMinute, streamRecord } from "../functions/awsEvents.ts";
import type { Invocation } from "./invoke.ts";

const root = resolve(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "penstock-build-"));
const dist = join(temporary, "dist");

before(async () => {
  await buildAll({ outDir: dist });
});
after(() => rmSync(temporary, { recursive: true }));

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return all.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).toSorted();
}

test("every function is built, each into a folder of its own", () => {
  const functions = readdirSync(join(root, "functions")).filter((name) => name.endsWith(".ts"));
  assert.ok(functions.length > 0);
  const entries = filesIn(dist).filter((path) => path.endsWith("index.mjs"));
  assert.deepEqual(entries, functions.map((name) => join(name.replace(".ts", ""), "index.mjs")).toSorted());
});

test("building again, elsewhere, gives the same bytes, and none of them tells where it was", async () => {
  const again = join(temporary, "again", "deeper");
  await buildAll({ outDir: again });
  assert.deepEqual(filesIn(again), filesIn(dist));
  for (const path of filesIn(dist)) {
    const bytes = readFileSync(join(dist, path));
    assert.ok(bytes.equals(readFileSync(join(again, path))), `${path} differs`);
    assert.ok(!bytes.includes(root) && !bytes.includes(temporary), `${path} tells a path of this machine`);
  }
});

test("an import of undici in the webhook stops the build, and nothing is written", async () => {
  const file = join(temporary, "webhook.ts");
  const undici = join(root, "node_modules/undici/index.js");
  writeFileSync(
    file,
    `import { request } from ${JSON.stringify(undici)};
    export { handler } from ${JSON.stringify(join(root, "functions/webhook.ts"))};
    export const fetchJob = (url) => request(url);`,
  );
  const outDir = join(temporary, "broken");
  await assert.rejects(buildAll({ outDir, entries: [{ name: "webhook", file }] }), {
    name: "CeilingError",
    message:
      /^webhook loads 1\d{3} KB, 600 KB is the most\. Largest: undici .*\nwebhook must not have undici in it: .*$/,
  });
  assert.throws(() => filesIn(outDir), { code: "ENOENT" });
});

test("no function ships the parser of undici that nobody turns on", () => {
  const report = readFileSync(join(dist, "report.json"), "utf8");
  assert.match(report, /"undici"/);
  for (const path of filesIn(dist).filter((one) => one.endsWith(".map")))
    assert.doesNotMatch(readFileSync(join(dist, path), "utf8"), /undici\/lib\/milo/, path);
});

test("of undici functions ship what they use: no mocks, no caches, no web sockets", () => {
  for (const path of filesIn(dist).filter((one) => one.endsWith(".map")))
    assert.doesNotMatch(
      readFileSync(join(dist, path), "utf8"),
      /undici\/lib\/(mock|cache|interceptor|web\/websocket)\//,
      path,
    );
});

test("no function imports Node's own modules by name, which loads more of Node than it uses", () => {
  for (const path of filesIn(dist).filter((one) => one.endsWith(".mjs")))
    assert.doesNotMatch(readFileSync(join(dist, path), "utf8"), /\b(from|import)\s*\(?"node:/, path);
});

test("a place in a bundle is found again in its source, by a map that is not shipped", () => {
  const sentence = "whose path the hook does not tell";
  const code = readFileSync(join(dist, "webhook/index.mjs"), "utf8").split("\n");
  const line = code.findIndex((text) => text.includes(sentence));
  const map = new SourceMap(JSON.parse(readFileSync(join(dist, "maps/webhook/index.mjs.map"), "utf8")));
  const place = map.findEntry(line, code[line]?.indexOf(sentence) ?? 0);
  assert.ok("originalSource" in place);
  assert.equal(resolve(root, "dist/maps/webhook", place.originalSource), join(root, "functions/webhook.ts"));
  assert.ok(filesIn(join(dist, "webhook")).every((path) => !path.endsWith(".map")));
});

/** Calls a built function in a process that knows nothing but the given settings. */
async function invoke(name: string, event: unknown, env: Record<string, string>): Promise<unknown> {
  const child = fork(join(import.meta.dirname, "invoke.ts"), { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let said = "";
  child.stderr?.on("data", (text) => {
    said += text;
  });
  const invocation: Invocation = { bundle: join(dist, name, "index.mjs"), event };
  child.send(invocation);
  try {
    return await new Promise((resolve, reject) => {
      child.once("message", (message) => resolve((message as { answer: unknown }).answer));
      child.once("close", (code) => reject(new Error(`${name} ended with ${code}:\n${said}`)));
    });
  } finally {
    child.kill("SIGKILL");
  }
}

const rules = `
version: 1
defaults: { mode: enforce }
rules: [{ id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;

/** Tables, a twin whose hooks go to the built webhook, and what each built function may know. */
async function world(t: TestContext) {
  const database = await startDatabase();
  t.after(() => database.stop());
  const tables = { AWS_ENDPOINT_URL_DYNAMODB: database.endpoint, AWS_REGION: "eu-central-1" };
  const client = createClient({ endpoint: database.endpoint, region: tables.AWS_REGION });
  t.after(() => client.destroy());
  await createTables(client, "penstock-");
  const store = createStore({ client, prefix: "penstock-", random: () => "test" });
  await applyRules([{ file: "rules.yaml", text: rules }], "gitlab", { store, actions });
  const twin = createTwin({ clock: Date.now });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const signingToken = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const door = { ...tables, PENSTOCK_WEBHOOK_SECRETS: signingToken };
  const worker = { ...tables, PENSTOCK_GITLAB_URL: served.url, PENSTOCK_GITLAB_TOKEN: twin.bot.token };
  const answers: unknown[] = [];
  const webhook = async (event: LambdaFunctionURLEvent) => {
    const answer = (await invoke("webhook", event, door)) as LambdaFunctionURLResult;
    answers.push(answer);
    return answer;
  };
  const server = await serveFunctions({ gitlab: webhook }, 0);
  t.after(() => server.close());
  const project = twin.addProject({ path: "shop/api", members: { [twin.bot.username]: "maintainer" } });
  const hook = { url: `${server.url}/gitlab/gitlab`, signingToken, jobEvents: true };
  return { client, store, twin, project, hook, answers, worker };
}

test("the built bundles answer a webhook, perform a task and run a tick", async (t) => {
  const { client, store, twin, project, hook, answers, worker } = await world(t);
  const pipeline = twin.addPipeline(project.id, { jobs: [{ name: "build" }, { name: "lint" }] });
  const [build, lint] = ["build", "lint"].map((name) => twin.run(twin.jobNamed(pipeline.id, name).id).id);
  assert.ok(build !== undefined && lint !== undefined);
  twin.addHook(project.id, hook);
  const effects = () => twin.effects.map(({ verb, jobId }) => `${verb} ${jobId}`);
  const planned = { statusCode: 202, headers: { "content-type": "application/json" }, body: '{"planned":1}' };

  twin.fail(build, "runner_system_failure");
  await twin.deliver();
  assert.deepEqual([answers, effects()], [[planned], []]);

  const Key = { id: { S: `gitlab/${project.id}/job:${build}/retry` } };
  const { Item: NewImage } = await client.send(new GetItemCommand({ TableName: "penstock-tasks", Key }));
  assert.ok(NewImage);
  const record = streamRecord("INSERT", 1, NewImage as Record<string, AttributeValue>);
  assert.deepEqual(await invoke("work", { Records: [record] }, worker), { batchItemFailures: [] });
  assert.deepEqual(effects(), [`retry ${build}`]);

  twin.fail(lint, "runner_system_failure");
  await twin.deliver();
  await invoke("tick", everyMinute, worker);
  assert.deepEqual(effects(), [`retry ${build}`, `retry ${lint}`]);
  assert.deepEqual(
    (await store.tasks(10)).map(({ object, state }) => `${object} ${state}`).toSorted(),
    [`job:${build} done`, `job:${lint} done`].toSorted(),
  );
});

test("the built patrol finds a failed job that no hook told, and the built tick retries it", async (t) => {
  const { twin, project, worker } = await world(t);
  const pipeline = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const { id } = twin.fail(twin.run(twin.jobNamed(pipeline.id, "build").id).id, "runner_system_failure");
  await invoke("patrol", everyMinute, worker);
  await invoke("tick", everyMinute, worker);
  assert.deepEqual(
    twin.effects.map(({ verb, jobId }) => `${verb} ${jobId}`),
    [`retry ${id}`],
  );
});
