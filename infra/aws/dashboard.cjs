// The one page that an operator reads from top to bottom: is it well, what comes in, what is done, GitLab, the patrol, the
// tables, what it costs. Under the title of a row stands what belongs together, side by side and equally wide.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const columns = 24;
const height = 6;
const functions = ["Webhook", "Work", "Tick", "Patrol", "Api", "Chat"];
const tables = ["Rules", "Tasks", "Ledger", "Journal"];
const indexes = { Tasks: "due", Journal: "job" };

/** What `Fn::Sub` puts in. */
const sub = (name) => `\${${name}}`;

function lambda(metric, stat, of = functions) {
  return of.map((name) => [
    ...["AWS/Lambda", metric, "FunctionName", sub(`${name}LambdaFunction`)],
    { label: `${name.toLowerCase()} ${of.length === 1 ? stat : ""}`.trim(), stat },
  ]);
}

function ofTables(metric) {
  const own = tables.map((name) => [
    ...["AWS/DynamoDB", metric, "TableName", sub(`${name}Table`)],
    { label: name.toLowerCase(), stat: "Sum" },
  ]);
  const theirIndexes = Object.entries(indexes).map(([name, index]) => [
    ...["AWS/DynamoDB", metric, "TableName", sub(`${name}Table`), "GlobalSecondaryIndexName", index],
    { label: index, stat: "Sum" },
  ]);
  return [...own, ...theirIndexes];
}

const logged = functions.map((name) => [
  ...["AWS/Logs", "IncomingBytes", "LogGroupName", sub(`${name}LogGroup`)],
  { label: name.toLowerCase(), stat: "Sum" },
]);

const unread = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", sub("UnreadQueue.QueueName")];

/** @param alarms the logical ids of all alarms, in the order in which they stand there */
function pageOf(namespace, alarms) {
  /** What the functions log: of all sources together, or a line for each value of `by`. */
  const ours = (asked, by) => [
    { expression: `SELECT ${asked} FROM "${namespace}"${by ? ` GROUP BY ${by}` : ""}`, ...(!by && { label: asked }) },
  ];
  return layOut({
    "Is it well? The table in docs/operate.md has a row for each alarm": [
      { type: "alarm", properties: { title: "alarms", alarms: alarms.map((id) => sub(`${id}.Arn`)) } },
    ],
    Intake: [
      graph("deliveries", lambda("Invocations", "Sum", ["Webhook"])),
      graph("put off, refused", [...ours("SUM(Deferred)"), ...ours("SUM(Refused)")]),
      graph(
        "how long a delivery takes, ms",
        ["p50", "p99"].flatMap((part) => lambda("Duration", part, ["Webhook"])),
      ),
    ],
    Work: [
      graph("effects", ours("SUM(Effects)", "action, outcome"), { stacked: true }),
      graph("how long the oldest waits, s", [...ours("MAX(oldestUrgentSeconds)"), ...ours("MAX(oldestDueSeconds)")]),
      graph(
        "due, for a person, outages",
        ["dueTasks", "attentionTasks", "openOutages"].flatMap((of) => ours(`MAX(${of})`)),
      ),
    ],
    GitLab: [
      graph("how long a call takes, ms", [...ours("AVG(CallMillis)"), ...ours("MAX(CallMillis)")]),
      graph("does not answer", ours("MAX(breakersOpen)", "source")),
      graph("wants to be left alone (429), s", ours("MAX(patienceSeconds)", "source")),
      graph("days until a token ends", ours("MIN(days)", "source, token"), { period: 3600 }),
    ],
    Patrol: [
      graph("projects covered", [...ours("MAX(covered)", "source"), ...ours("MAX(projects)", "source")], {
        period: 600,
      }),
      graph("how long ago the oldest was visited, s", ours("MAX(oldestSeconds)", "source"), { period: 600 }),
    ],
    Tables: [
      graph("units read", ofTables("ConsumedReadCapacityUnits")),
      graph("units written", ofTables("ConsumedWriteCapacityUnits")),
      graph("throttled", [...ofTables("ReadThrottleEvents"), ...ofTables("WriteThrottleEvents")]),
      graph("records laid aside", [[...unread, { stat: "Maximum" }]]),
    ],
    "What it costs, beside the units of the tables": [
      graph("invocations", lambda("Invocations", "Sum"), { stacked: true }),
      graph("ms in all", lambda("Duration", "Sum"), { stacked: true }),
      graph("errors, throttles", [...lambda("Errors", "Sum"), ...lambda("Throttles", "Sum")]),
      graph("bytes logged", logged, { stacked: true }),
    ],
  });
}

function graph(title, asked, { stacked = false, period = 300 } = {}) {
  const metrics = asked.map((one, at) => (Array.isArray(one) ? one : [{ ...one, id: `q${at}` }]));
  const shown = { view: "timeSeries", stacked, yAxis: { left: { min: 0 } } };
  return { type: "metric", properties: { title, metrics, period, region: sub("AWS::Region"), ...shown } };
}

/** Each widget with its place, row below row. */
function layOut(rows) {
  return Object.entries(rows).flatMap(([title, widgets], at) => {
    const y = at * (1 + height);
    const width = columns / widgets.length;
    const head = { type: "text", x: 0, y, width: columns, height: 1, properties: { markdown: `## ${title}` } };
    return [head, ...widgets.map((widget, place) => ({ ...widget, x: place * width, y: y + 1, width, height }))];
  });
}

/** The alarms as their files name them. */
function alarmsIn(folder) {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}(\w+Alarm):$/gm)].map(([, id]) => id));
}

module.exports = async ({ resolveVariable }) => {
  const name = `${await resolveVariable("self:service")}-${await resolveVariable("sls:stage")}`;
  const widgets = pageOf(name, alarmsIn(join(__dirname, "alarms")));
  const DashboardBody = { "Fn::Sub": JSON.stringify({ start: "-PT12H", widgets }) };
  const Dashboard = { Type: "AWS::CloudWatch::Dashboard", Properties: { DashboardName: name, DashboardBody } };
  return { Resources: { Dashboard } };
};
