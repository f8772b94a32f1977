import assert from "node:assert/strict";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createLogs } from "../../lib/gitlab/logs.ts";
import { errorOf } from "./asked.ts";
import { memory } from "./memory.ts";
import { served } from "./openhttp.ts";
import { json, serve } from "./server.ts";

const seed = 20_261_121;

const place = { project: 7, jobId: 1001 };
type Answering = (log: Buffer, request: IncomingMessage, response: ServerResponse) => void;

const whole: Answering = (log, _, response) =>
  response.writeHead(200, { "content-type": "text/plain", "content-length": log.length }).end(log);

/** The kinds of GitLab, and of what stands before it, that people have. */
const kinds: Record<string, Answering> = {
  "GitLab 19, which serves parts": (log, request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    const [offset, limit] = [Number(query.get("byte_offset") ?? 0), Number(query.get("byte_limit") ?? log.length + 1)];
    if (limit < 1 || (query.has("byte_limit") && limit > 512_000) || offset < 0)
      return json(response, 400, { error: "byte_limit does not have a valid value" });
    whole(log.subarray(offset, offset + limit), request, response);
  },
  "an older GitLab, which does not": whole,
  "an older GitLab, which does not tell the length": (log, _, response) => {
    for (let at = 0; at < log.length; at += 7) response.write(log.subarray(at, at + 7));
    response.end();
  },
  "an older GitLab behind a proxy that serves HTTP's parts": (log, request, response) => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (from === undefined) return whole(log, request, response);
    if (Number(from) >= log.length) return void response.writeHead(416).end();
    const part = log.subarray(Number(from), Number(to) + 1);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${log.length}`;
    response.writeHead(206, { "content-range": range, "content-length": part.length }).end(part);
  },
};

async function logsOf(t: TestContext, answer: RequestListener) {
  const { http, seen } = await served(t, answer);
  return { logs: createLogs(http), seen };
}

for (const [kind, answer] of Object.entries(kinds)) {
  test(`any part and any end of any log is what it is at ${kind}`, async (t) => {
    let log = Buffer.alloc(0);
    const { logs } = await logsOf(t, (request, response) => answer(log, request, response));
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), fc.nat(70), fc.nat(70), async (text, first, bytes) => {
        log = Buffer.from(text);
        const [all, part, tail] = [memory(), memory(), memory()];
        const came = await Promise.all([
          logs.whole(7, 1001, all),
          logs.part(place, { first, bytes }, part),
          logs.tail(place, bytes, tail),
        ]);
        assert.deepEqual(all.text(), log.toString());
        assert.deepEqual(part.text(), log.subarray(first, first + bytes).toString());
        assert.deepEqual(tail.text(), log.subarray(Math.max(0, log.length - bytes)).toString());
        assert.deepEqual(
          came.map((downloaded) => downloaded?.bytes),
          [all.bytes, part.bytes, tail.bytes],
        );
        assert.deepEqual(
          came.map((downloaded) => downloaded?.partial),
          [false, true, bytes < log.length],
        );
      }),
      { seed, numRuns: 60 },
    );
  });

  test(`a part of more than half a megabyte is served at ${kind}`, async (t) => {
    const log = Buffer.alloc(700_000, "0123456789");
    const { logs } = await logsOf(t, (request, response) => answer(log, request, response));
    const [part, tail] = [memory(), memory()];
    await logs.part(place, { first: 11, bytes: 600_000 }, part);
    await logs.tail(place, 600_005, tail);
    assert.ok(part.text() === log.subarray(11, 600_011).toString());
    assert.ok(tail.text() === log.subarray(-600_005).toString());
  });

  test(`a part or an end of nothing is nothing at ${kind}`, async (t) => {
    const { logs } = await logsOf(t, (request, response) => answer(Buffer.from("abc"), request, response));
    for (const first of [0, 1, 9]) assert.equal((await logs.part(place, { first, bytes: 0 }, memory()))?.bytes, 0);
    assert.equal((await logs.tail(place, 0, memory()))?.bytes, 0);
  });

  test(`no log is an empty one, no job is none at ${kind}`, async (t) => {
    let isThere = true;
    const { logs } = await logsOf(t, (request, response) =>
      isThere ? answer(Buffer.alloc(0), request, response) : json(response, 404, { message: "404 Not found" }),
    );
    const all = () =>
      Promise.all([
        logs.whole(7, 1001, memory()),
        logs.part(place, { first: 5, bytes: 5 }, memory()),
        logs.tail(place, 5, memory()),
      ]);
    assert.deepEqual(
      (await all()).map((came) => came?.bytes),
      [0, 0, 0],
    );
    isThere = false;
    assert.deepEqual(await all(), [undefined, undefined, undefined]);
  });
}

test("whether GitLab serves parts is asked once, and then only for the part", async (t) => {
  const answer = kinds["GitLab 19, which serves parts"];
  const log = Buffer.alloc(100_000, "x");
  const { logs, seen } = await logsOf(t, (request, response) => answer?.(log, request, response));
  for (const first of [10, 20, 30]) await logs.part(place, { first, bytes: 5 }, memory());
  assert.deepEqual(
    seen.map(({ line }) => line.split("/trace")[1]),
    [
      "?byte_offset=0&byte_limit=0",
      "?byte_offset=10&byte_limit=5",
      "?byte_offset=20&byte_limit=5",
      "?byte_offset=30&byte_limit=5",
    ],
  );
});

test("a log that GitLab does not let us see is an error, a part of it too", async (t) => {
  const { logs } = await logsOf(t, (_, response) => json(response, 403, { message: "403 Forbidden" }));
  for (const look of [
    logs.whole(7, 1, memory()),
    logs.part(place, { first: 1, bytes: 1 }, memory()),
    logs.tail(place, 1, memory()),
  ])
    assert.equal((await errorOf(look)).code, "forbidden");
});

for (const [what, isTold] of [
  ["tells", true],
  ["does not tell", false],
] as const)
  test(`the end of a log that grows meanwhile is no longer than was asked for, where GitLab ${what} the length`, async (t) => {
    const { logs, seen } = await logsOf(t, (_, response) => {
      const log = "0123456789".padEnd(seen.length > (isTold ? 1 : 2) ? 1_000_000 : 10, "x");
      if (isTold) response.setHeader("content-length", log.length);
      else response.write("");
      response.end(log);
    });
    const sink = memory();
    const came = await logs.tail(place, 100, sink);
    assert.deepEqual([sink.text(), came?.bytes, came?.ofBytes], ["0123456789", 10, 10]);
  });

test("a log that its storage has lost is not a job that is gone", async (t) => {
  const storage = await serve(t, (_, response) =>
    response.writeHead(404, { "content-type": "application/xml" }).end("<Error><Code>NoSuchKey</Code></Error>"),
  );
  const { logs } = await logsOf(t, (_, response) => response.writeHead(302, { location: `${storage.url}/log` }).end());
  const looks = [logs.whole(7, 1, memory()), logs.part(place, { first: 0, bytes: 1 }, memory())];
  for (const look of [...looks, logs.tail(place, 1, memory())])
    assert.match((await errorOf(look)).advice, /its storage has lost it/);
});
