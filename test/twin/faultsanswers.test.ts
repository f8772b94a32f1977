import assert from "node:assert/strict";
import { request } from "node:http";
import test from "node:test";
import { createGunzip } from "node:zlib";
import { raw } from "./raw.ts";
import { wire } from "./wire.ts";
import { twinWorld } from "./world.ts";

async function withFailedJob(t: test.TestContext) {
  const world = await twinWorld(t);
  const { id } = world.twin.fail(world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit").id);
  return { ...world, jobId: id, retry: (jobId = id) => raw(world, `${world.job(jobId)}/retry`, { method: "POST" }) };
}

test("a truncated answer has a length that fits, and is no JSON; the work is done", async (t) => {
  const { twin, retry, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "truncated" });
  const { status, headers, text } = await retry();
  assert.deepEqual(
    [status, headers.get("content-length"), twin.job(jobId).isRetried],
    [201, String(text.length), true],
  );
  assert.throws(() => JSON.parse(text), SyntaxError);
  assert.match(text, /^\{"id":\d+,/);
});

test("only an answer that says yes is told wrongly: a no stays whole", async (t) => {
  const { twin, retry } = await withFailedJob(t);
  await retry();
  for (const kind of ["truncated", "noId", "large", "bomb", "contentType"] as const) {
    twin.faultNext({ kind });
    const { status, headers, text } = await retry();
    assert.deepEqual(
      [status, headers.get("content-type"), JSON.parse(text)],
      [403, "application/json", { message: "403 Forbidden - Job is not retryable" }],
      kind,
    );
  }
});

test("a download can be truncated too, wherever it is told to", async (t) => {
  const { twin, pipeline, job, ...world } = await withFailedJob(t);
  const { id } = twin.succeed(pipeline(["test/pack"]).jobs[0]?.id ?? 0, { artifacts: { files: { "a.txt": "hello" } } });
  twin.faultNext({ kind: "truncated", afterBytes: 3 });
  const { text, headers } = await raw({ twin, ...world }, `${job(id)}/artifacts/a.txt`);
  assert.deepEqual([text, headers.get("content-length")], ["hel", "3"]);
});

test("a right answer can have a wrong content type, or none", async (t) => {
  const { twin, ...world } = await withFailedJob(t);
  for (const [type, told] of [
    [undefined, "text/html"],
    ["text/plain; charset=latin1", "text/plain; charset=latin1"],
    [null, null],
  ] as const) {
    twin.faultNext({ kind: "contentType", ...(type !== undefined && { type }) });
    const { status, headers, text } = await raw({ twin, ...world }, "/user");
    assert.deepEqual([status, headers.get("content-type"), JSON.parse(text).username], [200, told, twin.bot.username]);
  }
});

test("a 201 can be without the new job's id, or with the old one's", async (t) => {
  const { twin, retry, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "noId" });
  const nameless = JSON.parse((await retry()).text);
  assert.deepEqual(["id" in nameless, nameless.name, nameless.status], [false, "unit", "pending"]);
  const second = twin.fail(twin.effects[0]?.newJobId ?? 0).id;
  twin.faultNext({ kind: "oldId" });
  const { status, text } = await retry(second);
  assert.deepEqual([status, JSON.parse(text).id, JSON.parse(text).status], [201, second, "pending"]);
  assert.ok(second !== jobId && twin.job(second).isRetried);
});

test("fields of a thing, or of each in a list, can be others or missing", async (t) => {
  const { twin, get, job, jobId, id } = await withFailedJob(t);
  const set = { duration: -5, pipeline: { id: 1 }, status: "melted" };
  twin.faultNext({ kind: "fields", set, drop: ["name"], count: 2 });
  const one = (await get(job(jobId))).json;
  const [listed] = (await get(`/projects/${id}/jobs`)).json;
  for (const { duration, pipeline, status, stage, ...rest } of [one, listed])
    assert.deepEqual([duration, pipeline, status, stage, "name" in rest], [-5, { id: 1 }, "melted", "test", false]);
});

test("an answer can be of six mebibytes, and JSON all the same", async (t) => {
  const { twin, ...world } = await withFailedJob(t);
  for (const paddingBytes of [undefined, 0, 1, 3_000_000]) {
    twin.faultNext({ kind: "large", ...(paddingBytes !== undefined && { paddingBytes }) });
    const { bytes, text } = await raw({ twin, ...world }, "/user");
    assert.equal(bytes.length - text.trimStart().length, paddingBytes ?? 6 * 1024 * 1024);
    assert.equal(JSON.parse(text).username, twin.bot.username);
  }
});

test("a gzip bomb comes though nothing packed was asked for, is small, and unpacks to JSON", async (t) => {
  const { twin, ...world } = await withFailedJob(t);
  for (const paddingBytes of [0, 70_000_001]) {
    twin.faultNext({ kind: "bomb", paddingBytes });
    const { bytes } = await wire({ twin, ...world }, "GET /user");
    const head = bytes.subarray(0, bytes.indexOf("\r\n\r\n")).toString();
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n.*Content-Encoding: gzip/s);
    assert.ok(bytes.length < 2000 + paddingBytes / 900, `${bytes.length} bytes`);
    const { unpackedBytes, end } = await unpacked(bytes.subarray(head.length + 4));
    assert.equal(unpackedBytes - end.trimStart().length, paddingBytes);
    assert.equal(JSON.parse(end).username, twin.bot.username);
  }
});

/** How long it is, and its last four thousand characters; never all of it at once. */
async function unpacked(packed: Buffer): Promise<{ unpackedBytes: number; end: string }> {
  const gunzip = createGunzip();
  gunzip.end(packed);
  let [unpackedBytes, end] = [0, ""];
  for await (const piece of gunzip as AsyncIterable<Buffer>) {
    unpackedBytes += piece.length;
    end = (end + piece.subarray(-4000).toString()).slice(-4000);
  }
  return { unpackedBytes, end };
}

test("a bomb of a gigabyte costs the twin and the wire next to nothing", async (t) => {
  const { twin, served } = await withFailedJob(t);
  twin.faultNext({ kind: "bomb", paddingBytes: 1024 ** 3 });
  const before = process.memoryUsage.rss();
  const wireBytes = await new Promise<number>((resolve, reject) => {
    const headers = { "PRIVATE-TOKEN": twin.bot.token };
    request(`${served.url}/api/v4/user`, { headers }, async (response) => {
      let bytes = 0;
      for await (const piece of response as AsyncIterable<Buffer>) bytes += piece.length;
      resolve(bytes);
    })
      .on("error", reject)
      .end();
  });
  assert.ok(wireBytes < 1_200_000, `${wireBytes} bytes on the wire`);
  assert.ok(process.memoryUsage.rss() - before < 100_000_000);
});
