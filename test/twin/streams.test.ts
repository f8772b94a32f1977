import assert from "node:assert/strict";
import { request } from "node:http";
import test, { type TestContext } from "node:test";
import type { Content } from "../../infra/twin/state/content.ts";
import { twinWorld } from "./world.ts";

async function withArchive(t: TestContext, file: Content | { sizeBytes: number } | string) {
  const world = await twinWorld(t);
  const { twin, pipeline, served, job } = world;
  const { id } = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: { files: { "file.bin": file } } });
  const url = `${served.url}/api/v4${job(id)}/artifacts/file.bin`;
  return { ...world, url, headers: { "PRIVATE-TOKEN": twin.bot.token } };
}

/** Reads a body until it ends or breaks; how much came. */
async function drink(url: string, headers: Record<string, string>): Promise<{ bytes: number; whole: boolean }> {
  const response = await fetch(url, { headers });
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) bytes += piece.length;
    return { bytes, whole: true };
  } catch {
    return { bytes, whole: false };
  }
}

test("300 MB come whole while the twin holds next to none of them", async (t) => {
  const sizeBytes = 300_000_000;
  const { url, headers } = await withArchive(t, { sizeBytes });
  await drink(url, headers);
  const before = process.memoryUsage.rss();
  const { bytes, whole } = await drink(url, headers);
  assert.deepEqual([bytes, whole], [sizeBytes, true]);
  const grownBytes = process.memoryUsage.rss() - before;
  assert.ok(grownBytes < sizeBytes / 3, `${grownBytes} bytes more`);
});

test("the twin makes no more than is taken, and stops when the taker goes", async (t) => {
  let made = 0;
  let stopped = () => {};
  const isStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const endless: Content = {
    sizeBytes: 1_000_000_000,
    *read() {
      try {
        for (; made < 1_000_000_000; made += 50_000) yield new Uint8Array(50_000);
      } finally {
        stopped();
      }
    },
  };
  const { url, headers } = await withArchive(t, endless);
  made = 0;
  const taker = request(url, { headers }).end();
  const [response] = await new Promise<[import("node:http").IncomingMessage]>((resolve) =>
    taker.on("response", (...given) => resolve(given)),
  );
  response.on("error", () => {});
  response.once("data", () => response.destroy());
  await isStopped;
  assert.ok(made < 50_000_000, `${made} bytes were made`);
});

// an end without a break would come too, once the idle connection is closed, after five seconds
test("a body can break off in the middle, with the length of the whole in its head", { timeout: 4000 }, async (t) => {
  const { url, headers, twin } = await withArchive(t, { sizeBytes: 200_000 });
  twin.faultNext({ kind: "cut", afterBytes: 70_000 });
  assert.deepEqual(await drink(url, headers), { bytes: 70_000, whole: false });
  assert.deepEqual(await drink(url, headers), { bytes: 200_000, whole: true });
  twin.faultNext({ kind: "cut", afterBytes: 200_000 });
  assert.deepEqual(await drink(url, headers), { bytes: 200_000, whole: true });
  assert.deepEqual(
    twin.requests.map(({ status }) => status),
    [200, 200, 200],
  );
});

test("a body can come slowly, piece by piece", async (t) => {
  const { url, headers, twin } = await withArchive(t, "0123456789");
  twin.faultNext({ kind: "slow", chunkBytes: 4, pauseMillis: 30 });
  const pieces: string[] = [];
  const response = await fetch(url, { headers });
  for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
  assert.deepEqual(pieces, ["0123", "4567", "89"]);
});
