import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { openPool } from "../../../lib/gitlab/http/pool.ts";
import { roundTrip } from "../../../lib/gitlab/http/roundtrip.ts";
import { errorOf } from "../asked.ts";
import { openHttp, served } from "../openhttp.ts";
import { json, serve } from "../server.ts";
import { raw } from "./raw.ts";

/** One connection to a server that keeps the answer to `/held` back, until it is told otherwise. */
async function oneConnection(t: TestContext) {
  const held = Promise.withResolvers<ServerResponse>();
  const { url, seen } = await serve(t, (request, response) => {
    if (request.url === "/held") held.resolve(response);
    else json(response, 200, {});
  });
  const bounds = { connectSeconds: 3, waitSeconds: 10, answerBytes: 1_000, connections: 1 };
  const connections = openPool(url, bounds);
  t.after(() => connections.pool.destroy());
  const post = (path: string, timeoutMillis: number) =>
    roundTrip(connections, { method: "POST", path }, { timeoutMillis, onHead: () => {} });
  return { post, held: held.promise, lines: () => seen.map(({ line }) => line) };
}

test("a request that waited for a connection for too long is a time-out, and is not sent any more", async (t) => {
  const { post, held, lines } = await oneConnection(t);
  const first = post("/held", 10_000);
  const response = await held;
  await assert.rejects(post("/waits", 20), { name: "TimeoutError" });
  json(response, 200, {});
  assert.deepEqual([(await first).status, (await post("/next", 10_000)).status], [200, 200]);
  assert.deepEqual(lines(), ["POST /held", "POST /next"]);
});

test("a request that is not answered in time is given up, and the next one does not wait for it", async (t) => {
  const { post, lines } = await oneConnection(t);
  await assert.rejects(post("/held", 200), { name: "TimeoutError" });
  assert.equal((await post("/next", 5_000)).status, 200);
  assert.equal(lines().at(-1), "POST /next");
});

test("a request that got no connection until its time was up is known not to be sent", async (t) => {
  const silent = await raw(t, () => {});
  const http = openHttp(t, silent.replace("http:", "https:"), { callTimeoutSeconds: 1 });
  const error = await errorOf(http.send({ method: "POST", path: "/projects/7/jobs/1001/retry" }));
  assert.equal(error.code, "refusedConnection");
});

test("what is said before an answer is no answer", async (t) => {
  const hint = "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";
  const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n{"id":3,"username":"bot"}';
  const http = openHttp(t, await raw(t, (socket) => socket.write(hint + whole)));
  const { status, headers, body } = await http.send({ method: "GET", path: "/user" });
  assert.deepEqual([status, headers.link, `${Buffer.from(body)}`], [200, undefined, '{"id":3,"username":"bot"}']);
});

test("an answer of which only a hint came is none", async (t) => {
  const url = await raw(t, (socket) => socket.end("HTTP/1.1 103 Early Hints\r\n\r\n"));
  const error = await errorOf(openHttp(t, url).send({ method: "GET", path: "/user" }));
  assert.deepEqual([error.code, error.status], ["unreachable", undefined]);
});

test("an answer that comes in pieces is read in their order", async (t) => {
  const { http } = await served(t, async (_, response) => {
    for (const piece of ["[", "1,", "22", ",3]"]) await new Promise((sent) => response.write(piece, sent));
    response.end();
  });
  assert.equal(`${Buffer.from((await http.send({ method: "GET", path: "/x" })).body)}`, "[1,22,3]");
});

test("headers that were sent twice are one, with a comma", async (t) => {
  const head = "HTTP/1.1 200 OK\r\nx-next-page: 2\r\nx-next-page: 3\r\ncontent-length: 0\r\n\r\n";
  const http = openHttp(t, await raw(t, (socket) => socket.write(head)));
  assert.equal((await http.send({ method: "GET", path: "/x" })).headers["x-next-page"], "2,3");
});
