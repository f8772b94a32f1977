import assert from "node:assert/strict";
import test from "node:test";
import { raw } from "./raw.ts";
import { unzip } from "./unzip.ts";
import { twinWorld } from "./world.ts";

const files = {
  "report/index.html": "<h1>fine</h1>",
  "out/ä b.bin": Buffer.from([0, 1, 2, 255]),
  "big.bin": { sizeBytes: 100_000 },
};

async function withArchive(t: Parameters<typeof twinWorld>[0], artifacts = {}) {
  const world = await twinWorld(t);
  const one = world.pipeline(["test/unit"]);
  const { id } = world.twin.succeed(world.twin.jobNamed(one.id, "unit").id, { artifacts: { files, ...artifacts } });
  return { ...world, jobId: id, ask: (path: string, options = {}) => raw(world, `${world.job(id)}${path}`, options) };
}

test("a job's archive is a zip of the files that it left, with the size that the job shows", async (t) => {
  const { ask, get, job, jobId } = await withArchive(t);
  const { status, headers, bytes } = await ask("/artifacts");
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/octet-stream");
  assert.equal(
    headers.get("content-disposition"),
    `attachment; filename="artifacts.zip"; filename*=UTF-8''artifacts.zip`,
  );
  assert.equal(headers.get("content-length"), String(bytes.length));
  assert.equal((await get(job(jobId))).json.artifacts_file.size, bytes.length);
  const found = unzip(bytes);
  assert.deepEqual([...found.keys()], Object.keys(files));
  assert.equal(found.get("report/index.html")?.toString(), "<h1>fine</h1>");
  assert.deepEqual(found.get("out/ä b.bin"), Buffer.from([0, 1, 2, 255]));
  assert.equal(found.get("big.bin")?.length, 100_000);
});

test("an archive that is given as a size only is a zip of just that size, the same each time", async (t) => {
  const { twin, pipeline, job, ...world } = await twinWorld(t);
  for (const sizeBytes of [22, 100, 124, 70_001]) {
    const one = pipeline(["test/unit"]);
    const { id } = twin.succeed(twin.jobNamed(one.id, "unit").id, {
      artifacts: { files: [{ type: "archive", sizeBytes }] },
    });
    const [first, again] = [
      await raw({ ...world, twin }, `${job(id)}/artifacts`),
      await raw({ ...world, twin }, `${job(id)}/artifacts`),
    ];
    assert.equal(first.bytes.length, sizeBytes);
    assert.deepEqual(first.bytes, again.bytes);
    assert.equal(unzip(first.bytes).size, sizeBytes < 124 ? 0 : 1);
  }
});

test("an archive can be had in parts and by HEAD, from the start, the middle and the end", async (t) => {
  const { ask, twin } = await withArchive(t);
  const whole = (await ask("/artifacts")).bytes;
  const part = (range: string) => ask("/artifacts", { headers: { "PRIVATE-TOKEN": twin.bot.token, Range: range } });
  for (const [range, from, to] of [
    ["bytes=0-9", 0, 10],
    ["bytes=90-100050", 90, 100_051],
    ["bytes=100000-", 100_000, whole.length],
    ["bytes=-22", whole.length - 22, whole.length],
  ] as const) {
    const { status, headers, bytes } = await part(range);
    assert.deepEqual([status, headers.get("content-range")], [206, `bytes ${from}-${to - 1}/${whole.length}`]);
    assert.deepEqual(bytes, whole.subarray(from, to));
  }
  const beyond = await part("bytes=9000000-");
  assert.deepEqual([beyond.status, beyond.headers.get("content-range")], [416, `bytes */${whole.length}`]);
  const head = await ask("/artifacts", { method: "HEAD" });
  assert.deepEqual(
    [head.status, head.headers.get("content-length"), head.bytes.length],
    [200, String(whole.length), 0],
  );
});

test("one file of an archive comes with its own type and name, never in parts", async (t) => {
  const { ask, twin } = await withArchive(t);
  const page = await ask("/artifacts/report/index.html");
  assert.deepEqual([page.status, page.text], [200, "<h1>fine</h1>"]);
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(page.headers.get("content-disposition"), 'attachment; filename="index.html"');
  const headers = { "PRIVATE-TOKEN": twin.bot.token, Range: "bytes=0-1" };
  const odd = await ask("/artifacts/out/%C3%A4%20b.bin", { headers });
  assert.deepEqual([odd.status, odd.bytes], [200, Buffer.from([0, 1, 2, 255])]);
  assert.equal(odd.headers.get("content-type"), "application/octet-stream");
  const missing = await ask("/artifacts/report/none.html");
  assert.deepEqual([missing.status, missing.text], [404, "404 page not found\n"]);
  const bad = await ask("/artifacts/report%00");
  assert.deepEqual([bad.status, JSON.parse(bad.text)], [400, { message: "400 Bad request" }]);
});

test("there is nothing to download without an archive, past its end, or once it was deleted", async (t) => {
  const { twin, pipeline, ask, job, jobId, del, time, ...world } = await withArchive(t, { expireInSeconds: 86_400 });
  const nothing = [404, { message: "404 Not Found" }];
  const none = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: { files: [] } });
  const seen = async (path: string) => {
    const { status, text } = await raw({ ...world, twin }, path);
    return [status, JSON.parse(text)];
  };
  assert.deepEqual(await seen(`${job(none.id)}/artifacts`), nothing);
  assert.deepEqual(await seen(`${job(none.id)}/artifacts/a.txt`), nothing);
  assert.deepEqual(await seen(`${job(99)}/artifacts`), [404, { message: "404 Not found" }]);
  time.advance(86_400);
  assert.equal((await raw({ ...world, twin }, `${job(jobId)}/artifacts`)).status, 200, "until it is cleaned up");
  assert.deepEqual(await seen(`${job(jobId)}/artifacts/report/index.html`), nothing);
  const kept = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: { files } });
  assert.equal((await raw({ ...world, twin }, `${job(kept.id)}/artifacts`)).status, 200);
  await del(`${job(kept.id)}/artifacts`);
  assert.deepEqual(await seen(`${job(kept.id)}/artifacts`), nothing);
});

test("the files of an archive are listed directory by directory, or all at once", async (t) => {
  const { get, job, jobId, ...world } = await withArchive(t);
  const paths = async (query: string) => {
    const { json } = await get(`${job(jobId)}/artifacts/tree${query}`);
    return json.map?.((entry: { path: string }) => entry.path) ?? json;
  };
  assert.deepEqual(await paths(""), ["out/", "report/", "big.bin"]);
  assert.deepEqual(await paths("?path=report"), ["report/index.html"]);
  assert.deepEqual(await paths("?recursive=true"), ["out/", "report/", "big.bin", "out/ä b.bin", "report/index.html"]);
  assert.deepEqual(await paths("?path=none"), { message: "404 Path Not Found" });
  assert.deepEqual((await get(`${job(jobId)}/artifacts/tree?path=report/`)).json, [
    { name: "index.html", path: "report/index.html", type: "file", size: 13, mode: "100644" },
  ]);
  const { twin, pipeline } = world;
  const bare = { files: [{ type: "archive", sizeBytes: 500 }] };
  const { id } = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: bare });
  const refused = await get(`${job(id)}/artifacts/tree`);
  assert.deepEqual([refused.status, refused.json], [404, { message: "404 Artifacts metadata Not Found" }]);
});

test("an archive of more than 4 GB is refused when it is made, not when it is read", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const { id } = twin.run(pipeline(["test/unit"]).jobs[0]?.id ?? 0);
  const files = { "huge.bin": { sizeBytes: 4_300_000_000 } };
  assert.throws(() => twin.succeed(id, { artifacts: { files } }), /at most 4 GB/);
});
