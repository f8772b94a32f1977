import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { confirm } from "../../../lib/cli/jobs/confirm.ts";
import { followLog } from "../../../lib/cli/jobs/follow.ts";
import { createLogView } from "../../../lib/cli/jobs/logview.ts";
import { performOne } from "../../../lib/cli/jobs/perform.ts";
import { restart } from "../../../lib/cli/jobs/restart.ts";
import { desk } from "./desk.ts";

type World = Awaited<ReturnType<typeof desk>>;

async function slowJob(t: Parameters<typeof desk>[0], pause: (world: World, seconds: number) => void) {
  const world = await desk(t);
  const made = world.pipeline([{ name: "rspec", stage: "test", cancelsSlowly: true }]);
  const { id } = world.twin.jobNamed(made.id, "rspec");
  world.twin.run(id);
  const client = world.client(async (seconds) => pause(world, seconds));
  const target = { project: "shop/api", jobId: id };
  const job = await client.api.jobs.get(target.project, id);
  assert.ok(job);
  return { ...world, client, target, id, errand: { client, target, job, verb: "restart", how: {} } as const };
}

test("restart waits until the runner has let go of the job, and only then retries", async (t) => {
  let pauses = 0;
  const world = await slowJob(t, ({ twin, writes }) => {
    assert.equal(writes().length, 1);
    if (++pauses === 3) twin.stop(id);
  });
  const { id } = world;
  const outcome = await restart(world.errand, 120);
  assert.equal(outcome.kind, "done");
  assert.match(outcome.message, /runs again as job \d+, which is pending/);
  assert.deepEqual([pauses, world.twin.job(id).status, world.writes().length], [3, "canceled", 2]);
});

test("restart does not wait for ever: it says that nothing was retried, and what to do", async (t) => {
  const world = await slowJob(t, ({ time }) => time.advance(30));
  const outcome = await restart(world.errand, 90);
  assert.equal(outcome.kind, "unknown");
  assert.match(outcome.message, /is canceling still after 1m 30s, and was not retried/);
  assert.match(outcome.cure ?? "", /penstock jobs retry/);
  assert.equal(world.writes().length, 1);
});

test("restart that cannot look any more says where it stopped, once its time is over", async (t) => {
  let seconds = 0;
  const world = await slowJob(t, ({ twin, time }, pauseSeconds) => {
    seconds += pauseSeconds;
    time.advance(pauseSeconds);
    twin.faultNext({ method: "GET", kind: "html" });
  });
  const outcome = await restart(world.errand, 90);
  assert.equal(outcome.kind, "unknown");
  assert.match(outcome.cure ?? "", /told to cancel, and not retried/);
  assert.ok(seconds > 45 && seconds <= 90, String(seconds));
});

for (const fault of [
  { kind: "500before" },
  { kind: "429", retryAfterSeconds: 40 },
  { kind: "error", status: 502 },
  { kind: "dropBefore" },
] as const)
  test(`restart goes on after a look that is answered with ${JSON.stringify(fault)}: the job is retried`, async (t) => {
    const pauses: number[] = [];
    const world = await slowJob(t, ({ twin, time }, seconds) => {
      pauses.push(seconds);
      time.advance(seconds);
      // a connection that is dropped is asked once more by the HTTP client itself
      if (pauses.length === 1) twin.faultNext({ method: "GET", path: /jobs\/\d+$/, count: 2, ...fault });
      if (pauses.length === 3) twin.stop(id);
    });
    const { id } = world;
    const outcome = await restart(world.errand, 120);
    assert.deepEqual([outcome.kind, world.writes().length], ["done", 2], outcome.message);
    assert.ok(!("retryAfterSeconds" in fault) || pauses.includes(fault.retryAfterSeconds), pauses.join());
  });

test("restart does not ask earlier than GitLab allows: it says how long to wait", async (t) => {
  const world = await slowJob(t, ({ twin, time }, seconds) => {
    time.advance(seconds);
    twin.faultNext({ method: "GET", kind: "429", retryAfterSeconds: 300 });
  });
  const outcome = await restart(world.errand, 120);
  assert.equal(outcome.kind, "unknown");
  assert.match(outcome.message, /Wait 300 s\./);
});

test("a log is followed until the job has ended, and what it wrote last is not lost", async (t) => {
  let shown = "";
  const rounds = ["one\ntw", "o\n\u001b[31mthree\u001b[0m\n"];
  const world = await slowJob(t, ({ twin }) => {
    const text = rounds.shift();
    if (text === undefined) twin.succeed(id, { log: `${twin.job(id).log}the end\n` });
    else twin.writeLog(id, text);
  });
  const { id } = world;
  const view = createLogView(async (text) => {
    shown += text;
  });
  const bytes = await followLog(world.client, world.target, view);
  await view.end();
  assert.equal(bytes, Buffer.byteLength(world.twin.job(id).log));
  assert.ok(shown.endsWith("one\ntwo\nthree\nthe end\n"), shown);
});

for (const [typed, isYes] of [
  ["yes\n", true],
  [" yes \n", true],
  ["y\n", false],
  ["YES\n", false],
  ["\n", false],
  [undefined, false],
] as const)
  test(`only the whole word yes goes on with what is final: ${JSON.stringify(typed)}`, async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    if (typed === undefined) input.end();
    else input.write(typed);
    assert.equal(await confirm("This will erase job 7.", { input, output, isAttended: true }), isYes);
    assert.match(String(output.read()), /This will erase job 7\.\nType yes to go on: /);
  });

for (const [typed, kind, files] of [
  ["no\n", "refused", 3],
  ["yes\n", "done", 0],
] as const)
  test(`erase asks a person at a terminal; ${JSON.stringify(typed)} ends ${kind}`, async (t) => {
    const world = await desk(t);
    const { id } = world.twin.jobNamed(world.pipeline(["build/build"]).id, "build");
    world.twin.succeed(id);
    const client = world.client(async () => {});
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.write(typed);
    const { outcome } = await performOne({
      client,
      target: { project: "shop/api", jobId: id },
      desk: { input, output, isAttended: true },
      wish: {
        verb: "erase",
        how: {},
        options: { json: true },
        carryOut: async ({ target }) => {
          const reply = await client.api.effects.erase(target.project, target.jobId);
          return { kind: reply.kind === "accepted" ? "done" : "refused", message: "" };
        },
      },
    });
    assert.deepEqual([outcome.kind, world.twin.job(id).files.length], [kind, files]);
  });
