import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { systemClock } from "../../../lib/edge/clock.ts";
import { sampleTask } from "../../contract/samples.ts";
import { apiToken, type Deployment, deployment, usualRules } from "./deployment.ts";

/** Not well, as `id: about`. */
async function ills({ diagnoses }: Deployment, ...args: string[]): Promise<string[]> {
  const told = await diagnoses(...args);
  return told.diagnoses.filter(({ level }) => level !== "well").map(({ id, about }) => `${id}: ${about}`);
}

test("a stream's reader that a deployment has just made is not taken for one that somebody switched off", async (t) => {
  const one = await deployment(t);
  for (const state of ["Creating", "Enabling", "Updating"]) {
    Object.assign(one.aws.mappings[0] ?? {}, { state });
    assert.deepEqual(await ills(one), []);
  }
});

test("deletes that have been due for hours, and a retry that has for minutes, are no tick that is silent", async (t) => {
  const one = await deployment(t);
  const due = (verb: "deleteArtifacts" | "retry", minutes: number) =>
    sampleTask({ id: `main/1/job:1001/${verb}`, source: "main", verb, due: systemClock() - minutes * 60_000 });
  for (const put of [due("deleteArtifacts", 300), due("retry", 10)])
    await one.house.store.commit([{ put, seen: "absent" }]);
  assert.deepEqual(await ills(one), []);
});

test("a Developer's token is enough where no token is named for deletes and no rule deletes", async (t) => {
  const one = await deployment(t);
  const { aws, yaml, file } = one;
  const before = JSON.stringify(aws.functions.get("penstock-prod-tick")?.settings);
  writeFileSync(file, yaml.replace("clean: clean, ", ""));
  for (const { settings } of aws.functions.values())
    settings.PENSTOCK_SOURCES = (settings.PENSTOCK_SOURCES ?? "").replace('"clean":"clean",', "");
  assert.notEqual(JSON.stringify(aws.functions.get("penstock-prod-tick")?.settings), before);
  assert.deepEqual(await ills(one), ["ruleMayNotDelete: rule tidy of main"]);
  await one.apply(usualRules.replace(/ {2}- { id: tidy.*\n/, ""));
  assert.deepEqual(await ills(one), []);
});

test("where the API can be asked as well, the tables still tell the rules, and what a hook lacks for them", async (t) => {
  const one = await deployment(t);
  Object.assign(one.env, { PENSTOCK_API_URL: one.house.url, PENSTOCK_API_TOKEN: apiToken });
  assert.deepEqual(await ills(one), []);
  Object.assign(one.twin.world.hooks[0] ?? {}, { jobEvents: false, pipelineEvents: true });
  assert.ok((await ills(one)).includes("hookDeaf: hook 62800000 of shop/api"));
});

test("whoever may not see one property of a table is told the rest all the same", async (t) => {
  const one = await deployment(t);
  one.aws.denied.add("dynamodb:DescribeContinuousBackups");
  one.twin.world.hooks.splice(0);
  const told = await ills(one);
  assert.equal(told.filter((line) => line.startsWith("tablePartUnseen")).length, 4);
  assert.ok(told.includes("hookMissing: hooks of shop/api"));
  assert.match((await one.doctor("--verbose")).text, /✓ rules of main: Version 1/);
});

test("--address takes a hook's whole URL for its beginning, and what is no address is refused", async (t) => {
  const one = await deployment(t);
  const { hookUrl, url } = one.house;
  for (const address of [hookUrl, url, `${url}/`]) assert.deepEqual(await ills(one, "--address", address), []);
  for (const address of ["hooks.example.com", "ftp://hooks.example.com", `${url}/?key=1`]) {
    const { code, text } = await one.doctor("--address", address, "--fix");
    assert.match(text, /--address is no address/);
    assert.equal(code, 1);
  }
  assert.equal(one.twin.world.hooks.length, 1);
});
