import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { check } from "../../infra/package/check.ts";
import { problemText, type Template } from "../../infra/package/template.ts";
import { sourceFiles } from "../house/sources.ts";
import { canCutNetwork, packaged } from "./packaged.ts";

let good: Template;

before(async () => {
  const { template, problems } = await packaged();
  assert.deepEqual(problems.map(problemText), []);
  assert.ok(template);
  good = template;
});

test("the service packages without a network, credentials or a home, and nothing is wrong with it", (t) => {
  if (!canCutNetwork) t.diagnostic("this machine does not permit unshare: the network was there");
  assert.deepEqual(check(good), []);
  const functions = Object.keys(good.Resources).filter((id) => id.endsWith("LambdaFunction"));
  assert.deepEqual(
    functions.toSorted(),
    ["Api", "Chat", "Patrol", "Tick", "Webhook", "Work"].map((name) => `${name}LambdaFunction`),
  );
});

test("the stream wakes work only for tasks that may act at once", () => {
  const filter = property(good, "WorkEventSourceMappingDynamodbTasksTable", "FilterCriteria.Filters.0.Pattern");
  assert.deepEqual(JSON.parse(String(filter)), {
    eventName: ["INSERT", "MODIFY"],
    dynamodb: { NewImage: { hint: { S: ["now"] } } },
  });
});

test("streams wake chat only where somebody asked something, or what somebody asked for has ended", () => {
  const filterOf = (table: string) =>
    JSON.parse(
      String(property(good, `ChatEventSourceMappingDynamodb${table}Table`, "FilterCriteria.Filters.0.Pattern")),
    );
  assert.deepEqual(filterOf("Ledger"), {
    eventName: ["INSERT"],
    dynamodb: { Keys: { scope: { S: [{ prefix: "ask#" }] } } },
  });
  assert.deepEqual(filterOf("Tasks"), {
    eventName: ["MODIFY"],
    dynamodb: { NewImage: { asked: { S: ["ended"] } } },
  });
});

test("the webhook gives up before GitLab does", () => {
  assert.ok(Number(property(good, "WebhookLambdaFunction", "Timeout")) < 10);
});

/** What is over: gates, outages; projects and hooks that are gone. */
const removes: Readonly<Record<string, readonly string[]>> = {
  Tick: ["dynamodb:DeleteItem gate# outage#"],
  Patrol: ["dynamodb:DeleteItem patrol# hook#"],
};

test("work, tick and patrol cannot write rules or move the switch, and remove nothing but what is over; the door cannot touch the ledger", () => {
  for (const name of ["Webhook", "Work", "Tick", "Patrol"]) {
    const rights = rightsOf(good, `${name}Role`);
    assert.deepEqual(
      rights
        .filter(({ action }) => action.includes("Delete"))
        .map(({ action, condition }) => [action, ...(condition.match(/\w+#/g) ?? [])].join(" ")),
      removes[name] ?? [],
    );
    assert.deepEqual(
      rights.filter(({ on, action }) => on.includes("RulesTable") && !/:(GetItem|Query)$/.test(action)),
      [],
    );
    const ledger = rights.filter(({ on, action }) => on.includes("LedgerTable") && /Put|Update/.test(action));
    if (name === "Webhook") assert.deepEqual(ledger, []);
    for (const { condition } of ledger) assert.doesNotMatch(condition, /switch|hold|^$/);
  }
});

test("chat may hold and stop, and can lift no hold, apply no rule and delete nothing but its own talk", () => {
  const rights = rightsOf(good, "ChatRole");
  const deletes = rights.filter(({ action }) => action.includes("Delete"));
  assert.deepEqual(
    deletes.flatMap(({ condition }) => condition.match(/\w+#/g) ?? []),
    ["ask#", "asked#", "post#", "link#", "linking#", "request#", "news#"],
  );
  const ledger = rights.filter(({ on, action }) => on.includes("LedgerTable") && /Put|Update/.test(action));
  for (const { condition } of ledger) assert.doesNotMatch(condition, /limit|inflight|mark|kept|plan|^$/);
  assert.deepEqual(
    rights.filter(({ on, action }) => on.includes("RulesTable") && !/:(GetItem|Query)$/.test(action)),
    [],
  );
  const secrets = rights.filter(({ action }) => action === "ssm:GetParameters").map(({ on }) => on);
  assert.ok(secrets.length > 0 && secrets.every((on) => !/\/gitlab\/|gitlab-clean/.test(on)), secrets.join());
});

test("the API alone adds and lifts holds, and counts nothing but its own looks: it reads limits and deletes in flight", () => {
  const ledger = rightsOf(good, "ApiRole").filter(({ on }) => on.includes("LedgerTable"));
  const keys = ledger.map(({ action, condition }) => `${action} ${[...condition.matchAll(/\w+#/g)].join(" ")}`);
  assert.deepEqual(keys.toSorted(), [
    "dynamodb:DeleteItem gate#",
    "dynamodb:DeleteItem hold#",
    "dynamodb:DeleteItem kept#",
    "dynamodb:GetItem gate#",
    "dynamodb:GetItem inflight# mark#",
    "dynamodb:GetItem kept#",
    "dynamodb:GetItem outage#",
    "dynamodb:GetItem plan#",
    "dynamodb:GetItem seal# limit# swept# schedule#",
    "dynamodb:GetItem switch# hold#",
    "dynamodb:GetItem tally# coverage# cycle#",
    "dynamodb:GetItem throttle#",
    "dynamodb:PutItem cycle#",
    "dynamodb:PutItem gate#",
    "dynamodb:PutItem outage#",
    "dynamodb:PutItem plan#",
    "dynamodb:PutItem switch# hold#",
    "dynamodb:PutItem throttle#",
    "dynamodb:Query gate#",
    "dynamodb:Query hold#",
    "dynamodb:Query kept#",
    "dynamodb:Query outage#",
    "dynamodb:Query patrol# hook# token#",
    "dynamodb:Query plan#",
    "dynamodb:Query tally# coverage# cycle#",
  ]);
  for (const { condition } of ledger) assert.match(condition, /ForAllValues:StringLike.*LeadingKeys/);
});

test("the journal is only appended to: nobody may change or remove an entry, and only tick, chat and the API may read it", () => {
  const roles = Object.keys(good.Resources).filter((id) => id.endsWith("Role"));
  const rights = roles.flatMap((role) => rightsOf(good, role).map((right) => ({ role, ...right })));
  const journal = rights.filter(({ on }) => on.includes("JournalTable"));
  assert.deepEqual(
    [...new Set(journal.map(({ role, action }) => `${role} ${action}`))].toSorted(),
    [
      ...["Api", "Chat", "Patrol", "Tick", "Webhook", "Work"].map((name) => `${name}Role dynamodb:PutItem`),
      "ApiRole dynamodb:Query",
      "ApiRole dynamodb:Scan",
      "ChatRole dynamodb:Query",
      "TickRole dynamodb:Query",
    ].toSorted(),
  );
});

test("nobody but tick writes seals", () => {
  const appends = (role: string) =>
    rightsOf(good, role).filter(({ on, action }) => on.includes("JournalTable") && /Put|Update/.test(action));
  assert.deepEqual(
    appends("TickRole").map(({ condition }) => condition),
    [""],
  );
  for (const name of ["Webhook", "Work", "Patrol", "Api", "Chat"])
    assert.deepEqual(
      appends(`${name}Role`).map(({ condition }) => JSON.parse(condition || "{}")),
      [{ "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": ["*/seal"] } }],
      name,
    );
});

test("the log that tells the seals is kept longer than the journal; the others are not", () => {
  const days = ["Webhook", "Work", "Tick", "Patrol", "Api"].map((name) =>
    Number(property(good, `${name}LogGroup`, "RetentionInDays")),
  );
  const journalDays = Number(property(good, "TickLambdaFunction", "Environment.Variables.PENSTOCK_JOURNAL_DAYS"));
  assert.deepEqual(
    days.map((kept) => kept > journalDays),
    [false, false, true, false, false],
  );
});

/** Written by people with credentials of their own, by no function. */
const byHand: readonly string[] = ["migration"];

test("every kind of ledger item that code writes is one that some role may write", () => {
  const named = sourceFiles("lib", "functions").flatMap(({ text }) => [...text.matchAll(/`(\w{2,})#\$\{/g)]);
  const kinds = [...new Set(named.map(([, kind = ""]) => kind))];
  const conditions = Object.keys(good.Resources)
    .filter((id) => id.endsWith("Role"))
    .flatMap((role) => rightsOf(good, role).map(({ condition }) => condition));
  assert.deepEqual(
    kinds.filter((kind) => !conditions.some((condition) => condition.includes(`"${kind}#*"`))),
    byHand,
  );
});

test("whoever reads rules may read a version with all that is beside it in one query", () => {
  const roles = Object.keys(good.Resources).filter((id) => id.endsWith("Role"));
  const readers = roles.filter((role) => rulesRights(role).includes("dynamodb:GetItem"));
  assert.ok(readers.length >= 5, readers.join(", "));
  assert.deepEqual(
    readers.filter((role) => !rulesRights(role).includes("dynamodb:Query")),
    [],
  );
});

function rulesRights(role: string): string[] {
  return rightsOf(good, role)
    .filter(({ on }) => on.includes("RulesTable"))
    .map(({ action }) => action);
}

interface Planted {
  readonly error: string;
  /** The place in the template, and what is put there; without a value what is there is taken away. */
  readonly at: string;
  readonly value?: unknown;
  /** The places that must be told, `resource place`; default: just where it was planted. */
  readonly told?: readonly string[];
}

const stream = "WorkEventSourceMappingDynamodbTasksTable.Properties";
const statement = "WebhookRole.Properties.Policies.0.PolicyDocument.Statement.0";

const planted: readonly Planted[] = [
  { error: "a misspelt property", at: "TasksTable.Properties.TableNam", value: "tasks" },
  {
    error: "a misspelt property deep inside",
    at: "UnreadQueue.Properties.Tags",
    value: [{ Kee: "a", Value: "b" }],
    told: ["UnreadQueue Properties.Tags.0.Key", "UnreadQueue Properties.Tags.0.Kee"],
  },
  { error: "a value of the wrong type", at: "WebhookLambdaFunction.Properties.Timeout", value: "soon" },
  { error: "a map where a list must be", at: "RulesTable.Properties.KeySchema", value: { AttributeName: "source" } },
  {
    error: "a text where properties must be",
    at: "RulesTable.Properties.PointInTimeRecoverySpecification",
    value: "on",
    told: [
      "RulesTable Properties.PointInTimeRecoverySpecification",
      "RulesTable Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
    ],
  },
  { error: "a required property that is missing", at: "LedgerTable.Properties.KeySchema" },
  {
    error: "a type of resource that does not exist",
    at: "UnreadQueue.Type",
    value: "AWS::SQS::Que",
    told: ["UnreadQueue Type"],
  },
  {
    error: "a Ref to nothing",
    at: "UnreadQueue.Properties.QueueName",
    value: { Ref: "Nothing" },
    told: ["UnreadQueue Properties.QueueName.Ref"],
  },
  {
    error: "a name in Fn::Sub that leads nowhere",
    at: "UnreadQueue.Properties.QueueName",
    value: { "Fn::Sub": ["$", "{Nothing}-x"].join("") },
    told: ["UnreadQueue Properties.QueueName.Fn::Sub"],
  },
  {
    error: "a Fn::GetAtt of an attribute that does not exist",
    at: `${stream}.EventSourceArn`,
    value: { "Fn::GetAtt": ["TasksTable", "StreamAr"] },
    told: ["WorkEventSourceMappingDynamodbTasksTable Properties.EventSourceArn.Fn::GetAtt"],
  },
  { error: "a condition that does not exist", at: "UnreadQueue.Condition", value: "HasQueue" },
  {
    error: "resources that wait for each other",
    at: "TasksTable.DependsOn",
    value: ["WorkRole"],
    told: ["TasksTable "],
  },
  {
    error: "a function without a role of ours",
    at: "TickLambdaFunction.Properties.Role",
    value: "arn:aws:iam::123456789012:role/admin",
  },
  {
    error: "a function with another's role",
    at: "TickLambdaFunction.Properties.Role",
    value: { "Fn::GetAtt": ["WorkRole", "Arn"] },
    told: ["WorkLambdaFunction Properties.Role", "TickLambdaFunction Properties.Role"],
  },
  {
    error: "a function's role that others may take",
    at: "TickRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal.Service",
    value: ["lambda.amazonaws.com", "ec2.amazonaws.com"],
    told: ["TickLambdaFunction Properties.Role"],
  },
  {
    error: "rights that are written elsewhere",
    at: "TickRole.Properties.ManagedPolicyArns",
    value: ["arn:aws:iam::aws:policy/AdministratorAccess"],
  },
  { error: "a wildcard in an action", at: `${statement}.Action`, value: "dynamodb:*" },
  { error: "a wildcard in a resource", at: `${statement}.Resource`, value: "*" },
  {
    error: "a wildcard in a resource that is put together",
    at: `${statement}.Resource`,
    value: { "Fn::Join": ["/", [{ "Fn::GetAtt": ["RulesTable", "Arn"] }, "*"]] },
  },
  {
    error: "everything but something",
    at: `${statement}.NotAction`,
    value: "iam:PassRole",
    told: [`WebhookRole ${statement.slice(12)}.Not…`],
  },
  {
    error: "another action where X-Ray's reason is given",
    at: "WebhookRole.Properties.Policies.0.PolicyDocument.Statement.6.Action",
    value: ["xray:PutTraceSegments", "s3:GetObject"],
    told: ["WebhookRole Properties.Policies.0.PolicyDocument.Statement.6.Resource"],
  },
  { error: "logs that never end", at: "PatrolLogGroup.Properties.RetentionInDays" },
  {
    error: "a function whose log group nobody declared",
    at: "PatrolLogGroup.Properties.LogGroupName",
    value: "/else",
    told: ["PatrolLambdaFunction "],
  },
  {
    error: "a table that cannot be brought back",
    at: "JournalTable.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
    value: false,
  },
  { error: "a table that goes with its stack", at: "TasksTable.DeletionPolicy", value: "Delete" },
  { error: "a table that goes when it is replaced", at: "TasksTable.UpdateReplacePolicy" },
  {
    error: "a table that forgets nothing",
    at: "LedgerTable.Properties.TimeToLiveSpecification",
    told: ["LedgerTable Properties.TimeToLiveSpecification.Enabled"],
  },
  { error: "a table with AWS's invisible key", at: "RulesTable.Properties.SSESpecification.SSEEnabled", value: false },
  {
    error: "a table that anybody with the right may delete",
    at: "RulesTable.Properties.DeletionProtectionEnabled",
    value: false,
  },
  { error: "a table with a fixed capacity", at: "RulesTable.Properties.BillingMode", value: "PROVISIONED" },
  { error: "a queue in the clear", at: "UnreadQueue.Properties.SqsManagedSseEnabled", value: false },
  { error: "a bucket in the clear", at: "ServerlessDeploymentBucket.Properties.BucketEncryption" },
  {
    error: "a bucket that can be made public",
    at: "ServerlessDeploymentBucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy",
    value: false,
    told: ["ServerlessDeploymentBucket Properties.PublicAccessBlockConfiguration"],
  },
  {
    error: "a public URL of the API's function",
    at: "WebhookLambdaFunctionUrl.Properties.TargetFunctionArn",
    value: { "Fn::GetAtt": ["ApiLambdaFunction", "Arn"] },
    told: ["WebhookLambdaFunctionUrl Properties.AuthType"],
  },
  {
    error: "a right for anybody to invoke a function",
    at: "ApiLambdaPermissionHttpApi.Properties.Principal",
    value: "*",
  },
  {
    error: "a route of the API without a check of who calls",
    at: "HttpApiRouteGetPathVar.Properties.AuthorizationType",
  },
  {
    error: "a route for JWTs that nobody checks",
    at: "JwtApiRoutePost.Properties.AuthorizerId",
  },
  {
    error: "an audience without an issuer",
    at: "JwtApiAuthorizer.Properties.JwtConfiguration.Audience",
    value: ["penstock"],
    told: ["JwtApiAuthorizer Properties.JwtConfiguration.Issuer"],
  },
  {
    error: "an issuer whose JWTs for anybody would do",
    at: "JwtApiAuthorizer.Properties.JwtConfiguration.Issuer",
    value: "https://gitlab.example.com",
    told: ["JwtApiAuthorizer Properties.JwtConfiguration.Audience"],
  },
  {
    error: "an access log that never ends",
    at: "JwtApiLogGroup.Properties.RetentionInDays",
  },
  {
    error: "a role that anybody may take",
    at: "SchedulerRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
    value: { AWS: "*" },
  },
  {
    error: "a stream without a filter",
    at: `${stream}.FilterCriteria`,
    told: ["WorkEventSourceMappingDynamodbTasksTable Properties.FilterCriteria.Filters"],
  },
  { error: "a stream whose batches are not halved", at: `${stream}.BisectBatchOnFunctionError`, value: false },
  { error: "a stream that knows only whole batches", at: `${stream}.FunctionResponseTypes` },
  { error: "a stream that tries for ever", at: `${stream}.MaximumRetryAttempts`, value: -1 },
  {
    error: "a stream without a failure destination",
    at: `${stream}.DestinationConfig`,
    told: ["WorkEventSourceMappingDynamodbTasksTable Properties.DestinationConfig.OnFailure.Destination"],
  },
  { error: "an old runtime", at: "ApiLambdaFunction.Properties.Runtime", value: "nodejs20.x" },
  { error: "another architecture", at: "ApiLambdaFunction.Properties.Architectures", value: ["x86_64"] },
  {
    error: "a secret in a function's environment",
    at: "WorkLambdaFunction.Properties.Environment.Variables.PENSTOCK_GITLAB_TOKEN",
    value: "glpat-1",
  },
  {
    error: "a setting that the function would refuse",
    at: "WorkLambdaFunction.Properties.Environment.Variables.PENSTOCK_JURNAL_DAYS",
    value: "3",
    told: ["WorkLambdaFunction Properties.Environment.Variables"],
  },
  {
    error: "more environment than Lambda takes",
    at: "WorkLambdaFunction.Properties.Environment.Variables.AWS_NOTE",
    value: "x".repeat(4096),
    told: ["WorkLambdaFunction Properties.Environment.Variables"],
  },
];

describe("it is told, with its place and a cure:", () => {
  for (const { error, at, value, told } of planted)
    test(error, () => {
      const [resource = "", ...keys] = at.split(".");
      const problems = check(withPlanted(good, [resource, ...keys], value));
      assert.deepEqual(
        problems.map((problem) => `${problem.resource} ${problem.place}`),
        told ?? [`${resource} ${keys.join(".")}`],
      );
      for (const { what, cure } of problems) assert.ok(what.length > 1 && cure.length > 1);
    });
});

test("a misspelt name is told with the one that was meant", () => {
  const [problem] = check(withPlanted(good, ["TasksTable", "Properties", "TableNam"], "tasks"));
  assert.equal(
    problem && problemText(problem),
    "TasksTable Properties.TableNam: there is no property TableNam. Did you mean TableName?",
  );
});

/** A copy of the template with a value put in, or taken out, at a place. */
function withPlanted(template: Template, keys: readonly string[], value: unknown): Template {
  const copy = structuredClone(template);
  let holder: Record<string, unknown> = copy.Resources;
  for (const key of keys.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = keys.at(-1) ?? "";
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

function property(template: Template, resource: string, path: string): unknown {
  let found: unknown = template.Resources[resource]?.Properties;
  for (const key of path.split(".")) found = (found as Record<string, unknown> | undefined)?.[key];
  return found;
}

/** What a role may do: each action, the text of what it is on, and of its condition. */
function rightsOf(template: Template, role: string): { action: string; on: string; condition: string }[] {
  const statements = property(template, role, "Policies.0.PolicyDocument.Statement") as Record<string, unknown>[];
  return statements.flatMap(({ Action, Resource, Condition }) =>
    [Action ?? []].flat().map((action) => ({
      action: String(action),
      on: JSON.stringify(Resource ?? ""),
      condition: Condition === undefined ? "" : JSON.stringify(Condition),
    })),
  );
}
