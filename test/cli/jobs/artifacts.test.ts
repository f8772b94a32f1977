import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { raw } from "../../gitlab/http/raw.ts";
import { desk, folder, start } from "./desk.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function built(t: Parameters<typeof desk>[0], files: Record<string, string> = { "dist/app.js": "let a;\n" }) {
  const world = await desk(t);
  const made = world.pipeline(["build/build"]);
  const { id } = world.twin.jobNamed(made.id, "build");
  world.twin.succeed(id, { artifacts: { files } });
  return { ...world, id, load: (...args: string[]) => world.jobs("artifacts", world.url(id), ...args) };
}

test("artifacts come whole, by GitLab's name for them, with their hash; nothing is replaced without --force", async (t) => {
  const { load, cwd } = await built(t);
  const { code, out, err } = await load("--json");
  assert.deepEqual([code, err], [0, ""]);
  const stored = JSON.parse(out);
  const bytes = readFileSync(join(cwd, "artifacts.zip"));
  assert.deepEqual(stored, { path: "artifacts.zip", bytes: bytes.length, sha256: sha256(bytes) });
  writeFileSync(join(cwd, "artifacts.zip"), "mine");
  const again = await load();
  assert.equal(again.code, 1);
  assert.match(again.err, /artifacts\.zip is there already: say --force/);
  assert.equal(readFileSync(join(cwd, "artifacts.zip"), "utf8"), "mine");
  assert.equal((await load("--force")).code, 0);
  assert.deepEqual(readFileSync(join(cwd, "artifacts.zip")), bytes);
  assert.deepEqual(readdirSync(cwd), ["artifacts.zip"]);
});

test("one file of an archive goes to a file, a folder or the standard output", async (t) => {
  const { load, cwd } = await built(t);
  mkdirSync(join(cwd, "out"));
  for (const [output, path] of [
    ["mine.js", "mine.js"],
    ["out", "out/app.js"],
  ] as const) {
    const { code, out } = await load("--path", "dist/app.js", "--output", output);
    assert.equal(code, 0);
    assert.ok(out.startsWith(`${path}  7 B (7 bytes)  sha256 `), out);
    assert.equal(readFileSync(join(cwd, path), "utf8"), "let a;\n");
  }
  const piped = await load("--path", "dist/app.js", "--output", "-");
  assert.deepEqual([piped.code, piped.out], [0, "let a;\n"]);
  assert.match(piped.err, /standard output {2}7 B/);
  const told = await load("--path", "dist/app.js", "--output", "-", "--json");
  assert.equal(told.out, "let a;\n");
  assert.deepEqual(JSON.parse(told.err), { path: "-", bytes: 7, sha256: sha256(told.bytes) });
});

test("artifacts of a ref's newest success are found by the job's name", async (t) => {
  const { jobs, cwd } = await built(t);
  const { code, err } = await jobs("artifacts", "--project", "shop/api", "--ref", "main", "--job", "build");
  assert.equal(code, 0, err);
  assert.deepEqual(readdirSync(cwd), ["artifacts.zip"]);
});

test("what is wrong with a ref, a job's name or a path is told, and no file is left", async (t) => {
  const { jobs, load, cwd } = await built(t);
  const ofRef = (ref: string, job: string, ...more: string[]) =>
    jobs("artifacts", "--project", "shop/api", "--ref", ref, "--job", job, ...more);
  for (const [ended, told] of [
    [ofRef("mian", "build"), /no job of shop\/api ran for "mian"/],
    [ofRef("main", "biuld"), /no job "biuld" ran for "main": did you mean "build"\?/],
    [ofRef("main", "build", "--path", "nope.js"), /no file "nope\.js" in the artifacts of "build" on "main"/],
    [load("--path", "nope.js"), /no file "nope\.js" in the artifacts of job \d+/],
    [load("--path", "../../secret"), /--path names a file in the archive/],
    [load("--most", "10"), /To allow more: --most/],
    [load("--output", "no/such/folder.zip"), /cannot be written: there is no such folder/],
    [load("--output", "/dev/null/a.zip"), /cannot be written: a part of that path is no folder/],
  ] as const) {
    const { code, err } = await ended;
    assert.equal(code, 1, err);
    assert.match(err, told);
  }
  assert.deepEqual(readdirSync(cwd), []);
});

test("a job without artifacts is told before anything is written", async (t) => {
  const { twin, pipeline, jobs, url, cwd } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["build/build"]).id, "build");
  twin.fail(id);
  const { code, err } = await jobs("artifacts", url(id));
  assert.equal(code, 1);
  assert.match(err, /job \d+ "build" has no artifacts archive: it is failed/);
  assert.deepEqual(readdirSync(cwd), []);
});

test("artifacts that may have been cut off are told to be so", async (t) => {
  const url = await raw(t, (socket) =>
    socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nzip", () => setImmediate(() => socket.resetAndDestroy())),
  );
  const env = { PENSTOCK_GITLAB_URL: url, PENSTOCK_GITLAB_TOKEN: "glpat-0123456789abcdefghij" };
  const cwd = folder(t);
  const load = (...args: string[]) =>
    start(t, ["jobs", "artifacts", "7", "--project", "7", ...args], { env, cwd }).ended;
  const { code, out } = await load("--output", "a.zip", "--json");
  assert.deepEqual([code, JSON.parse(out).mayBeCut], [0, true]);
  for (const output of ["-", "b.zip"])
    assert.match((await load("--output", output)).err, /may be cut off: .*no length.*Look into it/);
});
