import assert from "node:assert/strict";
import { test } from "node:test";
import { createWrites } from "../../lib/gitlab/writes.ts";
import { sourceFiles } from "./sources.ts";

const files = sourceFiles("functions", "lib");

/** GitLab's address and GraphQL mutation. Source: docs.gitlab.com/api/deployments and api/graphql/reference (read 2026-11). */
const approving = /deployments?\b[^\n]*\/approval\b|\/approval[`"'?]|approveDeployment/i;

test("no code can approve or reject a deployment in GitLab", () => {
  assert.deepEqual(
    files.filter(({ text }) => approving.test(text)).map(({ path }) => path),
    [],
  );
  assert.deepEqual(
    Object.keys(createWrites({} as never, () => 0)).filter((name) => /approv|reject|deploy/i.test(name)),
    [],
  );
});

test("what asks GitLab about deployments only ever reads", () => {
  const asking = files.filter(({ path, text }) => path.startsWith("lib/gitlab/") && text.includes("/deployments"));
  assert.ok(asking.length > 0);
  for (const { path, text } of asking) assert.doesNotMatch(text, /method: "(POST|PUT|PATCH|DELETE)"/, path);
});
