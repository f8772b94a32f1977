import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import type { TestContext } from "node:test";
import { GitLabError } from "../../lib/core/errors.ts";
import type { HttpOptions } from "../../lib/gitlab/http/http.ts";
import { client, serve, token } from "./server.ts";

/** A client of a server that answers so, and what the server has seen. */
export async function asked(t: TestContext, answer: RequestListener, options: Partial<HttpOptions> = {}) {
  const { url, seen } = await serve(t, answer);
  return { ...client(t, url, options), url, seen };
}

/** The error that a look ends with: it has advice, and never tells the token. */
export async function errorOf(look: Promise<unknown>): Promise<GitLabError> {
  const error = await look.then(
    (value) => assert.fail(`answered ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GitLabError, String(error));
  assert.ok(!`${error.message} ${error.advice}`.includes(token));
  assert.ok(error.advice.length > 10);
  return error;
}
