import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { serveFunctions } from "../../infra/local/server.ts";

type Handler = (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;

const taken = async () => ({ statusCode: 202 });

async function serverOf(t: TestContext, gitlab: Handler, mostHeldBytes?: number) {
  const server = await serveFunctions({ gitlab }, { port: 0, ...(mostHeldBytes !== undefined && { mostHeldBytes }) });
  t.after(() => server.close());
  const port = Number(new URL(server.url).port);
  const open = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    t.after(() => socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  return { url: server.url, port, open };
}

function head(target: string, more = ""): string {
  return `POST ${target} HTTP/1.1\r\nhost: penstock\r\n${more}\r\n`;
}

async function statusOf(socket: Socket): Promise<number> {
  const [chunk] = await once(socket, "data");
  return Number(String(chunk).slice(9, 12));
}

test("a sender that hangs up in the middle of a body harms nobody else", async (t) => {
  const { url, open } = await serverOf(t, taken);
  const socket = await open();
  socket.write(`${head("/gitlab/gitlab", "content-length: 100\r\n")}abc`);
  const other = await fetch(`${url}/gitlab/gitlab`, { method: "POST", body: "{}" });
  assert.equal(other.status, 202);
  const closed = once(socket, "close");
  socket.destroy();
  await closed;
  assert.equal((await fetch(`${url}/gitlab/gitlab`, { method: "POST", body: "{}" })).status, 202);
});

for (const [target, status] of [
  ["//", 400],
  ["/gitlab/../nowhere", 404],
  ["/nowhere/gitlab/gitlab", 404],
  ["/gitlab/gitlab?a=1", 202],
] as const)
  test(`${target} is answered ${status}, and the server stays`, async (t) => {
    const { open } = await serverOf(t, taken);
    for (const _ of [1, 2]) {
      const socket = await open();
      socket.write(head(target, "content-length: 2\r\n"));
      socket.write("{}");
      assert.equal(await statusOf(socket), status);
    }
  });

test("a handler gets what a function URL would hand over", async (t) => {
  const seen: LambdaFunctionURLEvent[] = [];
  const { port } = await serverOf(t, async (event) => {
    seen.push(event);
    return { statusCode: 200, headers: { "content-type": "application/json" }, cookies: ["a=1", "b=2"], body: "{}" };
  });
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const headers = { "X-Twice": ["one", "two"], Cookie: "c=3; d=4", "user-agent": "GitLab/19" };
  httpRequest(
    { port, host: "127.0.0.1", path: "/gitlab/x?y=%20z", method: "PUT", headers },
    ({ headers: back, statusCode }) =>
      resolve([String(statusCode), ...(back["set-cookie"] ?? []), back["content-length"] ?? ""]),
  ).end("bäh");
  assert.deepEqual(await promise, ["200", "a=1", "b=2", "2"]);
  const [event] = seen;
  assert.ok(event);
  assert.deepEqual(
    [event.rawPath, event.rawQueryString, event.headers["x-twice"], event.cookies, event.requestContext.http],
    [
      "/gitlab/x",
      "y=%20z",
      "one,two",
      ["c=3", "d=4"],
      { method: "PUT", path: "/gitlab/x", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "GitLab/19" },
    ],
  );
  assert.equal(Buffer.from(event.body ?? "", "base64").toString(), "bäh");
});

test("an answer that cannot be sent breaks its own connection, and the server stays", async (t) => {
  let value = "a\nb";
  const { url } = await serverOf(t, async () => ({ statusCode: 200, headers: { "x-odd": value } }));
  await assert.rejects(fetch(`${url}/gitlab/gitlab`, { method: "POST", body: "{}" }));
  value = "ab";
  assert.equal((await fetch(`${url}/gitlab/gitlab`, { method: "POST", body: "{}" })).status, 200);
});

test("a body over 6 MiB is refused and its connection closed", async (t) => {
  const { open } = await serverOf(t, taken);
  const socket = await open();
  const bytes = 6 * 1024 * 1024 + 1;
  socket.write(head("/gitlab/gitlab", `content-length: ${bytes}\r\n`));
  socket.write(Buffer.alloc(bytes, " "));
  assert.equal(await statusOf(socket), 413);
});

test("what a sender held who hangs up is given back", { timeout: 20_000 }, async (t) => {
  const { url, open } = await serverOf(t, taken, 150);
  const socket = await open();
  socket.write(`${head("/gitlab/gitlab", "content-length: 100\r\n")}abc`);
  const waiting = fetch(`${url}/gitlab/gitlab`, { method: "POST", body: "x".repeat(100) });
  await turns();
  socket.destroy();
  assert.equal((await waiting).status, 202);
});

/** Until what was written in this process has arrived in it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((later) => setImmediate(later));
}

test("bodies that do not fit in memory together wait unread, and each is answered in the end", async (t) => {
  const gates: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const slow = async () => {
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => gates.push(resolve));
    now--;
    return { statusCode: 202 };
  };
  const { open } = await serverOf(t, slow, 250);
  const sockets = await Promise.all(Array.from({ length: 20 }, open));
  const answers = Promise.all(sockets.map(statusOf));
  for (const socket of sockets) socket.write(`${head("/gitlab/gitlab", "content-length: 100\r\n")}${"x".repeat(100)}`);
  let isOver = false;
  void answers.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await turns();
    gates.shift()?.();
  }
  assert.deepEqual(await answers, Array(20).fill(202));
  assert.equal(most, 2);
});

for (const [what, sent, handed] of [
  ["a header that was sent twice", "x-twice: one\r\nx-twice: two\r\n", { headers: { "x-twice": "one,two" } }],
  ["one of which HTTP knows only one", "user-agent: a\r\nuser-agent: b\r\n", { headers: { "user-agent": "a,b" } }],
  ["a cookie", "cookie: c=3; d=4\r\n", { headers: {}, cookies: ["c=3", "d=4"] }],
  ["a header that only answers have", "set-cookie: c=3\r\n", { headers: { "set-cookie": "c=3" } }],
  ["one with an odd name", "__proto__: a\r\n", { headers: Object.fromEntries([["__proto__", "a"]]) }],
] as const)
  test(`${what} is handed over as AWS does`, async (t) => {
    const seen: LambdaFunctionURLEvent[] = [];
    const { open } = await serverOf(t, async (event) => {
      seen.push(event);
      return taken();
    });
    const socket = await open();
    socket.write(`${head("/gitlab/gitlab", `content-length: 2\r\n${sent}`)}{}`);
    assert.equal(await statusOf(socket), 202);
    const { host: _host, "content-length": _length, ...headers } = seen[0]?.headers ?? {};
    assert.deepEqual({ headers: { ...headers }, cookies: seen[0]?.cookies }, { cookies: undefined, ...handed });
  });
