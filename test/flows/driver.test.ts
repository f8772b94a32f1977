import assert from "node:assert/strict";
import { test } from "node:test";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createDriver } from "../../infra/local/driver.ts";

test("a local run that is stopped does not wait for the whole patrol", async () => {
  let hasBegun: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  let remaining: number | undefined;
  const driver = createDriver({
    client: { send: async () => ({}) } as unknown as DynamoDBDocumentClient,
    prefix: "",
    clock: () => 1_000_000,
    work: async () => ({ batchItemFailures: [] }),
    tick: async () => {},
    async patrol(_, context) {
      hasBegun?.();
      while (context.getRemainingTimeInMillis() > 0) await new Promise(setImmediate);
      remaining = context.getRemainingTimeInMillis();
    },
    functionSeconds: 60,
    onError: (error) => assert.fail(String(error)),
  });
  driver.start();
  await begun;
  await driver.stop();
  assert.equal(remaining, 0);
});
