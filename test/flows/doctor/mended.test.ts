import assert from "node:assert/strict";
import { chmodSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { UpdateTableCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { type Deployment, deployment, prefix } from "./deployment.ts";

/** Faults that a program can mend. */
async function plant({ aws, client, twin, hook }: Deployment): Promise<void> {
  const TableName = `${prefix}ledger`;
  const TimeToLiveSpecification = { AttributeName: "expires", Enabled: false };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  aws.unrestorable.add(TableName);
  twin.world.hooks.splice(0);
  twin.addHook("shop/api", { ...hook, jobEvents: false, pipelineEvents: true });
}

test("--fix mends what it can, each thing once, looks again, and all is well", async (t) => {
  const planted = await deployment(t);
  await plant(planted);
  assert.equal((await planted.doctor()).code, 1);
  const { code, text } = await planted.doctor("--fix");
  assert.match(text, /^fix: switch on the time to live of penstock-prod-ledger/m);
  assert.match(text, /^0 broken, 0 warnings, 0 unknown, \d+ well$/m);
  assert.equal(code, 0, text);
  assert.equal(planted.twin.world.hooks[0]?.jobEvents, true);
});

test("--fix --dry-run tells what it would do, and changes nothing", async (t) => {
  const planted = await deployment(t);
  await plant(planted);
  const { code, text } = await planted.doctor("--fix", "--dry-run");
  assert.match(text, /^would: switch on point-in-time recovery of penstock-prod-ledger/m);
  assert.equal(code, 1);
  assert.equal(planted.twin.world.hooks[0]?.jobEvents, false);
  assert.ok(planted.aws.unrestorable.has(`${prefix}ledger`));
});

test("what AWS does not let --fix do is said, and the command fails", async (t) => {
  const planted = await deployment(t);
  planted.aws.unrestorable.add(`${prefix}rules`);
  planted.aws.denied.add("dynamodb:UpdateContinuousBackups");
  const { code, text } = await planted.doctor("--fix");
  assert.match(text, /^ {2}not done: .*allow dynamodb:UpdateContinuousBackups/m);
  assert.equal(code, 1);
});

test("--fix closes the file with a local run's tokens to others", async (t) => {
  const { doctor, env } = await deployment(t);
  const file = env.PENSTOCK_RUNNING ?? "";
  const api = { url: "http://127.0.0.1:1", token: "t" };
  writeFileSync(file, JSON.stringify({ url: api.url, source: "main", secrets: ["s"], api, pid: process.pid }));
  chmodSync(file, 0o644);
  assert.match((await doctor()).text, /running\.json: Others may read its tokens/);
  assert.equal((await doctor("--fix", "--strict")).code, 0);
  assert.equal(statSync(file).mode & 0o077, 0);
});

test("what somebody has switched off --fix does not switch on: it may have been meant", async (t) => {
  const { aws, doctor } = await deployment(t);
  Object.assign(aws.schedules.get("tick-1") ?? {}, { state: "DISABLED" });
  Object.assign(aws.mappings[0] ?? {}, { state: "Disabled" });
  const { code, text } = await doctor("--fix");
  assert.match(text, /nothing here can be mended by --fix/);
  assert.equal(code, 1);
  assert.equal(aws.schedules.get("tick-1")?.state, "DISABLED");
  assert.equal(aws.mappings[0]?.state, "Disabled");
});
