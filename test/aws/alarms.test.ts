import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { problemText, resourcesOf, type Template } from "../../infra/package/template.ts";
import { createLog } from "../../lib/edge/log.ts";
import { sourceFiles } from "../house/sources.ts";
import { alarmsOf, loggedMetrics, operateMd, packagedWell, topic } from "./alarmed.ts";
import { periodOf, watchedBy } from "./alarmModel.ts";
import { packaged } from "./packaged.ts";

let told: Template;
let untold: Template;

// biome-ignore lint/suspicious/noExplicitAny: what a template holds is asserted by each test
const propertiesOf = (type: string): any[] => resourcesOf(told, type).map(([, { Properties }]) => Properties);
const filters = () => propertiesOf("AWS::Logs::MetricFilter");

before(async () => {
  [told, untold] = [await packagedWell(), await packagedWell([])];
});

/** What these hear of is said once, and may go on in silence. */
const withoutEnd = ["HookAlarm", "RulesAlarm"];

test("each alarm tells the topic that is given, when it begins and, where that is known, when it is over", () => {
  assert.ok(alarmsOf(told).length >= 30);
  for (const [id, { AlarmActions, OKActions }] of alarmsOf(told)) {
    const wanted = { "Fn::If": ["HasAlarmTopic", [topic], { Ref: "AWS::NoValue" }] };
    assert.deepEqual([AlarmActions, OKActions], [wanted, withoutEnd.includes(id) ? undefined : wanted], id);
  }
  assert.deepEqual(told.Conditions.HasAlarmTopic, { "Fn::Not": [{ "Fn::Equals": [topic, ""] }] });
});

test("without a topic the alarms are there, and tell nobody", () => {
  assert.equal(alarmsOf(untold).length, alarmsOf(told).length);
  assert.deepEqual(untold.Conditions.HasAlarmTopic, { "Fn::Not": [{ "Fn::Equals": ["", ""] }] });
});

test("what is no topic's ARN is refused", async () => {
  const { problems } = await packaged({ given: ["alarmTopic=on-call"] });
  assert.deepEqual(problems.map(problemText), [
    '--param alarmTopic: is "on-call". Expected the ARN of an SNS topic, or nothing',
  ]);
});

/** What AWS itself measures, by the dimensions that we ask it with. */
const ofAws = [
  ...["Errors", "Throttles", "Invocations", "Duration", "IteratorAge"].map(
    (name) => new RegExp(`^${name} of \\w+LambdaFunction$`),
  ),
  /^(Read|Write)ThrottleEvents of (Rules|Tasks|Ledger|Journal)Table( due| job)?$/,
  /^ApproximateNumberOfMessagesVisible of UnreadQueue$/,
];

test("an alarm watches what AWS measures, what a filter counts, or what a line of the log becomes", () => {
  const made = [
    ...filters().flatMap(({ MetricTransformations }) =>
      MetricTransformations.map(({ MetricName }: { MetricName: string }) => MetricName),
    ),
    ...loggedMetrics(),
  ];
  for (const [id, alarm] of alarmsOf(told)) {
    const watched = watchedBy(alarm);
    assert.ok(watched.length > 0 && watched.length <= 10, `${id} watches ${watched.length}`);
    for (const name of watched)
      assert.ok(made.includes(name) || ofAws.some((known) => known.test(name)), `${id}: nobody writes ${name}`);
  }
});

test("every function has an alarm for its errors, and all but the patrol one for want of concurrency", () => {
  const functions = resourcesOf(told, "AWS::Lambda::Function").map(([id]) => id);
  const watching = (metric: string) =>
    alarmsOf(told).flatMap(([, alarm]) =>
      alarm.Metrics ? [] : watchedBy(alarm).filter((one) => one.startsWith(metric)),
    );
  assert.deepEqual(watching("Errors of").toSorted(), functions.map((id) => `Errors of ${id}`).toSorted());
  const most = functions.filter((id) => id !== "PatrolLambdaFunction");
  assert.deepEqual(watching("Throttles of").toSorted(), most.map((id) => `Throttles of ${id}`).toSorted());
});

test("silence is an alarm of what runs by itself alone: tick for five minutes, the patrol for thirty", () => {
  const silent = alarmsOf(told).filter(([, { TreatMissingData }]) => TreatMissingData === "breaching");
  assert.deepEqual(silent.map(([id, { ComparisonOperator }]) => `${id} ${ComparisonOperator}`).toSorted(), [
    "PatrolSilentAlarm LessThanThreshold",
    "TickSilentAlarm LessThanThreshold",
  ]);
});

test("no alarm looks back further than CloudWatch lets it", () => {
  // Source: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference PutMetricAlarm, and "Metrics Insights" (read 2026-11).
  for (const [id, alarm] of alarmsOf(told)) {
    const seconds = periodOf(alarm) * alarm.EvaluationPeriods;
    const isInsight = alarm.Metrics?.some(({ Expression = "" }) => Expression.startsWith("SELECT"));
    const most = isInsight ? 3 * 3_600 : periodOf(alarm) < 3_600 ? 86_400 : 7 * 86_400;
    assert.ok(seconds <= most, `${id} looks back for ${seconds} s`);
  }
});

test("what the alarms cost a month is what the docs say", () => {
  const watched = alarmsOf(told).reduce((sum, [, alarm]) => sum + watchedBy(alarm).length, 0);
  const said = `${alarmsOf(told).length} alarms on ${watched} metrics, ${(watched * 0.1).toFixed(2)} $ a month`;
  assert.ok(operateMd.includes(said), `docs/operate.md must say: ${said}`);
});

describe("the runbook:", () => {
  const anchors = [...operateMd.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => anchorOf(title));
  const rows = new Map(
    [...operateMd.matchAll(/^\| `…-([a-z-]+)` \|.*\]\(#([\w-]+)\)[^|]*\|$/gm)].map(([, name = "", link = ""]) => [
      name,
      link,
    ]),
  );

  test("each alarm has a row of the table, and each row an alarm", () => {
    const names = alarmsOf(told).map(([, { AlarmName }]) => AlarmName.replace("penstock-dev-", ""));
    assert.deepEqual([...rows.keys()].toSorted(), names.toSorted());
  });

  test("the row and the alarm itself lead to the same chapter, which is there", () => {
    for (const [id, { AlarmName, AlarmDescription }] of alarmsOf(told)) {
      const [, link = ""] = /docs\/operate\.md#([\w-]+)/.exec(AlarmDescription) ?? [];
      assert.ok(anchors.includes(link), `${id} leads to #${link}`);
      assert.equal(rows.get(AlarmName.replace("penstock-dev-", "")), link, id);
    }
  });
});

/** As GitHub and GitLab make it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

describe("the filters wait for lines that are written:", () => {
  const code = sourceFiles("lib", "functions")
    .map(({ text }) => text)
    .join("\n");
  const waited = ["patrol behind", "hook", "secrets", "seal", "rulebook refused", "rule set aside", "invariant broken"];
  for (const message of waited)
    test(message, (t) => {
      const of = filters().filter(({ FilterPattern }) => FilterPattern.includes(`"${message}"`));
      assert.equal(of.length, 1);
      assert.ok(new RegExp(`log\\.error\\(\\s*"${message}"`).test(code), "nobody writes it");
      const lines: string[] = [];
      t.mock.method(process.stderr, "write", (line: string) => lines.push(line) > 0);
      t.mock.method(process.stdout, "write", (line: string) => lines.push(line) > 0);
      createLog("patrol").error(message, { source: "gitlab" });
      t.mock.restoreAll();
      const line = JSON.parse(lines.find((one) => one.includes('"gitlab"')) ?? "{}");
      for (const { FilterPattern } of of) {
        assert.ok(FilterPattern.startsWith(`{ ($.level = "${line.level}") && `), FilterPattern);
        assert.ok(FilterPattern.includes(`($.message = "${line.message}")`), FilterPattern);
      }
    });

  test("token, where it ends within 14 days or is refused: by whichever function has the token", () => {
    const wanted = '{ ($.message = "token") && (($.days < 14) || (($.level = "ERROR") && ($.days NOT EXISTS))) }';
    const of = filters().filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === "TokensEnding");
    assert.deepEqual([...new Set(of.map(({ FilterPattern }) => FilterPattern))], [wanted]);
    for (const level of ["info", "error"])
      assert.ok(
        new RegExp(`log\\.${level}\\("token", fields\\)`).test(code) && /days !== undefined && \{ days \}/.test(code),
      );
  });

  test("in the log of the function that writes them", () => {
    const groups = filters().map(({ LogGroupName, MetricTransformations }) => [
      MetricTransformations[0].MetricName,
      LogGroupName.Ref,
    ]);
    assert.deepEqual(groups.toSorted(), [
      ["HooksLost", "PatrolLogGroup"],
      ["PatrolBehind", "PatrolLogGroup"],
      ["RulesRefused", "TickLogGroup"],
      ["SealsFailed", "TickLogGroup"],
      ["SecretsLost", "WebhookLogGroup"],
      ["TokensEnding", "PatrolLogGroup"],
      ["TokensEnding", "TickLogGroup"],
    ]);
  });
});
