import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readExitCode, readLogTail } from "../../../lib/gitlab/log/tail.ts";
import { errorOf } from "../asked.ts";
import { served } from "../openhttp.ts";
import { json, serve, token } from "../server.ts";
import { before, lastWords, plain, printed, section } from "./runnerLog.ts";

const place = { projectId: 7, jobId: 1001 };
const megabyte = 1024 ** 2;
const end = plain(...section("cleanup_file_variables"), ...lastWords(": exit code 1"));
const words = "Cleaning up project directory and file based variables\nERROR: Job failed: exit code 1";

/** A log of a script that printed so much. */
function logOf(bytes: number): Buffer {
  const [begin, close] = [section("step_script").slice(0, 2), section("step_script").slice(2)];
  const line = "connection reset by peer\n";
  return Buffer.from(
    plain(...before(), ...begin) + line.repeat(Math.ceil(bytes / line.length)) + plain(...close) + end,
  );
}

type Answering = (log: Buffer, request: IncomingMessage, response: ServerResponse) => void;

function part(log: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const [, asked] = /^bytes=-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  if (asked === undefined) return void response.writeHead(400).end();
  if (log.length === 0) return void response.writeHead(416).end();
  const first = Math.max(0, log.length - Number(asked));
  const range = `bytes ${first}-${log.length - 1}/${log.length}`;
  response.writeHead(206, { "content-range": range, "content-length": log.length - first }).end(log.subarray(first));
}

function whole(log: Buffer, _: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain", "content-length": log.length }).end(log);
}

function byOffset(log: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const first = Number(new URL(request.url ?? "", "http://x").searchParams.get("byte_offset") ?? 0);
  whole(log.subarray(first), request, response);
}

function untold(log: Buffer, _: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain" });
  for (let at = 0; at < log.length; at += megabyte) response.write(log.subarray(at, at + megabyte));
  response.end();
}

async function gitlabWith(t: TestContext, log: Buffer, answer: Answering) {
  const { http, seen } = await served(t, (request, response) => answer(log, request, response));
  return { http, seen, tail: (tailBytes = 65_536) => readLogTail(http, place, { tailBytes }) };
}

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What bytes are held once those that nobody needs are gone. */
function heldBytes(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

const kinds: Record<string, readonly [Answering, requests: number]> = {
  "serves HTTP's parts": [part, 1],
  "sends the whole": [whole, 1],
  "knows offsets": [byOffset, 1],
  "does not tell the length": [untold, 1],
};

for (const [kind, [answer, requests]] of Object.entries(kinds))
  test(`a short log is read by ${requests} request from a GitLab that ${kind}`, async (t) => {
    const { tail, seen, http } = await gitlabWith(t, logOf(1000), answer);
    const text = (await tail()) ?? "";
    assert.ok(text.startsWith("Running with") && text.endsWith(`…\n${words}`), text);
    assert.equal(seen.length, requests);
    assert.ok((await tail(500))?.endsWith(words));
    assert.equal(await readExitCode(http, place), 1);
    assert.equal(seen[0]?.line, "GET /api/v4/projects/7/jobs/1001/trace");
  });

const longKinds: Record<string, readonly [Answering, requests: number]> = {
  "serves HTTP's parts": [part, 1],
  "sends the whole": [whole, 2],
  "knows offsets": [byOffset, 2],
  "does not tell the length": [untold, 2],
};

for (const [kind, [answer, requests]] of Object.entries(longKinds))
  test(`of a log of 50 MB no more than its end is kept, from a GitLab that ${kind}`, async (t) => {
    const { tail, seen } = await gitlabWith(t, logOf(50 * megabyte), answer);
    const before = heldBytes();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, heldBytes() - before);
    }, 20);
    t.after(() => clearInterval(watch));
    assert.equal(await tail(), `…\n${words}`);
    assert.equal(seen.length, requests);
    assert.ok(most < 16 * megabyte, `${most} bytes`);
  });

test("a log over 64 MiB whose end GitLab cannot send alone is not told", async (t) => {
  const log = logOf(65 * megabyte);
  for (const answer of [whole, untold]) {
    const { tail, http } = await gitlabWith(t, log, answer);
    assert.equal(await tail(), undefined);
    assert.equal(await readExitCode(http, place), undefined);
  }
  const { tail } = await gitlabWith(t, log, byOffset);
  assert.equal(await tail(), `…\n${words}`);
});

test("no log and no job are no text and no code", async (t) => {
  for (const answer of [part, whole, untold]) {
    const { tail, http } = await gitlabWith(t, Buffer.alloc(0), answer);
    assert.equal(await tail(), null);
    assert.equal(await readExitCode(http, place), null);
  }
  const gone: Answering = (_, __, response) => json(response, 404, { message: "404 Not found" });
  assert.equal(await (await gitlabWith(t, Buffer.alloc(0), gone)).tail(), null);
});

test("a log in object storage is read there, in part, and the token stays with GitLab", async (t) => {
  const log = logOf(5 * megabyte);
  const storage = await serve(t, (request, response) => part(log, request, response));
  const redirect: Answering = (_, __, response) =>
    response.writeHead(302, { location: `${storage.url}/trace?X-Amz-Signature=0123` }).end();
  const { tail, seen } = await gitlabWith(t, log, redirect);
  assert.equal(await tail(), `…\n${words}`);
  assert.equal(seen.length, 1);
  assert.equal(storage.seen[0]?.headers.range, "bytes=-65536");
  assert.ok(!JSON.stringify(storage.seen).includes(token));
});

test("more than a mebibyte of a log's end is never kept, whatever a rule asks for", async (t) => {
  const { tail, seen } = await gitlabWith(
    t,
    Buffer.from(plain(...before(...printed("x".repeat(2 * megabyte))), ...lastWords(": exit code 1"))),
    part,
  );
  assert.match((await tail(10 * megabyte)) ?? "", /^ERROR: Job failed: exit code 1$/);
  assert.equal(seen[0]?.headers.range, `bytes=-${megabyte}`);
});

test("a GitLab that cannot be asked is an error, not a log without a match", async (t) => {
  const down: Answering = (_, __, response) => json(response, 503, { message: "down" });
  const { tail, http } = await gitlabWith(t, Buffer.alloc(0), down);
  assert.equal((await errorOf(tail())).code, "server");
  assert.equal((await errorOf(readExitCode(http, place))).code, "server");
});
