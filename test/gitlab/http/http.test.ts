import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import type { GitLabErrorCode } from "../../../lib/core/errors.ts";
import { asked, errorOf } from "../asked.ts";
import { client, jobAnswer, json, serve, token } from "../server.ts";

test("a job is asked for once, with the token in its header and nothing packed", async (t) => {
  const { reads, seen } = await asked(t, (_, response) => json(response, 200, jobAnswer()));
  assert.equal((await reads.job(7, 1001))?.name, "rspec 1/4");
  assert.deepEqual(
    seen.map(({ line }) => line),
    ["GET /api/v4/projects/7/jobs/1001"],
  );
  const { authorization, "accept-encoding": encoding, "user-agent": agent } = seen[0]?.headers ?? {};
  assert.deepEqual([authorization, encoding, agent], [`Bearer ${token}`, "identity", "penstock-test"]);
});

test("a GitLab below a path of its host is asked there", async (t) => {
  const { url, seen } = await serve(t, (_, response) => json(response, 200, { id: 3, username: "bot" }));
  await client(t, `${url}/gitlab/`).reads.me();
  assert.equal(seen[0]?.line, "GET /gitlab/api/v4/user");
});

test("what is not there is undefined, project or thing", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 404, { message: "404 Project Not Found" }));
  assert.deepEqual(
    [
      await reads.job(7, 1),
      await reads.pipelineJobs(7, 1),
      await reads.project(7),
      await reads.branchIsProtected(7, "x"),
    ],
    [undefined, undefined, undefined, undefined],
  );
});

const statuses: readonly [number, GitLabErrorCode][] = [
  [400, "oddAnswer"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [405, "oddAnswer"],
  [408, "timeout"],
  [429, "throttled"],
  [500, "server"],
  [502, "server"],
  [503, "server"],
  [520, "server"],
  [304, "redirected"],
];
for (const [status, code] of statuses)
  test(`a ${status} is an error ${code} that names the request and GitLab's words`, async (t) => {
    const { reads } = await asked(t, (_, response) => json(response, status, { message: `${status} because` }));
    const error = await errorOf(reads.job(7, 1));
    assert.deepEqual([error.code, error.status], [code, status]);
    // a 304 has no body
    assert.match(
      error.message,
      status === 304 ? /^GET \/projects\/7\/jobs\/1: 304$/ : /^GET \/projects\/7\/jobs\/1: \d{3} because$/,
    );
  });

for (const [why, type, body, words] of [
  ["an object of texts", "application/json", '{"message":{"error":"too many times"}}', "429 too many times"],
  ["an object of lists", "application/json", '{"message":{"name":["is long","is odd"]}}', "429 name is long, is odd"],
  [
    "an OAuth error",
    "application/json",
    '{"error":"invalid_token","error_description":"Token is expired"}',
    "429 invalid_token: Token is expired",
  ],
  ["plain text", "text/plain", "Retry later\n", "429 Retry later"],
  ["a page", "text/html", "<html>Retry later</html>", "429"],
  ["control characters", "application/json", '{"message":"a\\u001b[31mb\\r\\nc\\u202ed"}', "429 a [31mb c d"],
  ["no JSON", "application/json", "{", "429"],
  [
    "the token",
    "application/json",
    JSON.stringify({ message: `you sent Bearer ${token}!` }),
    "429 you sent Bearer [hidden]!",
  ],
  ["a long text", "application/json", JSON.stringify({ message: "x".repeat(500) }), `429 ${"x".repeat(199)}…`],
  [
    "a long text around the token",
    "application/json",
    JSON.stringify({ message: "x".repeat(190) + token }),
    `429 ${"x".repeat(190)}[hidden]`,
  ],
] as const)
  test(`GitLab's words are one short clean line when they come as ${why}`, async (t) => {
    const { reads } = await asked(t, (_, response) => response.writeHead(429, { "content-type": type }).end(body));
    assert.equal((await errorOf(reads.me())).message, `GET /user: ${words}`);
  });

test("a throttled look tells how long GitLab asks to wait", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 429, {}, { "retry-after": "17" }));
  assert.equal((await errorOf(reads.me())).retryAfterSeconds, 17);
});

for (const status of [301, 302, 303, 307, 308])
  test(`a ${status} is not followed: the other host sees nothing`, async (t) => {
    const other = await serve(t, (_, response) => json(response, 200, jobAnswer()));
    const { reads } = await asked(t, (_, response) => json(response, status, {}, { location: `${other.url}/steal` }));
    assert.equal((await errorOf(reads.job(7, 1))).code, "redirected");
    assert.deepEqual(other.seen, []);
  });

for (const [why, answer] of [
  [
    "a login page",
    (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Sign in"),
  ],
  [
    "a page that is also JSON",
    (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(JSON.stringify(jobAnswer({ id: 1 }))),
  ],
  ["no JSON", (_, response) => json(response, 200, undefined)],
  ["half a JSON", (_, response) => response.writeHead(200).end('{"id":')],
  ["nothing", (_, response) => response.writeHead(204).end()],
  ["a list", (_, response) => json(response, 200, [jobAnswer()])],
  ["a job without id", (_, response) => json(response, 200, { name: "a", status: "success" })],
  ["another job", (_, response) => json(response, 200, jobAnswer({ id: 2 }))],
  ["65 levels", (_, response) => response.writeHead(200).end("[".repeat(65) + "]".repeat(65))],
  ["6 MiB", (_, response) => json(response, 200, { ...jobAnswer({ id: 1 }), text: "x".repeat(6 * 1024 * 1024) })],
  [
    "6 MiB of unknown length",
    (_, response) => {
      response.write(JSON.stringify({ text: "x".repeat(6 * 1024 * 1024) }));
      response.end();
    },
  ],
  [
    "packed, as its header says",
    (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(JSON.stringify(jobAnswer({ id: 1 }))),
  ],
] satisfies [string, RequestListener][])
  test(`an answer that is ${why} is odd, and the next one is read again`, async (t) => {
    let first = true;
    const { reads } = await asked(t, (request, response) => {
      if (!first) return json(response, 200, jobAnswer({ id: 1 }));
      first = false;
      return (answer as RequestListener)(request, response);
    });
    assert.equal((await errorOf(reads.job(7, 1))).code, "oddAnswer");
    assert.equal((await reads.job(7, 1))?.id, 1);
  });

test("a job of less than 5 MiB is read, whatever its content type but a page", async (t) => {
  const { reads } = await asked(t, (_, response) =>
    response
      .writeHead(200, { "content-type": "text/plain" })
      .end(JSON.stringify({ ...jobAnswer(), text: "x".repeat(4_900_000) })),
  );
  assert.equal((await reads.job(7, 1001))?.id, 1001);
});

test("nobody at the port is a refused connection", async (t) => {
  const { reads } = client(t, "http://127.0.0.1:1");
  const error = await errorOf(reads.me());
  assert.equal(error.code, "refusedConnection");
  assert.match(error.message, /^GET \/user: no connection \(ECONNREFUSED\)$/);
});

for (const [why, answer] of [
  ["never begins", () => {}],
  ["never ends", (_, response) => void response.writeHead(200).write("{")],
  [
    "drips",
    (_, response) => {
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    },
  ],
] satisfies [string, RequestListener][])
  test(`an answer that ${why} is a time-out`, async (t) => {
    const { reads } = await asked(t, answer, { callTimeoutSeconds: 0.2 });
    assert.equal((await errorOf(reads.me())).code, "timeout");
  });

for (const [why, answer] of [
  ["before the answer", (request) => request.socket.destroy()],
  [
    "in the answer",
    (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setImmediate(() => request.socket.resetAndDestroy());
    },
  ],
] satisfies [string, RequestListener][])
  test(`a connection that breaks ${why} is unreachable, and is not asked again`, async (t) => {
    const { reads, seen } = await asked(t, answer);
    assert.equal((await errorOf(reads.me())).code, "unreachable");
    assert.equal(seen.length, 1);
  });
