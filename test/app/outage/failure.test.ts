import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { actions } from "../../../lib/actions/index.ts";
import { failureOf } from "../../../lib/app/outage/failure.ts";
import { loadTools } from "../../../lib/app/ruleTools.ts";
import type { Job } from "../../../lib/core/job.ts";
import { outageId } from "../../../lib/core/outage.ts";
import { compileRulebook } from "../../../lib/rules/compile.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import { failed } from "../jobs.ts";
import { oneRule, start } from "../site.ts";

const seed = 20_261_122;

async function ruleOf(when: string) {
  const text = oneRule(`on: job, when: ${when}, do: retry`);
  const read = readRulebook(text, "rules.yaml", actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  const { rules, ...beside } = read.rulebook;
  const [rule] = compileRulebook({ rules }, 1, await loadTools(JSON.stringify(read.rulebook), beside, false));
  if (!rule) throw new Error("no rule");
  return rule;
}

async function kind(when: string, job: Partial<Job>): Promise<string> {
  const facts = { project: { id: 42 }, job: { ...failed, ...job } };
  return failureOf(await ruleOf(when), facts, start);
}

test("the kind of a failure is the class that the rule asks for, else GitLab's word, else the job's status", async () => {
  const image = { failureReason: "image_pull_failure" };
  assert.equal(await kind("{ status: failed }", image), "image_pull_failure");
  assert.equal(await kind("{ status: failed, failureClass: infra.* }", image), "infra.imagePull");
  assert.equal(
    await kind("{ status: failed, any: [{ failureClass: infra.imagePull }, { stage: x }] }", image),
    "infra.imagePull",
  );
  assert.equal(
    await kind("{ status: failed, any: [{ failureClass: timeout }, { name: build }] }", image),
    "image_pull_failure",
  );
  assert.equal(await kind("{ status: failed, not: { failureClass: infra.imagePull } }", image), "image_pull_failure");
  const { failureReason: _, ...pending } = failed;
  const facts = { project: { id: 42 }, job: { ...pending, status: "pending" as const } };
  assert.equal(failureOf(await ruleOf("{ status: pending }"), facts, start), "pending");
  assert.equal(await kind("{ status: failed }", { failureReason: null }), "failed");
});

test("whatever GitLab says, the kind of a failure is short and plain, and no other outage's", async () => {
  const rule = await ruleOf("{ status: failed }");
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "binary" }), (failureReason) => {
      const failure = failureOf(rule, { project: { id: 42 }, job: { ...failed, failureReason } }, start);
      assert.match(failure, /^[\w.-]{1,64}$/);
      assert.equal(outageId({ rule: "r", failure, project: 42 }).split("/").length, 3);
    }),
    { seed, numRuns: 300 },
  );
});
