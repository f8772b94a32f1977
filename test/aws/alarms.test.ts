import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { problemText, resourcesOf, type Template } from "../../infra/package/template.ts";
import { createLog } from "../../lib/edge/log.ts";
import { sourceFiles } from "../house/sources.ts";
import { packaged } from "./packaged.ts";

const topic = "arn:aws:sns:eu-central-1:123456789012:on-call";
const alarmNames = ["HookAlarm", "OutageAlarm", "PatrolBehindAlarm", "PatrolSilentAlarm"];
let told: Template;
let untold: Template;

// biome-ignore lint/suspicious/noExplicitAny: what a template holds is asserted by each test
type Parts = [string, any][];
const propertiesOf = (template: Template, type: string): Parts =>
  resourcesOf(template, type).map(([id, { Properties }]) => [id, Properties]);
const filters = () => propertiesOf(told, "AWS::Logs::MetricFilter");
const alarms = (template = told) => propertiesOf(template, "AWS::CloudWatch::Alarm");

before(async () => {
  const [with_, without] = [await packaged({ given: [`alarmTopic=${topic}`] }), await packaged()];
  assert.deepEqual([...with_.problems, ...without.problems].map(problemText), []);
  assert.ok(with_.template && without.template);
  [told, untold] = [with_.template, without.template];
});

test("each alarm tells the topic that is given, when it begins and when it is over", () => {
  assert.deepEqual(
    alarms()
      .map(([id]) => id)
      .toSorted(),
    alarmNames,
  );
  for (const [id, { AlarmActions, OKActions }] of alarms()) {
    const wanted = { "Fn::If": ["HasAlarmTopic", [topic], { Ref: "AWS::NoValue" }] };
    assert.deepEqual([AlarmActions, OKActions], [wanted, wanted], id);
  }
  assert.deepEqual(told.Conditions.HasAlarmTopic, { "Fn::Not": [{ "Fn::Equals": [topic, ""] }] });
});

test("without a topic the alarms are there, and tell nobody", () => {
  assert.equal(alarms(untold).length, alarmNames.length);
  assert.deepEqual(untold.Conditions.HasAlarmTopic, { "Fn::Not": [{ "Fn::Equals": ["", ""] }] });
});

test("what is no topic's ARN is refused", async () => {
  const { problems } = await packaged({ given: ["alarmTopic=on-call"] });
  assert.deepEqual(problems.map(problemText), [
    '--param alarmTopic: is "on-call". Expected the ARN of an SNS topic, or nothing',
  ]);
});

test("an alarm watches a count that some filter makes, and says what to look at", () => {
  const made = filters().flatMap(([, { MetricTransformations }]) =>
    MetricTransformations.map((one: Record<string, string>) => `${one.MetricNamespace}/${one.MetricName}`),
  );
  for (const [id, { Namespace, MetricName, Metrics, AlarmDescription }] of alarms()) {
    assert.match(AlarmDescription, /docs\/operate\.md/, id);
    if (Metrics === undefined) assert.ok(made.includes(`${Namespace}/${MetricName}`), id);
  }
});

test("silence is an alarm of the patrol alone: half an hour without a run that ended", () => {
  const silent = alarms().filter(([, { TreatMissingData }]) => TreatMissingData === "breaching");
  assert.deepEqual(
    silent.map(([id]) => id),
    ["PatrolSilentAlarm"],
  );
  const [, { Metrics, ComparisonOperator, EvaluationPeriods }] = silent[0] ?? ["", {}];
  assert.deepEqual([ComparisonOperator, EvaluationPeriods], ["LessThanThreshold", 1]);
  const stats = Metrics.flatMap(({ MetricStat = [] }) => MetricStat);
  assert.deepEqual(
    stats.map(({ Period, Metric }: Record<string, Record<string, unknown>>) => [
      Period,
      Metric?.MetricName,
      Metric?.Dimensions,
    ]),
    ["Invocations", "Errors"].map((name) => [
      1800,
      name,
      [{ Name: "FunctionName", Value: { Ref: "PatrolLambdaFunction" } }],
    ]),
  );
  for (const [, { TreatMissingData, Period }] of alarms().filter(([id]) => id !== "PatrolSilentAlarm"))
    assert.ok(TreatMissingData === "notBreaching" && Period >= 300);
});

describe("the filters wait for lines that are written:", () => {
  const code = sourceFiles("lib", "functions")
    .map(({ text }) => text)
    .join("\n");
  for (const message of ["outage opened", "patrol behind", "hook"])
    test(message, (t) => {
      const of = filters().filter(([, { FilterPattern }]) => FilterPattern.includes(`"${message}"`));
      assert.ok(of.length > 0);
      assert.ok(new RegExp(`log\\.error\\(\\s*"${message}"`).test(code), "nobody writes it");
      const lines: string[] = [];
      t.mock.method(process.stderr, "write", (line: string) => lines.push(line) > 0);
      t.mock.method(process.stdout, "write", (line: string) => lines.push(line) > 0);
      createLog("patrol").error(message, { source: "gitlab" });
      t.mock.restoreAll();
      const line = JSON.parse(lines.find((one) => one.includes('"gitlab"')) ?? "{}");
      for (const [, { FilterPattern }] of of)
        assert.equal(FilterPattern, `{ ($.level = "${line.level}") && ($.message = "${line.message}") }`);
    });

  test("in the log of each function that writes them", () => {
    const groups = filters().map(([, { LogGroupName, MetricTransformations }]) => [
      MetricTransformations[0].MetricName,
      LogGroupName.Ref,
    ]);
    assert.deepEqual(groups.toSorted(), [
      ["HooksLost", "PatrolLogGroup"],
      ["OutagesOpened", "TickLogGroup"],
      ["OutagesOpened", "WorkLogGroup"],
      ["PatrolBehind", "PatrolLogGroup"],
    ]);
  });
});
