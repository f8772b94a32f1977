import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf } from "../asked.ts";
import { token } from "../server.ts";
import { askedGraphQl } from "./asked.ts";

const echo = `bad header Bearer ${token}`;

test("a token that GraphQL echoes in a complaint is not told", async (t) => {
  const { graphql } = await askedGraphQl(t, () => ({ errors: [{ message: echo }] }));
  assert.match((await errorOf(graphql.jobFacts("harbour/crane", [1]))).message, /bad header Bearer \[hidden\]$/);
  const reply = await graphql.destroyArtifacts(7, [1]);
  assert.ok(reply.kind === "rejected" && !reply.message.includes(token));
});

test("a token that GraphQL echoes in a mutation's errors is not told", async (t) => {
  for (const destroyedCount of [0, 1]) {
    const files = { destroyedCount, errors: [echo] };
    const { graphql } = await askedGraphQl(t, () => ({ data: { files } }));
    const reply = JSON.stringify(await graphql.destroyArtifacts(7, [1]));
    assert.ok(reply.includes("[hidden]") && !reply.includes(token), reply);
  }
});
