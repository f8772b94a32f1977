import assert from "node:assert/strict";
import { contract, refusalOf, type Scene } from "./scene.ts";
import { forbidden, noRecord, wrong } from "./words.ts";

const files = { "report.txt": "fine", "out/app.js": "run()", "out/deep/x.bin": "x" };
const nothing = [404, { message: "404 Not Found" }];

function left({ lone, twin }: Scene, more = {}) {
  return twin.succeed(lone("unit", more).id, { artifacts: { files } });
}

contract("2.1 GET artifacts: 200 with the archive", async (scene) => {
  const { status, headers, text } = await scene.get(`${scene.pathOf(left(scene))}/artifacts`);
  assert.deepEqual([status, headers["content-type"]], [200, "application/octet-stream"]);
  assert.match(headers["content-disposition"] ?? "", /^attachment; filename="artifacts.zip"/);
  assert.equal(text.slice(0, 4), "PK\u0003\u0004");
  assert.match(text, /report\.txt/);
});

contract("2.1 GET artifacts: 404 without an archive, and once it was cleaned up", async (scene) => {
  const { get, lone, pathOf, twin, time } = scene;
  const bare = twin.succeed(lone("bare").id, { artifacts: { files: [{ type: "junit", sizeBytes: 9 }] } });
  const gone = twin.succeed(lone("gone").id, { artifacts: { files, expireInSeconds: 5 } });
  left(scene);
  time.advance(5);
  twin.cleanUp();
  for (const job of [bare, gone, lone("waiting")]) {
    assert.deepEqual(refusalOf(await get(`${pathOf(job)}/artifacts`)), nothing);
    assert.deepEqual(refusalOf(await get(`${pathOf(job)}/artifacts/report.txt`)), nothing);
  }
});

contract("3 past expiry the archive still comes, its files only while a lock holds them", async (scene) => {
  const { get, lone, pathOf, path, twin, time } = scene;
  const job = twin.succeed(lone("unit").id, { artifacts: { files, expireInSeconds: 5 } });
  time.advance(5);
  const statuses = async () => {
    const replies = [];
    for (const route of ["artifacts", "artifacts/report.txt", "artifacts/tree"])
      replies.push((await get(`${pathOf(job)}/${route}`)).status);
    return replies;
  };
  assert.deepEqual(await statuses(), [200, 200, 200]);
  assert.equal((await get(`${path}/jobs/artifacts/main/raw/report.txt?job=unit`)).text, "fine");
  twin.finish(scene.pipeline(["other"]).id);
  assert.deepEqual(await statuses(), [200, 404, 404]);
});

contract("2.1 GET artifacts/*path: 200 with one file of the archive, 404 for one that is not in it", async (scene) => {
  const path = `${scene.pathOf(left(scene))}/artifacts`;
  const found = await scene.get(`${path}/out/app.js`);
  assert.deepEqual([found.status, found.text], [200, "run()"]);
  const missing = await scene.get(`${path}/out/none.js`);
  assert.equal(missing.status, 404);
});

for (const [access, least] of [
  ["all", "reporter"],
  ["developer", "developer"],
  ["maintainer", "maintainer"],
  ["none", undefined],
] as const)
  contract(
    `2.1 GET artifacts: read_job_artifacts, artifacts:access ${access}`,
    async ({ get, lone, pathOf, twin, tokens }) => {
      const job = twin.succeed(lone("unit").id, { artifacts: { files, access } });
      const allowed = [];
      for (const who of ["guest", "reporter", "developer", "maintainer", "owner"] as const) {
        const replies = [];
        for (const rest of ["", "/report.txt", "/tree"])
          replies.push(await get(`${pathOf(job)}/artifacts${rest}`, { token: tokens[who] }));
        const [first] = replies;
        if (first?.status === 200) allowed.push(who);
        for (const reply of replies)
          if (first?.status === 200) assert.equal(reply.status, 200);
          else assert.deepEqual(refusalOf(reply), forbidden);
      }
      assert.equal(allowed[0], least);
    },
  );

contract("2.1 GET artifacts/tree: 200 with the entries of a directory, or all with recursive", async (scene) => {
  const tree = `${scene.pathOf(left(scene))}/artifacts/tree`;
  const paths = async (query: string) =>
    (await scene.get(`${tree}?${query}`)).json.map(({ path }: { path: string }) => path);
  assert.deepEqual(await paths(""), ["out/", "report.txt"]);
  assert.deepEqual(await paths("path=out"), ["out/deep/", "out/app.js"]);
  assert.deepEqual(await paths("path=out/"), ["out/deep/", "out/app.js"]);
  assert.deepEqual(await paths("recursive=true"), ["out/", "out/deep/", "out/app.js", "out/deep/x.bin", "report.txt"]);
  const [directory, file] = (await scene.get(tree)).json;
  assert.deepEqual(directory, { name: "out", path: "out/", type: "directory", mode: "40755" });
  assert.deepEqual(file, { name: "report.txt", path: "report.txt", type: "file", size: 4, mode: "100644" });
  const second = await scene.get(`${tree}?per_page=1&page=2`);
  assert.deepEqual([second.json.length, second.headers["x-total"]], [1, "2"]);
});

contract(
  "2.1 GET artifacts/tree: 404 without archive, metadata or path; it shadows a file called tree",
  async (scene) => {
    const { get, lone, pathOf, twin } = scene;
    const archive = { type: "archive", sizeBytes: 300 };
    const bare = twin.succeed(lone("bare").id, { artifacts: { files: [archive] } });
    const shadowed = twin.succeed(lone("shadowed").id, { artifacts: { files: { tree: "a file" } } });
    const message = async (path: string) => refusalOf(await get(path));
    assert.deepEqual(await message(`${pathOf(lone("waiting"))}/artifacts/tree`), [
      404,
      { message: "404 Artifacts Not Found" },
    ]);
    assert.deepEqual(await message(`${pathOf(bare)}/artifacts/tree`), [
      404,
      { message: "404 Artifacts metadata Not Found" },
    ]);
    assert.deepEqual(await message(`${pathOf(shadowed)}/artifacts/tree?path=no`), [
      404,
      { message: "404 Path Not Found" },
    ]);
    assert.deepEqual((await get(`${pathOf(shadowed)}/artifacts/tree`)).json[0].name, "tree");
  },
);

contract("2.1 GET jobs/artifacts/:ref/download and raw: of the ref's latest SUCCESSFUL pipeline", async (scene) => {
  const { get, pipeline, path, twin } = scene;
  const built = (content: string, ends: boolean, ref: string) => {
    const { id } = pipeline(["build"], { ref });
    const leaves = { artifacts: { files: { "v.txt": content } } };
    const job = twin.jobNamed(id, "build").id;
    if (ends) twin.succeed(job, leaves);
    else twin.fail(job, "script_failure", leaves);
  };
  built("one", true, "topic/a");
  built("two", true, "topic/a");
  built("bad", false, "topic/a");
  for (const ref of ["topic/a", "topic%2Fa"]) {
    const base = `${path}/jobs/artifacts/${ref}`;
    assert.equal((await get(`${base}/raw/v.txt?job=build`)).text, "two");
    assert.equal((await get(`${base}/download?job=build`)).status, 200);
    assert.deepEqual(refusalOf(await get(`${base}/download?job=none`)), noRecord);
    assert.deepEqual(refusalOf(await get(`${base}/download`)), wrong("job is missing"));
  }
  assert.deepEqual(refusalOf(await get(`${path}/jobs/artifacts/main/download?job=build`)), noRecord);
});

contract("2.1 GET by ref: search_recent_successful_pipelines goes back to earlier ones", async (scene) => {
  const { get, pipeline, path, twin } = scene;
  const { id } = pipeline(["build"]);
  twin.succeed(twin.jobNamed(id, "build").id, { artifacts: { files: { "v.txt": "old" } } });
  twin.finish(pipeline(["other"]).id);
  const raw = `${path}/jobs/artifacts/main/raw/v.txt?job=build`;
  assert.deepEqual(refusalOf(await get(raw)), noRecord);
  assert.equal((await get(`${raw}&search_recent_successful_pipelines=true`)).text, "old");
});

contract("2.1 GET artifacts: 302 to object storage, of the archive only", async (scene) => {
  const job = left(scene);
  scene.twin.world.objectStorageUrl = "https://storage.example.net";
  const { status, headers } = await scene.get(`${scene.pathOf(job)}/artifacts`);
  assert.equal(status, 302);
  assert.match(headers.location ?? "", /^https:\/\/storage\.example\.net\//);
  assert.equal((await scene.get(`${scene.pathOf(job)}/artifacts/report.txt`)).text, "fine");
});

contract("2.1 POST artifacts/keep: 200 with the job, which never expires now", async (scene) => {
  const job = left(scene);
  const { status, json } = await scene.post(`${scene.pathOf(job)}/artifacts/keep`);
  assert.deepEqual([status, json.id, json.artifacts_expire_at], [200, job.id, null]);
});

contract("2.1 DELETE artifacts: 204 with nothing in it; the project's right before the job", async (scene) => {
  const { del, get, pathOf, tokens } = scene;
  const job = left(scene);
  const { status, text, headers } = await del(`${pathOf(job)}/artifacts`);
  assert.deepEqual([status, text, headers["content-type"]], [204, "", undefined]);
  assert.deepEqual(
    (await get(pathOf(job))).json.artifacts.map(({ file_type }: { file_type: string }) => file_type),
    ["trace"],
  );
  assert.deepEqual(refusalOf(await del(`${pathOf({ id: 1 })}/artifacts`, { token: tokens.developer })), forbidden);
});

contract("2.1 DELETE project artifacts: 202 for a Maintainer", async ({ del, path, tokens }) => {
  assert.deepEqual(refusalOf(await del(`${path}/artifacts`, { token: tokens.developer })), forbidden);
  assert.deepEqual(refusalOf(await del(`${path}/artifacts`)), [202, { message: "202 Accepted" }]);
});
