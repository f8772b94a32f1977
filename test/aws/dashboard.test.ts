import assert from "node:assert/strict";
import { before, test } from "node:test";
import { resourcesOf, type Template } from "../../infra/package/template.ts";
import { alarmsOf, loggedMetrics, packagedWell } from "./alarmed.ts";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly alarms?: readonly string[];
    readonly region?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

let template: Template;
let widgets: readonly Widget[] = [];
const metricsOf = () => widgets.flatMap(({ properties }) => properties.metrics ?? []);

before(async () => {
  template = await packagedWell();
  const [[, dashboard] = []] = resourcesOf(template, "AWS::CloudWatch::Dashboard");
  assert.ok(dashboard);
  const { "Fn::Sub": body } = dashboard.Properties.DashboardBody as { "Fn::Sub": string };
  widgets = JSON.parse(body).widgets;
});

test("its widgets stand side by side within 24 columns, and none on another", () => {
  const taken = new Set<string>();
  for (const { x, y, width, height, properties } of widgets) {
    assert.ok(
      [x, y, width, height].every(Number.isInteger) && width > 0 && height > 0 && x + width <= 24,
      properties.title,
    );
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) {
        assert.ok(!taken.has(`${row} ${column}`), `${properties.title} stands on another`);
        taken.add(`${row} ${column}`);
      }
  }
});

test("it begins with all alarms", () => {
  const first = widgets.find(({ type }) => type !== "text");
  assert.deepEqual(
    first?.properties.alarms?.toSorted(),
    alarmsOf(template)
      .map(([id]) => `\${${id}.Arn}`)
      .toSorted(),
  );
});

test("each graph is of this region, and every function, table and queue that it names is in the template", () => {
  const text = JSON.stringify(widgets);
  for (const [, id = ""] of text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)) assert.ok(template.Resources[id], id);
  for (const { type, properties } of widgets)
    if (type === "metric") assert.equal(properties.region, `\${AWS::Region}`, properties.title);
  for (const name of ["WebhookLambdaFunction", "ChatLambdaFunction", "JournalTable", "UnreadQueue.QueueName"])
    assert.ok(text.includes(`\${${name}}`), name);
});

test("every metric of ours that it shows is one that a line of the log becomes, in the namespace of this deployment", () => {
  const asked = metricsOf().flatMap(([one]) =>
    typeof one === "object" && one !== null ? [one as { expression: string }] : [],
  );
  assert.ok(asked.length > 10);
  const known = loggedMetrics();
  for (const { expression } of asked) {
    const [, name = "", namespace, by = ""] =
      /^SELECT \w+\((\w+)\) FROM "([\w-]+)"(?: GROUP BY ([\w, ]+))?$/.exec(expression) ?? [];
    assert.ok(known.includes(name), expression);
    assert.equal(namespace, "penstock-dev");
    for (const dimension of by.split(", "))
      assert.ok(["", "source", "action", "outcome", "token"].includes(dimension), expression);
  }
});

test("what AWS measures is asked with the dimensions that AWS gives it", () => {
  const dimensions: Readonly<Record<string, readonly string[]>> = {
    "AWS/Lambda": ["FunctionName"],
    "AWS/DynamoDB": ["TableName", "GlobalSecondaryIndexName"],
    "AWS/SQS": ["QueueName"],
    "AWS/Logs": ["LogGroupName"],
  };
  for (const metric of metricsOf().filter(([namespace]) => typeof namespace === "string")) {
    const [namespace, name, ...pairs] = metric.filter((one) => typeof one === "string") as string[];
    assert.match(name ?? "", /^[A-Z]\w+$/);
    for (let at = 0; at < pairs.length; at += 2)
      assert.ok(dimensions[namespace ?? ""]?.includes(pairs[at] ?? ""), pairs[at]);
  }
});
