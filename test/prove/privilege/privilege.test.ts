import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf } from "./calls.ts";
import { drawn } from "./drawn.ts";
import { allowing } from "./evaluate.ts";
import { linesOfRights } from "./played.ts";
import { arnOf, type Statement, tablePrefix } from "./policy.ts";
import { unused } from "./unused.ts";

const ledger = arnOf("dynamodb", `table/${tablePrefix}ledger`);
const statement: Statement = {
  sid: "WriteLimits",
  actions: ["dynamodb:PutItem", "dynamodb:Scan"],
  resources: [ledger],
  conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["limit#*", "mark#*"] } },
};
const isAllowed = (given: Partial<Statement>, call: { action?: string; resource?: string; keys?: readonly string[] }) =>
  allowing([{ ...statement, ...given }], {
    action: call.action ?? "dynamodb:PutItem",
    resource: call.resource ?? ledger,
    context: call.keys ? { "dynamodb:LeadingKeys": call.keys } : {},
  }).length > 0;

for (const [what, expected, given, call] of [
  ["a key of a kind that is named", true, {}, { keys: ["limit#gitlab/1"] }],
  ["a key of another kind", false, {}, { keys: ["hold#gitlab/1"] }],
  ["several keys, of which one is another's", false, {}, { keys: ["limit#1", "hold#1"] }],
  ["no key at all: ForAllValues holds, so a scan passes", true, {}, { action: "dynamodb:Scan" }],
  ["another action", false, {}, { action: "dynamodb:DeleteItem", keys: ["limit#1"] }],
  [
    "an action in other letters: IAM does not tell them apart",
    true,
    {},
    { action: "DynamoDB:putitem", keys: ["mark#"] },
  ],
  ["the table's index, which is a resource of its own", false, {}, { resource: `${ledger}/index/x`, keys: ["mark#"] }],
  ["the same table in other letters", false, {}, { resource: ledger.toUpperCase(), keys: ["mark#"] }],
  ["a star in a resource, over slashes too", true, { resources: ["arn:*/penstock-*"] }, { keys: ["mark#"] }],
  ["a question mark, which is one letter", false, { resources: [`${ledger}?`] }, { keys: ["mark#"] }],
] as const)
  test(`IAM as it is documented: ${what}: ${expected ? "allowed" : "denied"}`, () => {
    assert.equal(isAllowed(given, call), expected);
  });

for (const [what, expected, conditions, values] of [
  ["a plain operator and a missing key", false, { StringEquals: { k: ["a"] } }, undefined],
  ["a negated operator and a missing key", true, { StringNotEquals: { k: ["a"] } }, undefined],
  ["ForAnyValue and a missing key", false, { "ForAnyValue:StringLike": { k: ["*"] } }, undefined],
  [
    "ForAllValues of a negated operator, one value excluded",
    false,
    { "ForAllValues:StringNotLike": { k: ["*/seal"] } },
    ["a/seal"],
  ],
  [
    "ForAllValues of a negated operator, another value",
    true,
    { "ForAllValues:StringNotLike": { k: ["*/seal"] } },
    ["a/seals"],
  ],
  ["two conditions, of which one holds", false, { StringEquals: { k: ["a"], l: ["b"] } }, ["a"]],
] as const)
  test(`IAM as it is documented: ${what}: ${expected ? "allowed" : "denied"}`, () => {
    const call = { action: "dynamodb:PutItem", resource: ledger, context: values ? { k: values } : {} };
    assert.equal(allowing([{ ...statement, conditions }], call).length > 0, expected);
  });

test("an operator that nobody taught the judge is an error, not a yes", () => {
  assert.throws(() => isAllowed({ conditions: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } } }, {}), /IpAddress/);
});

test("a transaction needs what each of its parts needs, on its own table and key", () => {
  const calls = callsOf("TransactWriteItemsCommand", {
    TransactItems: [
      { Put: { TableName: "penstock-tasks", Item: { id: { S: "t" } } } },
      { Update: { TableName: "penstock-ledger", Key: { scope: { S: "limit#1" }, key: { S: "n" } } } },
      { ConditionCheck: { TableName: "penstock-ledger", Key: { scope: "hold#1", key: "job" } } },
    ],
  });
  assert.deepEqual(
    calls.map(({ action, context }) => [action, context["dynamodb:LeadingKeys"]?.[0]]),
    [
      ["dynamodb:PutItem", "t"],
      ["dynamodb:UpdateItem", "limit#1"],
      ["dynamodb:ConditionCheckItem", "hold#1"],
    ],
  );
  assert.throws(() => callsOf("ExecuteStatementCommand", {}), /is not known/);
});

test("a query names the partition that its condition names, of a table or of an index", () => {
  const [one] = callsOf("QueryCommand", {
    TableName: "penstock-ledger",
    KeyConditionExpression: "#scope = :scope AND #key > :from",
    ExpressionAttributeNames: { "#scope": "scope", "#key": "key" },
    ExpressionAttributeValues: { ":scope": { S: "gate#gitlab" }, ":from": { S: "a" } },
  });
  assert.deepEqual(one?.context, { "dynamodb:LeadingKeys": ["gate#gitlab"] });
  const [due] = callsOf("QueryCommand", {
    TableName: "penstock-tasks",
    IndexName: "due",
    KeyConditionExpression: "dueShard = :shard AND due <= :now",
    ExpressionAttributeValues: { ":shard": "3", ":now": 5 },
  });
  assert.deepEqual(
    [due?.resource, due?.context],
    [arnOf("dynamodb", `table/${tablePrefix}tasks/index/due`), { "dynamodb:LeadingKeys": ["3"] }],
  );
});

test("every reason why a right is not used is of a right that there is", () => {
  const lines = new Set(linesOfRights());
  assert.deepEqual(
    Object.keys(unused).filter((line) => !lines.has(line)),
    [],
  );
});

test("no list and no template say otherwise in draws of another seed", async () => {
  assert.deepEqual((await drawn.run(5_000, 7)).violations, []);
});
