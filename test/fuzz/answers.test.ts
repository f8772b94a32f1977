import assert from "node:assert/strict";
import { test } from "node:test";
import { GitLabError } from "../../lib/core/errors.ts";
import { jobStatuses } from "../../lib/core/job.ts";
import { toAllowedAgents } from "../../lib/gitlab/answers/agents.ts";
import { toBridge, toJobDetail } from "../../lib/gitlab/answers/detail.ts";
import { BranchAnswer, ProjectAnswer, toJob, UserAnswer } from "../../lib/gitlab/answers/job.ts";
import { answerValue, wordsOf } from "../../lib/gitlab/http/answerbody.ts";
import { reader } from "../../lib/gitlab/http/ask.ts";
import { readBase } from "../../lib/gitlab/http/base.ts";
import { statusFailure } from "../../lib/gitlab/http/errors.ts";
import { jobs2016 } from "../fixtures/gitlab/2016/jobs.ts";
import { jobs2020 } from "../fixtures/gitlab/2020/jobs.ts";
import { jobs2024 } from "../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../fixtures/gitlab/2026/jobs.ts";
import { errorBodies } from "../fixtures/gitlab/errors.ts";
import { each } from "./each.ts";
import { fuzz } from "./mutate.ts";

const now = Date.UTC(2026, 10, 20, 9, 30, 0);
const token = "glpat-0123456789abcdefghij";
const base = readBase("https://git.harbour.example");

const places = [{ id: 7, path_with_namespace: "harbour/crane", name: "main", protected: true, username: "mira" }];
const answers = [...[jobs2016, jobs2020, jobs2024, jobs2026].flatMap((year) => Object.values(year)), ...places];

const parsers: Readonly<Record<string, (value: unknown) => unknown>> = {
  job: (value) => toJob(value, now),
  detail: (value) => toJobDetail(value, now),
  bridge: (value) => toBridge(value, now),
  agents: toAllowedAgents,
  project: reader(ProjectAnswer),
  branch: reader(BranchAnswer),
  user: reader(UserAnswer),
};

test("no answer, however broken, breaks a parser, and what is read is well-formed", (t) => {
  const read = new Map<string, number>();
  each(t, answers, (body) => {
    const answer = answerValue({ status: 200, headers: { "content-type": "application/json" }, body });
    if ("problem" in answer) return;
    const values = Array.isArray(answer.value) ? [answer.value, ...answer.value] : [answer.value];
    for (const [name, parse] of Object.entries(parsers))
      for (const value of values) {
        const result = parse(value);
        if (result === undefined) continue;
        read.set(name, (read.get(name) ?? 0) + 1);
        assertWellFormed(result, name);
      }
  });
  for (const name of Object.keys(parsers))
    assert.ok((read.get(name) ?? 0) > fuzz.bodies / 500, `few of ${name} were read`);
  assert.equal(({} as Record<string, unknown>).admin, undefined);
});

test("no error's body, however broken, breaks the reading of GitLab's words, and none tells a token", (t) => {
  const bodies = errorBodies.map((body) => JSON.parse(JSON.stringify(body).replaceAll("{token}", token)) as unknown);
  const kinds = ["application/json", "text/plain; charset=utf-8", "text/html", undefined];
  const statuses = [302, 400, 401, 403, 404, 405, 409, 429, 500, 502];
  let worded = 0;
  each(t, bodies, (body, index) => {
    const status = statuses[index % statuses.length] ?? 500;
    const answer = { status, headers: { "content-type": kinds[index % kinds.length] }, body };
    const words = wordsOf(answer, [token]);
    if (words !== "") worded++;
    assert.ok(words.length <= 200 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(words), `not one short line: ${words}`);
    const error = statusFailure(answer, { where: "GET /projects/7/jobs", veiled: [token], now, base });
    assert.ok(error instanceof GitLabError && error.status === status && error.advice !== "");
    assert.ok(error.message.startsWith("GET /projects/7/jobs: "));
    assert.ok(!`${words} ${error.message} ${error.advice}`.includes(token), "tells the token");
  });
  assert.ok(worded > fuzz.bodies / 10, "few errors had words");
});

const statuses: readonly unknown[] = [...jobStatuses, "other"];

function assertWellFormed(value: unknown, at: string): void {
  if (typeof value === "string") assert.ok(value.isWellFormed(), `${at} is half a surrogate pair`);
  if (typeof value === "number") assert.ok(Number.isFinite(value), `${at} is ${value}`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const path = `${at}.${key}`;
    assert.notEqual(part, undefined, `${path} is an undefined field`);
    if (/^id$|Id$/.test(key) && key !== "systemId")
      assert.ok(part === null || (Number.isSafeInteger(part) && Number(part) > 0), `${path} is ${part}`);
    if (key === "status" && !/downstream/.test(at)) assert.ok(statuses.includes(part), `${path} is ${part}`);
    if (/Bytes$|Seconds$|coverage/.test(key)) assert.ok(part === null || Number(part) >= 0, `${path} is ${part}`);
    if (key === "webUrl") assert.match(String(part), /^https?:\/\//);
    assertWellFormed(part, path);
  }
}
