import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { createArtifacts } from "../../lib/gitlab/artifacts.ts";
import { errorOf } from "./asked.ts";
import { memory } from "./memory.ts";
import { served } from "./openhttp.ts";
import { json, serve } from "./server.ts";

async function artifactsOf(t: TestContext, answer: RequestListener) {
  const { http, seen } = await served(t, answer);
  return { artifacts: createArtifacts(http), seen };
}

const zip: RequestListener = (_, response) => response.writeHead(200, { "content-length": "3" }).end("zip");
const gone: RequestListener = (_, response) => json(response, 404, { message: "404 Not found" });

test("each kind of download is one request to its address", async (t) => {
  const { artifacts, seen } = await artifactsOf(t, zip);
  const of = { ref: "feature/ü&co", job: "rspec: [linux, 3.2] 1/4" };
  await artifacts.archive(7, 1001, memory());
  await artifacts.archive("harbour/crane", 1001, memory());
  await artifacts.archiveOfRef(7, of, memory());
  await artifacts.archiveOfRef(7, { ref: "main", job: "build", searchRecent: true }, memory());
  await artifacts.file({ project: 7, jobId: 1001, path: "coverage/ü #1/index.html" }, memory());
  await artifacts.fileOfRef({ project: 7, ...of, path: "a/b c.txt" }, memory());
  const job = "job=rspec%3A+%5Blinux%2C+3.2%5D+1%2F4";
  assert.deepEqual(
    seen.map(({ line }) => line),
    [
      "GET /api/v4/projects/7/jobs/1001/artifacts",
      "GET /api/v4/projects/harbour%2Fcrane/jobs/1001/artifacts",
      `GET /api/v4/projects/7/jobs/artifacts/feature%2F%C3%BC%26co/download?${job}`,
      "GET /api/v4/projects/7/jobs/artifacts/main/download?job=build&search_recent_successful_pipelines=true",
      "GET /api/v4/projects/7/jobs/1001/artifacts/coverage/%C3%BC%20%231/index.html",
      `GET /api/v4/projects/7/jobs/artifacts/feature%2F%C3%BC%26co/raw/a/b%20c.txt?${job}`,
    ],
  );
});

test("a file comes whole to its sink, with its options", async (t) => {
  const { artifacts, seen } = await artifactsOf(t, zip);
  const sink = memory();
  const came = await artifacts.archive(7, 1001, sink, { range: { first: 0, last: 1 } });
  assert.deepEqual([sink.text(), came.bytes, seen[0]?.headers.range], ["zip", 3, "bytes=0-1"]);
});

for (const [path, why] of [
  ["", /is empty/],
  ["/etc/passwd", /begins with a slash/],
  ["..", /may lead out of the archive/],
  ["../secret", /may lead out of the archive/],
  ["a/../../b", /may lead out of the archive/],
  ["a/./b", /may lead out of the archive/],
  ["a//b", /may lead out of the archive/],
  ["a/", /folder/],
  ["a\\..\\b", /backslash/],
  ["a\0b", /control character/],
  ["a\r\nX-Header: b", /control character/],
] as const)
  test(`a path that names no file in an archive is refused before anything is asked: ${JSON.stringify(path)}`, async (t) => {
    const { artifacts, seen } = await artifactsOf(t, zip);
    for (const look of [
      artifacts.file({ project: 7, jobId: 1, path }, memory()),
      artifacts.fileOfRef({ project: 7, ref: "main", job: "build", path }, memory()),
    ]) {
      const error = await errorOf(look);
      assert.equal(error.code, "badRequest");
      assert.match(error.message, why);
    }
    assert.deepEqual(seen, []);
  });

test("a path that only looks like a way out is a file's name, and stays one on the way", async (t) => {
  const { artifacts, seen } = await artifactsOf(t, zip);
  for (const path of ["...", "..a/b..", "%2e%2e/x", "a?b", "a%00b"])
    await artifacts.file({ project: 7, jobId: 1, path }, memory());
  assert.deepEqual(
    seen.map(({ line }) => line.split("/artifacts/")[1]),
    ["...", "..a/b..", "%252e%252e/x", "a%3Fb", "a%2500b"],
  );
});

for (const ref of [
  "",
  ".",
  "..",
  "../..",
  "a/../b",
  "a//b",
  "/a",
  "a/",
  ".hidden",
  "a/.b",
  "a b",
  "a\nb",
  "a~1",
  "a:b",
  "a\\b",
])
  test(`a name that no branch or tag has is refused before anything is asked: ${JSON.stringify(ref)}`, async (t) => {
    const { artifacts, seen } = await artifactsOf(t, zip);
    for (const look of [
      artifacts.archiveOfRef(7, { ref, job: "build" }, memory()),
      artifacts.fileOfRef({ project: 7, ref, job: "build", path: "a" }, memory()),
    ])
      assert.equal((await errorOf(look)).code, "badRequest");
    assert.deepEqual(seen, []);
  });

test("a blank job name is refused before anything is asked", async (t) => {
  const { artifacts, seen } = await artifactsOf(t, zip);
  assert.equal((await errorOf(artifacts.archiveOfRef(7, { ref: "main", job: " " }, memory()))).code, "badRequest");
  assert.deepEqual(seen, []);
});

test("what GitLab does not find is told as it was asked for, with what to check", async (t) => {
  const { artifacts } = await artifactsOf(t, gone);
  const of = { ref: "main", job: 'the "build"\u202e' };
  const looks: [() => Promise<unknown>, RegExp, RegExp][] = [
    [
      () => artifacts.archive(7, 1001, memory()),
      /^no artifacts of job 1001 in project 7 \(GET \/projects\/7\/jobs\/1001\/artifacts: 404 Not found\)$/,
      /left none.*expired.*must not see/,
    ],
    [
      () => artifacts.archiveOfRef("harbour/crane", of, memory()),
      /^no artifacts of job "the \\"build\\"\?" in the newest successful pipeline of ref "main" in project harbour\/crane /,
      /branch or a tag, no commit.*newest pipeline that ended well.*expired/,
    ],
    [
      () => artifacts.archiveOfRef(7, { ...of, searchRecent: true }, memory()),
      /in the last 100 successful pipelines of ref "main"/,
      /one of its last 100 pipelines/,
    ],
    [
      () => artifacts.file({ project: 7, jobId: 1, path: "a/b" }, memory()),
      /^no file "a\/b" in the artifacts of job 1 /,
      /path/,
    ],
    [
      () => artifacts.fileOfRef({ project: 7, ...of, path: "a/b" }, memory()),
      /^no file "a\/b" in the artifacts of job .* in the newest successful pipeline/,
      /branch or a tag/,
    ],
  ];
  for (const [look, message, advice] of looks) {
    const error = await errorOf(look());
    assert.deepEqual([error.code, error.status], ["notFound", 404]);
    assert.match(error.message, message);
    assert.match(error.advice, advice);
  }
});

test("what goes wrong otherwise is told as everywhere", async (t) => {
  const { artifacts } = await artifactsOf(t, (_, response) => json(response, 403, { message: "403 Forbidden" }));
  const error = await errorOf(artifacts.archive(7, 1001, memory()));
  assert.deepEqual([error.code, error.message], ["forbidden", "GET /projects/7/jobs/1001/artifacts: 403 Forbidden"]);
});

test("a file that is really called tree is not taken for GitLab 19's list of the archive", async (t) => {
  const { artifacts } = await artifactsOf(t, (_, response) => json(response, 200, [], { "x-per-page": "20" }));
  const sink = memory();
  const error = await errorOf(artifacts.file({ project: 7, jobId: 1, path: "tree" }, sink));
  assert.deepEqual([error.code, sink.bytes], ["oddAnswer", 0]);
  assert.match(error.advice, /archive/);
});

test("artifacts that their storage has lost are not told to be expired", async (t) => {
  const storage = await serve(t, (_, response) =>
    response.writeHead(404, { "content-type": "application/xml" }).end("<Error><Code>NoSuchKey</Code></Error>"),
  );
  const { artifacts } = await artifactsOf(t, (_, response) =>
    response.writeHead(302, { location: `${storage.url}/a.zip` }).end(),
  );
  const error = await errorOf(artifacts.archive(7, 1001, memory()));
  assert.deepEqual([error.code, error.status], ["oddAnswer", 404]);
  assert.match(error.message, /: the object storage 127\.0\.0\.1:\d+ answered 404 NoSuchKey$/);
  assert.match(error.advice, /its storage has lost it/);
});

for (const status of [200, 204])
  test(`an archive of nothing is none: ${status}`, async (t) => {
    const { artifacts } = await artifactsOf(t, (_, response) => response.writeHead(status).end());
    const of = { ref: "main", job: "build" };
    for (const look of [artifacts.archive(7, 1001, memory()), artifacts.archiveOfRef(7, of, memory())]) {
      const error = await errorOf(look);
      assert.equal(error.code, "oddAnswer");
      assert.match(error.message, /jobs\/(1001\/artifacts|artifacts\/main\/download): an archive of 0 bytes$/);
    }
    const nothing = await artifacts.archive(7, 1001, memory(), { window: { first: 0, bytes: 0 } });
    assert.equal(nothing.bytes, 0);
    assert.equal((await artifacts.file({ project: 7, jobId: 1001, path: "empty" }, memory())).bytes, 0);
  });
