import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { FunctionName } from "../../infra/local/house.ts";
import type { Template } from "../../infra/package/template.ts";
import { resourcesOf } from "../../infra/package/template.ts";
import { fixed } from "../prove/cost/prices.ts";
import { allowing } from "../prove/privilege/evaluate.ts";
import { arnOf, functionNames, place, policiesOf, type Statement, tablePrefix } from "../prove/privilege/policy.ts";
import { reviewed } from "../prove/privilege/reviewed.ts";
import { rightsIn } from "../prove/privilege/rights.ts";
import { packagedOnce } from "../prove/privilege/template.ts";
import { alarmsOf } from "./alarmed.ts";
import { watchedBy } from "./alarmModel.ts";

let template: Template;
let policies: Readonly<Record<FunctionName, readonly Statement[]>>;

before(async () => {
  template = await packagedOnce();
  policies = policiesOf(template);
});

for (const name of functionNames)
  test(`${name} may do in AWS what was reviewed, and nothing else`, () => {
    assert.deepEqual(rightsIn(policies[name]), reviewed[name]);
  });

/** Whether a function may do something with an item of the ledger. */
function may(name: FunctionName, action: string, key: string): boolean {
  const context = { "dynamodb:LeadingKeys": [key] };
  const resource = arnOf("dynamodb", `table/${tablePrefix}ledger`);
  return allowing(policies[name], { action: `dynamodb:${action}`, resource, context }).length > 0;
}

const actions = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "ConditionCheckItem"];

test("work and tick could read whom chat has linked and what was asked there: now they cannot", () => {
  for (const name of ["work", "tick"] as const)
    for (const kind of ["ask#", "asked#", "post#", "link#", "linking#", "nonce#", "request#", "news#", "chatrate#"])
      assert.deepEqual(
        actions.filter((action) => may(name, action, `${kind}gitlab`)),
        [],
        `${name} ${kind}`,
      );
});

test("a worker could set a limit back by writing its counter: now counters are only added to", () => {
  for (const name of ["work", "tick"] as const)
    for (const kind of ["limit#", "inflight#"]) {
      assert.equal(may(name, "UpdateItem", `${kind}gitlab`), true);
      assert.equal(may(name, "PutItem", `${kind}gitlab`), false);
    }
});

test("notes of workers could be changed past the look at what they said: now they are only written whole", () => {
  for (const name of ["work", "tick"] as const)
    for (const kind of ["mark#", "kept#", "gate#", "plan#", "throttle#", "swept#"])
      assert.equal(may(name, "UpdateItem", `${kind}gitlab`), false, `${name} ${kind}`);
});

test("chat could forget that a button was used, or how much somebody has asked: now it only counts", () => {
  for (const kind of ["nonce#", "chatrate#"]) {
    assert.equal(may("chat", "UpdateItem", `${kind}gitlab`), true);
    for (const action of ["PutItem", "DeleteItem"]) assert.equal(may("chat", action, `${kind}gitlab`), false, kind);
  }
});

test("which secrets each function may read: only those that act can act, and no function reads another's folder", () => {
  const folders = ["webhook", "gitlab", "gitlab-read", "gitlab-hooks", "chat", "other", ""];
  const readable = functionNames.map((name) => [
    name,
    ...folders.filter((folder) => {
      const resource = arnOf("ssm", `parameter/penstock/${place.stage}/${folder}/token`);
      return allowing(policies[name], { action: "ssm:GetParameters", resource, context: {} }).length > 0;
    }),
  ]);
  assert.deepEqual(readable, [
    ["webhook", "webhook"],
    ["work", "gitlab"],
    ["tick", "gitlab"],
    ["patrol", "gitlab-read", "gitlab-hooks"],
    ["api", "gitlab-read"],
    ["chat", "webhook", "gitlab-read", "chat"],
  ]);
});

test("a key of yours is opened through SSM alone", () => {
  const open = (context: Readonly<Record<string, readonly string[]>>) =>
    functionNames.filter(
      (name) => allowing(policies[name], { action: "kms:Decrypt", resource: "", context }).length > 0,
    );
  assert.deepEqual(open({}), []);
  assert.deepEqual(open({ "kms:ViaService": [`dynamodb.${place.region}.amazonaws.com`] }), []);
  assert.deepEqual(open({ "kms:ViaService": [`ssm.${place.region}.amazonaws.com`] }), [...functionNames]);
});

test("no right that rests on a partition key holds an action that names none: ForAllValues would let it pass", () => {
  for (const name of functionNames)
    for (const { actions: allowed, conditions, sid } of policies[name]) {
      if (!JSON.stringify(conditions).includes("LeadingKeys")) continue;
      assert.deepEqual(
        allowed.filter((action) => !actions.includes(action.replace("dynamodb:", ""))),
        [],
        `${name} ${sid}`,
      );
    }
});

test("nobody may touch roles, functions, schedules, or tables as such, and only X-Ray has a star for its resource", () => {
  for (const name of functionNames)
    for (const { actions: allowed, resources } of policies[name]) {
      for (const action of allowed) {
        assert.match(action, /^(dynamodb|ssm|kms|logs|sqs|xray):\w+$/, name);
        assert.doesNotMatch(action, /Table|Backup|Policy|Batch|PartiQL|Export|Import|Tag/, name);
      }
      if (resources.includes("*")) assert.ok(allowed.every((action) => action.startsWith("xray:")));
    }
});

test("docs/cost.md counts the alarms, metrics and dashboards that a deployment has", () => {
  const alarms = alarmsOf(template);
  assert.deepEqual(fixed, {
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, [, alarm]) => sum + watchedBy(alarm).length, 0),
    dashboards: resourcesOf(template, "AWS::CloudWatch::Dashboard").length,
  });
});
