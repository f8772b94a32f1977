import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { raw } from "./raw.ts";
import { twinWorld } from "./world.ts";

async function withJob(t: TestContext) {
  const world = await twinWorld(t);
  const one = world.pipeline(["build/build", "test/unit"]);
  const { id } = world.twin.jobNamed(one.id, "build");
  const log = async (query = "", jobId = id) => raw(world, `${world.job(jobId)}/trace${query}`);
  return { ...world, one, jobId: id, log };
}

/** The sections of a log in order; throws where one does not end. */
function sections(log: string): string[] {
  const marks = [...log.matchAll(/section_(start|end):(\d+):(\w+)\r/g)];
  const names: string[] = [];
  for (const [, edge, , name = ""] of marks) {
    if (edge === "start") names.push(name);
    else assert.equal(name, names.at(-1), "a section ends that is not open");
  }
  assert.equal(marks.length, names.length * 2, "a section stays open");
  return names;
}

/** Without colours and marks, the last line that says something. */
const lastLine = (log: string) =>
  stripVTControlCharacters(log)
    .trimEnd()
    .split(/[\r\n]/)
    .at(-1);

test("a job that never ran has an empty log; a job that is not there has none", async (t) => {
  const { log } = await withJob(t);
  const empty = await log();
  assert.deepEqual([empty.status, empty.text, empty.headers.get("content-type")], [200, "", "text/plain"]);
  const missing = await log("", 7);
  assert.deepEqual([missing.status, JSON.parse(missing.text)], [404, { message: "404 Not found" }]);
});

test("a job's log has the runner's sections, and grows while the job runs", async (t) => {
  const { log, twin, jobId, one, get, job, time } = await withJob(t);
  twin.run(jobId);
  const before = (await log()).text;
  const seconds = Math.floor(time.now() / 1000);
  assert.ok(before.includes(`\u001b[0Ksection_start:${seconds}:step_script\r\u001b[0K`));
  twin.writeLog(jobId, "compiling\n");
  assert.equal((await log()).text, `${before}compiling\n`);
  twin.succeed(jobId);
  const whole = (await log()).text;
  assert.deepEqual(sections(whole), [
    "prepare_executor",
    "prepare_script",
    "get_sources",
    "restore_cache",
    "step_script",
    "after_script",
    "archive_cache",
    "upload_artifacts_on_success",
    "cleanup_file_variables",
  ]);
  assert.equal(lastLine(whole), "Job succeeded");
  const { artifacts } = (await get(job(jobId))).json;
  const trace = artifacts.find((file: { file_type: string }) => file.file_type === "trace");
  assert.equal(trace.size, Buffer.byteLength(whole));
  const later = twin.succeed(twin.jobNamed(one.id, "unit").id).id;
  assert.ok(sections((await log("", later)).text).includes("download_artifacts"));
  assert.throws(() => twin.writeLog(jobId, "late"), /only a job that is running or canceling can write/);
});

test("a log ends with what went wrong, or not at all where the runner was lost", async (t) => {
  const { log, twin, pipeline } = await withJob(t);
  for (const [reason, last] of [
    ["script_failure", "ERROR: Job failed: exit code 1"],
    ["runner_system_failure", "ERROR: Job failed (system failure): runner system failure"],
    ["job_execution_timeout", "ERROR: Job failed: execution took longer than 1h0m0s seconds"],
    ["no_updates_running", "$ ./ci/test unit"],
  ] as const) {
    const { id } = twin.run(pipeline(["test/unit"]).jobs[0]?.id ?? 0);
    twin.fail(id, reason);
    const { text } = await log("", id);
    assert.equal(lastLine(text), last);
    if (reason === "script_failure") assert.ok(!sections(text).some((name) => name.startsWith("upload_")));
  }
  const slow = twin.run(pipeline([{ name: "slow", stage: "test", cancelsSlowly: true }]).jobs[0]?.id ?? 0);
  twin.cancel(slow.id);
  twin.stop(slow.id);
  assert.equal(lastLine((await log("", slow.id)).text), "ERROR: Job failed: canceled");
});

test("a log may be given as a text, and read in parts of bytes", async (t) => {
  const { log, twin, jobId } = await withJob(t);
  twin.succeed(jobId, { log: "one\ntwö\nthree\n" });
  const text = async (query: string) => (await log(query)).text;
  assert.equal(await text(""), "one\ntwö\nthree\n");
  assert.equal(await text("?byte_offset=4"), "twö\nthree\n");
  assert.equal(await text("?byte_offset=4&byte_limit=5"), "twö\n");
  assert.equal(await text("?byte_limit=3"), "one");
  assert.equal(await text("?byte_offset=400"), "");
  for (const [query, error] of [
    ["byte_offset=x", "byte_offset is invalid"],
    ["byte_offset=-1", "byte_offset does not have a valid value"],
    ["byte_limit=0", "byte_limit does not have a valid value"],
    ["byte_limit=512001", "byte_limit does not have a valid value"],
  ] as const) {
    const refused = await log(`?${query}`);
    assert.deepEqual([refused.status, JSON.parse(refused.text)], [400, { error }]);
  }
});
