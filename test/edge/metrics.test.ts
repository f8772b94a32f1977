import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogFields } from "../../lib/edge/log.ts";
import { metricsOf } from "../../lib/edge/metrics.ts";
import { linesOf } from "./lines.ts";

const at = { namespace: "penstock-prod", timestamp: 1_795_000_000_000 };
const effect = {
  source: "gitlab",
  action: "retry",
  outcome: "done",
  rule: "r",
  ruleOrOther: "r",
  millis: 87,
  project: 42,
};

const facts: Readonly<Record<string, LogFields>> = {
  effect,
  deferred: { source: "gitlab", reason: "busy" },
  refused: { source: "gitlab", reason: "no secret fits" },
  pulse: { source: "gitlab", oldestDueSeconds: 0, dueTasks: 3, attentionTasks: 1, openOutages: 0, breakersOpen: 0 },
  token: { source: "gitlab", token: "act", days: 12 },
  patrol: { source: "gitlab", projects: 9, covered: 9, oldestSeconds: 300, boundSeconds: 720, ended: "round" },
};

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

/** Source: the units of CloudWatch's MetricDatum, docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference (read 2026-11). */
const units = ["Count", "Seconds", "Milliseconds", "None"];

/** What is wrong with a line by the specification of the embedded metric format. */
function faultsIn(line: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  const must = (holds: boolean, fault: string) => void (holds || faults.push(fault));
  const { Timestamp, CloudWatchMetrics, ...more } = line._aws as Record<string, unknown>;
  must(Number.isInteger(Timestamp) && Object.keys(more).length === 0, "metadata");
  must(Array.isArray(CloudWatchMetrics) && CloudWatchMetrics.length > 0, "no directive");
  for (const { Namespace, Dimensions, Metrics, ...rest } of CloudWatchMetrics as (Directive & object)[]) {
    must(Object.keys(rest).length === 0 && /^[\w-]{1,255}$/.test(Namespace), "directive");
    must(Metrics.length > 0 && Metrics.length <= 100, "number of metrics");
    for (const { Name, Unit, ...other } of Metrics) {
      must(Object.keys(other).length === 0 && units.includes(Unit), `unit of ${Name}`);
      must(typeof line[Name] === "number" && Number.isFinite(line[Name]), `no number ${Name}`);
    }
    for (const set of Dimensions) {
      must(set.length <= 30, "number of dimensions");
      for (const name of set) {
        const value = line[name];
        must(typeof value === "string" && value.length > 0 && value.length <= 1024, `dimension ${name}`);
      }
    }
  }
  return faults;
}

for (const [what, fields] of Object.entries(facts))
  test(`the fact ${what} is a valid metric, and its line tells all that it told`, (t) => {
    const env = { PENSTOCK_TABLE_PREFIX: "penstock-prod-" };
    const [line = {}] = linesOf(t, () => createLog("tick", env).info(what, fields));
    assert.deepEqual(faultsIn(line), []);
    assert.deepEqual({ ...line, ...fields }, line);
    const block = line._aws as { CloudWatchMetrics: Directive[] };
    assert.ok(block.CloudWatchMetrics.every(({ Namespace }) => Namespace === "penstock-prod"));
    for (const { Dimensions } of block.CloudWatchMetrics)
      assert.ok(Dimensions.flat().every((name) => !["project", "job", "task", "rule", "who", "reason"].includes(name)));
  });

test("an effect is counted by action and outcome, and by rule, and its call has a length", () => {
  const { Effects, EffectsByRule, CallMillis, _aws } = metricsOf("effect", effect, at);
  assert.deepEqual([Effects, EffectsByRule, CallMillis], [1, 1, 87]);
  const { CloudWatchMetrics } = _aws as { CloudWatchMetrics: Directive[] };
  assert.deepEqual(
    CloudWatchMetrics.map(({ Dimensions, Metrics }) => [Metrics.map(({ Name }) => Name), Dimensions]),
    [
      [["Effects"], [["source", "action", "outcome"]]],
      [["EffectsByRule"], [["source", "ruleOrOther"]]],
      [["CallMillis"], [["source", "action"]]],
    ],
  );
});

test("what was not called has no length, and what no rule was asked for is counted for no rule", () => {
  const { ruleOrOther: _, millis: __, ...waited } = effect;
  assert.deepEqual(Object.keys(metricsOf("effect", waited, at)), ["Effects", "_aws"]);
});

test("a line that is no metric, or lacks what tells it from others, has no block", () => {
  assert.deepEqual(metricsOf("switch", { source: "gitlab" }, at), {});
  assert.deepEqual(metricsOf("refused", { reason: "no credential" }, at), {});
  assert.deepEqual(metricsOf("patrol", { source: "gitlab", reason: "GitLab is away" }, at), {});
  assert.deepEqual(metricsOf("token", { source: "gitlab", token: "", days: Number.NaN }, at), {});
});

test("on one machine no line is a metric", (t) => {
  const [line = {}] = linesOf(t, () => createLog("penstock").info("effect", effect));
  assert.ok(!("_aws" in line) && line.action === "retry");
});
