import assert from "node:assert/strict";
import { test } from "node:test";
import type { RateAnswer } from "../../../lib/core/throttleHeard.ts";
import { rateWindow } from "../../../lib/gitlab/http/rate.ts";
import { asked } from "../asked.ts";
import { json, now } from "../server.ts";

const reset = String(now / 1000 + 45);
const told = (limit?: string, remaining?: string, resets?: string) => ({
  ...(limit !== undefined && { "ratelimit-limit": limit }),
  ...(remaining !== undefined && { "ratelimit-remaining": remaining }),
  ...(resets !== undefined && { "ratelimit-reset": resets }),
});

for (const [headers, window] of [
  [told("600", "12", reset), { remaining: 12, resetAt: now + 45_000 }],
  [told("600", "0", reset), { remaining: 0, resetAt: now + 45_000 }],
  [told("60", "900", reset), { remaining: 900, resetAt: now + 45_000 }],
  [told("600", "12"), undefined],
  [told("600", undefined, reset), undefined],
  [told(undefined, "12", reset), undefined],
  [told("0", "0", reset), undefined],
  [told("600", "12", "0"), undefined],
  [told("600", "-1", reset), undefined],
  [told("-600", "12", reset), undefined],
  [told("600", "NaN", reset), undefined],
  [told("600", "1.5", reset), undefined],
  [told("600, 100", "12, 3", `${reset}, ${reset}`), undefined],
  [told("600", "12", "Fri, 20 Nov 2026 09:31:00 GMT"), undefined],
  [told("", "", ""), undefined],
  [{}, undefined],
] as const)
  test(`${JSON.stringify(headers)} tells ${window ? `that ${window.remaining} are left` : "nothing"}`, () =>
    assert.deepEqual(rateWindow(headers), window));

/** A client of a GitLab that answers so, and what it says of rates. */
async function heard(t: Parameters<typeof asked>[0], answer: Parameters<typeof asked>[1]) {
  const answers: RateAnswer[] = [];
  return { answers, ...(await asked(t, answer, { onAnswer: (one) => void answers.push(one) })) };
}

test("every answer is told, with what it says about rates and without a word of its body", async (t) => {
  const { reads, answers } = await heard(t, (request, response) =>
    request.url?.endsWith("/user")
      ? json(response, 200, { id: 3, username: "ada" }, told("600", "12", reset))
      : json(response, 404, { message: "404 Not found" }),
  );
  await reads.me();
  await reads.job(7, 1001);
  assert.deepEqual(answers, [{ status: 200, window: { remaining: 12, resetAt: now + 45_000 } }, { status: 404 }]);
});

for (const [limit, headers, body, retryAfterSeconds] of [
  ["instance", { "content-type": "text/plain", "retry-after": "20", ...told("600", "0", reset) }, "Retry later\n", 20],
  ["instance", { "content-type": "text/plain" }, "Retry later\n", 60],
  ["endpoint", { "content-type": "application/json" }, '{"message":{"error":"too many"}}', 60],
  ["object", { "content-type": "application/json", "retry-after": "40" }, '{"message":{"error":"too many"}}', 40],
] as const)
  test(`a call that the limit of the ${limit} refuses says so, and for how long: ${retryAfterSeconds} s`, async (t) => {
    const { writes, answers } = await heard(t, (_, response) => response.writeHead(429, headers).end(body));
    const reply = await writes.retry(7, 1001);
    assert.ok(reply.kind === "rejected");
    assert.deepEqual([reply.limit, reply.retryAfterSeconds], [limit, retryAfterSeconds]);
    assert.deepEqual([answers[0]?.limit, answers[0]?.retryAfterSeconds], [limit, retryAfterSeconds]);
  });

test("too many lists of a project's jobs are told as such, and too many of anything else are not", async (t) => {
  const body = '{"message":{"error":"too many"}}';
  const json429 = { "content-type": "application/json", "retry-after": "60" };
  const { reads, answers } = await heard(t, (_, response) => response.writeHead(429, json429).end(body));
  await assert.rejects(reads.jobsPage(7));
  await assert.rejects(reads.job(7, 1001));
  assert.deepEqual(
    answers.map(({ limit, ofLists }) => [limit, ofLists]),
    [
      ["endpoint", true],
      ["endpoint", undefined],
    ],
  );
});

for (const [headers, seconds] of [
  [{ "retry-after": "-5" }, 1],
  [{ "retry-after": "1e9" }, 60],
  [{ "retry-after": "999999999" }, 3600],
  [{ "retry-after": "Fri, 01 Jan 2016 00:00:00 GMT" }, 1],
  [{ "retry-after": "Sat, 01 Jan 9999 00:00:00 GMT" }, 3600],
  [{ "retry-after": "soon" }, 60],
  [{ "retry-after": "NaN" }, 60],
  [told("600", "NaN", "253370764800"), 3600],
  [told("-600", "-1", "-5"), 60],
] as const)
  test(`a refusal with ${JSON.stringify(headers)} is obeyed for ${seconds} s, and tells no window that cannot be`, async (t) => {
    const plain = { "content-type": "text/plain", ...headers };
    const { reads, answers } = await heard(t, (_, response) => response.writeHead(429, plain).end("Retry later\n"));
    await assert.rejects(reads.job(7, 1001));
    const [answer] = answers;
    assert.deepEqual([answer?.limit, answer?.retryAfterSeconds, answer?.window], ["instance", seconds, undefined]);
  });

test("a call that is refused for another reason names no limit", async (t) => {
  const { writes } = await heard(t, (_, response) => json(response, 403, { message: "403 Forbidden" }));
  const reply = await writes.retry(7, 1001);
  assert.ok(reply.kind === "rejected" && !("limit" in reply));
});
