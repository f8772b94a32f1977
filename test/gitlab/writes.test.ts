import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createServer } from "node:net";
import { test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { asked } from "./asked.ts";
import { selfSigned } from "./selfsigned.ts";
import { client, jobAnswer, json, listen, serve, token } from "./server.ts";

test("each effect is one request to its address", async (t) => {
  const { writes, seen } = await asked(t, (request, response) =>
    request.method === "DELETE"
      ? response.writeHead(204).end()
      : json(response, 201, jobAnswer({ id: request.url?.endsWith("/retry") ? 1002 : 1001, status: "pending" })),
  );
  const retried = await writes.retry(7, 1001);
  assert.deepEqual([retried.kind, retried.kind === "accepted" && retried.job?.id], ["accepted", 1002]);
  assert.equal((await writes.cancel(7, 1001)).kind, "accepted");
  assert.equal((await writes.play(7, 1001, {})).kind, "accepted");
  assert.equal((await writes.keep(7, 1001)).kind, "accepted");
  assert.deepEqual(await writes.deleteArtifacts(7, 1001), { kind: "accepted", status: 204 });
  assert.equal((await writes.erase(7, 1001)).kind, "accepted");
  assert.deepEqual(
    seen.map(({ line, body }) => `${line} ${body}`),
    [
      "POST /api/v4/projects/7/jobs/1001/retry ",
      "POST /api/v4/projects/7/jobs/1001/cancel ",
      "POST /api/v4/projects/7/jobs/1001/play ",
      "POST /api/v4/projects/7/jobs/1001/artifacts/keep ",
      "DELETE /api/v4/projects/7/jobs/1001/artifacts ",
      "POST /api/v4/projects/7/jobs/1001/erase ",
    ],
  );
  assert.ok(seen.every(({ headers }) => headers.authorization === `Bearer ${token}`));
});

test("inputs go under the name that each GitLab reads, and stay of their sort", async (t) => {
  const { writes, seen } = await asked(t, (request, response) =>
    json(response, 201, jobAnswer({ id: request.url?.endsWith("/retry") ? 1002 : 1001 })),
  );
  const inputs = { when: "now", n: 3, dry: false, list: ["a", 1] };
  await writes.retry(7, 1001, inputs);
  await writes.play(7, 1001, {}, inputs);
  assert.deepEqual(
    seen.map(({ body }) => JSON.parse(body)),
    [{ inputs, job_inputs: inputs }, { job_inputs: inputs }],
  );
});

test("variables arrive exactly as they are, whatever they hold", async (t) => {
  const { writes, seen } = await asked(t, (_, response) => json(response, 200, jobAnswer()));
  const value = 'a"}],"x":[{"\\\n☃';
  await writes.play(7, 1001, { TARGET: value, EMPTY: "" });
  assert.deepEqual(JSON.parse(seen[0]?.body ?? ""), {
    job_variables_attributes: [
      { key: "TARGET", value },
      { key: "EMPTY", value: "" },
    ],
  });
  assert.equal(seen[0]?.headers["content-type"], "application/json");
});

for (const status of [400, 401, 403, 404, 409, 422, 429])
  test(`a ${status} is rejected, with GitLab's words and how long to wait`, async (t) => {
    const { writes } = await asked(t, (_, response) =>
      json(response, status, { message: `${status} No - Job is not retryable` }, { "retry-after": "20" }),
    );
    assert.deepEqual(await writes.retry(7, 1001), {
      kind: "rejected",
      status,
      message: `POST /projects/7/jobs/1001/retry: ${status} No - Job is not retryable`,
      retryAfterSeconds: 20,
      ...(status === 429 && { limit: "object" }),
    });
  });

test("a rejection never repeats the token or a variable's value, cut or not", async (t) => {
  for (const filler of [0, 190]) {
    const { writes } = await asked(t, (request, response) => {
      json(response, 400, { message: { value: [`${"x".repeat(filler)}top "secret"`, request.headers.authorization] } });
    });
    const reply = await writes.play(7, 1001, { PASSWORD: 'top "secret"', PART: "secret" });
    assert.ok(reply.kind === "rejected" && !/top|secret|glpat/.test(reply.message), JSON.stringify(reply));
  }
});

for (const status of [301, 302, 307, 308])
  test(`a ${status} is rejected: nothing was done, and the other host sees nothing`, async (t) => {
    const other = await serve(t, (_, response) => json(response, 201, jobAnswer()));
    const { writes } = await asked(t, (_, response) => json(response, status, {}, { location: `${other.url}/x` }));
    assert.equal((await writes.retry(7, 1001)).kind, "rejected");
    assert.deepEqual(other.seen, []);
  });

for (const [why, answer] of [
  ["a 500", (_, response) => json(response, 500, { message: "500 Internal Server Error" })],
  ["a 502 page", (_, response) => response.writeHead(502, { "content-type": "text/html" }).end("<html>")],
  ["a 503 that asks to wait", (_, response) => json(response, 503, {}, { "retry-after": "5" })],
  ["a proxy's 408", (_, response) => response.writeHead(408).end()],
  ["a broken connection", (request) => request.socket.destroy()],
  ["a reset connection", (request) => request.socket.resetAndDestroy()],
  [
    "a 201 that breaks off",
    (request, response) => {
      response.writeHead(201, { "content-length": "100" }).write("{");
      setImmediate(() => request.socket.destroy());
    },
  ],
  ["no answer", () => {}],
  ["a 201 that never ends", (_, response) => void response.writeHead(201).write("{")],
  ["a 201 without an id", (_, response) => json(response, 201, { name: "a", status: "pending" })],
  ["a 201 without a body", (_, response) => response.writeHead(201).end()],
  ["a 200 login page", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in")],
  ["a packed 201", (_, response) => response.writeHead(201, { "content-encoding": "br" }).end("x")],
  ["a 201 of 6 MiB", (_, response) => json(response, 201, { text: "x".repeat(6 * 1024 * 1024) })],
] satisfies [string, RequestListener][])
  test(`after ${why} nobody knows whether it was done, and it is not sent again`, async (t) => {
    const { writes, seen } = await asked(t, answer as RequestListener, { callTimeoutSeconds: 0.3 });
    const reply = await writes.retry(7, 1001);
    assert.equal(reply.kind, "unknown", JSON.stringify(reply));
    assert.ok(reply.kind === "unknown" && reply.message.startsWith("POST /projects/7/jobs/1001/retry: "));
    assert.equal(seen.length, 1);
  });

test("a delete that is answered by a login page may not have been done", async (t) => {
  const { writes } = await asked(t, (_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
  );
  assert.equal((await writes.deleteArtifacts(7, 1001)).kind, "unknown");
});

test("a 403 whose words break off is rejected all the same", async (t) => {
  const { writes } = await asked(t, (request, response) => {
    response.writeHead(403, { "content-length": "100" }).write("{");
    setImmediate(() => request.socket.destroy());
  });
  assert.equal((await writes.retry(7, 1001)).kind, "rejected");
});

test("an idle connection that GitLab closes at the next request does not make it come twice", async (t) => {
  let first = true;
  const { writes, reads, seen } = await asked(t, (request, response) => {
    if (first) json(response, 200, { id: 3, username: "bot" });
    else request.socket.resetAndDestroy();
    first = false;
  });
  await reads.me();
  for (const effect of [() => writes.retry(7, 1), () => writes.deleteArtifacts(7, 1)])
    assert.equal((await effect()).kind, "unknown");
  assert.equal(seen.length, 3);
});

test("with nobody at the port nothing was sent", async (t) => {
  const { writes } = client(t, "http://127.0.0.1:1");
  assert.equal((await writes.retry(7, 1001)).kind, "notSent");
});

test("with a name that does not exist nothing was sent", async (t) => {
  const { writes } = client(t, "https://gitlab.invalid");
  assert.equal((await writes.retry(7, 1001)).kind, "notSent");
});

test("to a server that speaks no TLS nothing was sent", async (t) => {
  const received: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      received.push(data.toString("latin1"));
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
  });
  t.after(() => server.close());
  const url = (await listen(server)).replace("http:", "https:");
  assert.equal((await client(t, url).writes.retry(7, 1001)).kind, "notSent");
  assert.ok(received.every((text) => !text.includes(token)));
});

test("to a server whose certificate nobody vouches for nothing was sent", async (t) => {
  const heard: string[] = [];
  const server = createTlsServer({ key: selfSigned.key, cert: selfSigned.cert }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => heard.push(`${data}`));
  });
  server.on("tlsClientError", () => {});
  t.after(() => server.close());
  const url = (await listen(server)).replace("http:", "https:");
  assert.equal((await client(t, url).writes.retry(7, 1001)).kind, "notSent");
  assert.deepEqual(heard, []);
});

test("a private CA that is named is trusted", async (t) => {
  const server = createTlsServer({ key: selfSigned.key, cert: selfSigned.cert }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
  });
  t.after(() => server.close());
  const url = (await listen(server)).replace("http://127.0.0.1", "https://localhost");
  assert.equal((await client(t, url, { caPem: selfSigned.cert }).writes.retry(7, 1001)).kind, "rejected");
});
