import assert from "node:assert/strict";
import { test } from "node:test";
import { type Home, problemText, tokenKindOf } from "../../../lib/cli/jobs/problem.ts";
import { GitLabError, type GitLabErrorCode } from "../../../lib/core/errors.ts";

const home: Home = { baseUrl: "https://git.example.com", isTwin: false, tokenKind: "access" };
const problem = (code: GitLabErrorCode, message: string, more: Partial<Home> = {}) =>
  problemText(new GitLabError(code, message, { advice: "look into it" }), { ...home, ...more });

for (const [token, tokenAs, told] of [
  ["glpat-0123456789", "bearer", /is wrong, expired or revoked: make a new one at https:\/\/git\.example\.com\/-\//],
  ["glpat-0123456789", "job", /only lists jobs and downloads artifacts, .* leave PENSTOCK_GITLAB_TOKEN_AS out\.$/],
  ["glcbt-64_0123456789", "job", /only lists jobs and downloads artifacts/],
  ["glcbt-64_0123456789", "bearer", /is a CI job token .*: set PENSTOCK_GITLAB_TOKEN_AS to job\./],
  ["glcbt-64_0123456789", undefined, /set PENSTOCK_GITLAB_TOKEN_AS to job\./],
] as const)
  test(`who is not let in with ${token.slice(0, 6)}… as ${tokenAs} hears what that token is for`, () => {
    assert.match(problem("unauthorized", "GET /x: 401", { tokenKind: tokenKindOf(token, tokenAs) }), told);
  });

for (const [message, text] of [
  ["GET /x: 401 the token needs a token refresh.", "GET /x: 401 the token needs a token refresh. Look into it."],
  ["GET /x: 404 Not Found", "GET /x: 404 Not Found. Look into it."],
  ["GET /x: 404 Why?", "GET /x: 404 Why? Look into it."],
] as const)
  test(`GitLab's words end with one full stop: ${message}`, () => {
    assert.equal(problem("notFound", message), text);
  });
