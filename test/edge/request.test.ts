import assert from "node:assert/strict";
import { test } from "node:test";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { readRequest } from "../../lib/edge/request.ts";
import { functionUrlRequest } from "../functions/awsEvents.ts";

const event = functionUrlRequest({ headers: {}, body: "{}" });

test("headers go by lower-case names, however they were written", () => {
  assert.deepEqual(readRequest({ ...event, headers: { "x-a": "1", "X-Gitlab-Token": "t" } }).headers, {
    "x-a": "1",
    "x-gitlab-token": "t",
  });
  assert.equal(readRequest({ ...event, cookies: ["c=3", "d=4"] }).headers.cookie, "c=3; d=4");
});

test("an event that somebody wrote by hand, without headers, is a request without any", () => {
  const { headers: _headers, ...bare } = event;
  assert.deepEqual(readRequest(bare as LambdaFunctionURLEvent).headers, {});
});
