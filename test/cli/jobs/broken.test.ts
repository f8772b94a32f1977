import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openPart } from "../../../lib/cli/jobs/file.ts";
import { desk, folder } from "./desk.ts";

const large = [{ type: "archive", sizeBytes: 3_000_000 }];

async function built(t: Parameters<typeof desk>[0]) {
  const world = await desk(t);
  const { id } = world.twin.jobNamed(world.pipeline(["build/build"]).id, "build");
  world.twin.succeed(id, { artifacts: { files: large } });
  return { ...world, id };
}

test("a download that breaks off leaves no file, not even a part of one", async (t) => {
  const { twin, jobs, url, id, cwd } = await built(t);
  twin.faultNext({ path: /artifacts$/, kind: "cut", afterBytes: 100_000 });
  const { code, err } = await jobs("artifacts", url(id), "--output", "a.zip");
  assert.equal(code, 1);
  assert.match(err, /GET \/projects\/shop%2Fapi\/jobs\/\d+\/artifacts: .*Ask again in a moment/);
  assert.deepEqual(readdirSync(cwd), []);
});

test("what came to stand there during a download is not replaced, except by force", async (t) => {
  const cwd = folder(t);
  const target = join(cwd, "a.zip");
  for (const force of [false, true]) {
    const part = await openPart(cwd);
    await part.sink.write(Buffer.from("theirs"));
    writeFileSync(target, "mine");
    const finished = part.finish(target, force);
    if (force) assert.equal((await finished).bytes, 6);
    else await assert.rejects(finished, /is there already: say --force/);
    await part.drop();
    assert.equal(readFileSync(target, "utf8"), force ? "theirs" : "mine");
    assert.deepEqual(readdirSync(cwd), ["a.zip"]);
  }
});

for (const [what, signal, exitCode] of [
  ["Ctrl-C", "SIGINT", 130],
  ["a terminal that is closed", "SIGHUP", 129],
] as const)
  test(`${what} in the middle of a download takes away what had come`, { timeout: 30_000 }, async (t) => {
    const { twin, startJobs, url, id, cwd } = await built(t);
    twin.faultNext({ path: /artifacts$/, kind: "slow", chunkBytes: 100_000, pauseMillis: 500 });
    const running = startJobs("artifacts", url(id), "--output", "a.zip");
    for await (const { filename } of watch(cwd)) if (filename?.endsWith(".part")) break;
    running.kill(signal);
    assert.equal((await running.ended).code, exitCode);
    assert.deepEqual(readdirSync(cwd), []);
  });

test("a disk that takes no more is told, and nothing is kept", async (t) => {
  const { url, id, cwd, settings } = await built(t);
  const cli = join(import.meta.dirname, "../../../lib/cli/penstock.ts");
  // the largest file that the shell allows stands in for a full disk
  const command = `ulimit -f 100 && exec "$0" "$@"`;
  const child = spawn("bash", ["-c", command, process.execPath, cli, "jobs", "artifacts", url(id)], {
    cwd,
    env: { ...process.env, ...settings, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (piece) => {
    err += piece;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 1);
  assert.match(err, /cannot be written: the file system takes no file that large\. Nothing was kept/);
  assert.deepEqual(readdirSync(cwd), []);
});
