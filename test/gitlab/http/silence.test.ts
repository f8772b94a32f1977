import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import type { RateAnswer } from "../../../lib/core/throttleHeard.ts";
import type { HttpOptions } from "../../../lib/gitlab/http/http.ts";
import { asked } from "../asked.ts";
import { openHttp } from "../openhttp.ts";
import { json } from "../server.ts";

const page =
  (status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "text/html" }).end("<html>");

for (const [what, answer, told, options] of [
  ["a 500 of GitLab", (_, response) => json(response, 500, { message: "500" }), { status: 500, failed: true }],
  ["a proxy's 502", page(502), { status: 502, failed: true }],
  ["a maintenance page", page(503), { status: 503, failed: true }],
  ["Cloudflare's 522", page(522), { status: 522, failed: true }],
  ["a connection that is reset", (request) => void request.socket.resetAndDestroy(), { failed: true }],
  ["a connection that is closed", (request) => void request.socket.end(), { failed: true }],
  ["an answer that does not come", () => {}, { failed: true }, { callTimeoutSeconds: 1 }],
  ["what is no HTTP", (request) => void request.socket.end("SSH-2.0-x\r\n\r\n"), { failed: true }],
  [
    "a body that breaks off",
    (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write("{");
      setImmediate(() => response.socket?.resetAndDestroy());
    },
    { status: 200, failed: true },
  ],
  ["a 404", (_, response) => json(response, 404, { message: "404" }), { status: 404 }],
  ["a 401", (_, response) => json(response, 401, { message: "401" }), { status: 401 }],
  ["a 408", (_, response) => json(response, 408, { message: "408" }), { status: 408 }],
  ["a redirect", (_, response) => void response.writeHead(302, { location: "/x" }).end(), { status: 302 }],
  [
    "a packed answer",
    (_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    { status: 200 },
  ],
] as const satisfies readonly (readonly [string, RequestListener, RateAnswer, Partial<HttpOptions>?])[])
  test(`${what} is told as ${"failed" in told ? "no answer" : "an answer"}, once`, async (t) => {
    const answers: RateAnswer[] = [];
    const { reads } = await asked(t, answer, { onAnswer: (one) => void answers.push(one), ...options });
    await reads.me().catch(() => {});
    assert.deepEqual(answers, [told]);
  });

for (const [what, url] of [
  ["a port where nobody listens", "http://127.0.0.1:1"],
  ["a name that nobody knows", "https://gitlab.invalid"],
] as const)
  test(`${what} is told as no answer`, async (t) => {
    const answers: RateAnswer[] = [];
    const http = openHttp(t, url, { onAnswer: (one) => void answers.push(one) });
    await assert.rejects(http.send({ method: "GET", path: "/user" }));
    assert.deepEqual(answers, [{ failed: true }]);
  });
