import assert from "node:assert/strict";
import { before, test } from "node:test";
import { problemText, resourcesOf, type Template } from "../../infra/package/template.ts";
import { packaged } from "./packaged.ts";

let template: Template;

before(async () => {
  const found = await packaged();
  assert.deepEqual(found.problems.map(problemText), []);
  assert.ok(found.template);
  template = found.template;
});

test("each function is traced, and may say so", () => {
  const functions = resourcesOf(template, "AWS::Lambda::Function");
  assert.equal(functions.length, 6);
  for (const [id, { Properties }] of functions) {
    assert.deepEqual(Properties?.TracingConfig, { Mode: "Active" }, id);
    const role = JSON.stringify(template.Resources[id.replace("LambdaFunction", "Role")]);
    assert.ok(role.includes("xray:PutTraceSegments") && role.includes("xray:PutTelemetryRecords"), id);
  }
});

test("whoever does not want to pay for traces says so", async () => {
  const { template: plain, problems } = await packaged({ stage: "prod", given: ["tracing=PassThrough"] });
  assert.deepEqual(problems.map(problemText), []);
  const modes = resourcesOf(plain ?? template, "AWS::Lambda::Function").map(([, one]) => one.Properties?.TracingConfig);
  assert.deepEqual(modes, Array(6).fill({ Mode: "PassThrough" }));
});

test("the APIs are HTTP APIs, which have no tracing of their own: a trace begins in the function", () => {
  assert.equal(resourcesOf(template, "AWS::ApiGateway::Stage").length, 0);
  assert.ok(resourcesOf(template, "AWS::ApiGatewayV2::Api").length > 0);
});
