import assert from "node:assert/strict";
import { test } from "node:test";
import { cardLines } from "../../../lib/cli/jobs/card.ts";
import { createTable } from "../../../lib/cli/jobs/table.ts";
import type { JobDetail } from "../../../lib/gitlab/answers/detail.ts";
import { desk } from "./desk.ts";

const now = Date.UTC(2026, 10, 20, 9, 30);
const hostile = "a\u001b[2J\u0007\u202e\nb";

const whole: JobDetail = {
  id: 1001,
  name: hostile,
  status: "failed",
  stage: hostile,
  ref: hostile,
  tag: true,
  sha: hostile,
  pipelineId: 90,
  pipelineStatus: hostile,
  pipelineSource: hostile,
  failureReason: hostile,
  userName: hostile,
  runner: { id: 5, description: hostile, type: hostile },
  runnerManager: { id: 6, version: hostile },
  runnerTags: [hostile],
  createdAt: now - 3_600_000,
  startedAt: now - 1_800_000,
  finishedAt: now - 60_000,
  durationSeconds: 1740,
  queuedSeconds: 12.5,
  coverage: 81.5,
  artifacts: {
    files: [
      { type: hostile, sizeBytes: 4_200_000 },
      { type: "trace", sizeBytes: 1500 },
    ],
    expireAt: now + 86_400_000,
  },
  webUrl: "https://git.example.com/a/b/-/jobs/1001",
};

test("a table and a card show everything of a job, and nothing of it steers the terminal", () => {
  const lines = [...createTable("jobs", { now, isShown: true }).lines([whole]), ...cardLines(whole, now)];
  for (const line of lines)
    for (const one of ["\u001b[2J", "\u0007", "\u202e", "\n"]) assert.ok(!line.includes(one), JSON.stringify(line));
  const text = lines.join("\n");
  for (const fact of ["29m", "1h", "13s", "81.5 %", "(tag)", "1.5 kB", "4.2 MB", "in 1d", "retry, erase"])
    assert.ok(text.includes(fact), `${fact}\n${text}`);
});

test("what GitLab did not tell has no line, and is not made up", () => {
  const text = cardLines({ id: 7, name: "b", status: "created" }, now).join("\n");
  assert.equal(text, 'job 7 "b"\n  status      created\n  you can     cancel');
});

test("a long name is cut on a terminal and whole for a program", () => {
  const job: JobDetail = { id: 7, name: "x".repeat(300), status: "created" };
  const shown = createTable("jobs", { now, isShown: true }).lines([job]).join("\n");
  assert.ok(shown.includes("x…") && !shown.includes("x".repeat(61)));
  assert.ok(createTable("jobs", { now, isShown: false }).lines([job]).join("\n").includes("x".repeat(300)));
});

test("a table that comes page by page has one head, and its columns never narrow", () => {
  const table = createTable("jobs", { now, isShown: false });
  const row = (name: string) => table.lines([{ id: 7, name, status: "created", ref: "main" }]);
  assert.deepEqual(table.lines([]), []);
  const [first, second, third] = [row("ab"), row("a long name"), row("ab")];
  assert.deepEqual([first.length, second.length, third.length], [2, 1, 1]);
  assert.equal(third[0]?.indexOf("main"), second[0]?.indexOf("main"));
});

test("jobs list shows a project's jobs, and those of one status, ref or pipeline", async (t) => {
  const { twin, pipeline, jobs, served } = await desk(t);
  const main = pipeline(["build/build", "test/unit"]);
  const other = pipeline(["build/build"], { ref: "feature" });
  twin.fail(twin.jobNamed(main.id, "build").id, "runner_system_failure");
  const all = await jobs("list", "--project", "shop/api");
  assert.match(all.out, /^id +status +stage +name +ref +duration +age +why\n/);
  assert.match(all.out, /\d+ +failed +build +build +main .*runner_system_failure\n/);
  assert.equal(all.out.trim().split("\n").length, 4);
  const ids = async (...args: string[]) =>
    (JSON.parse((await jobs("list", ...args, "--json")).out) as { id: number }[]).map(({ id }) => id);
  assert.deepEqual(await ids(`${served.url}/shop/api`, "--ref", "feature"), [twin.jobNamed(other.id, "build").id]);
  assert.deepEqual(await ids(`${served.url}/shop/api/-/pipelines/${main.id}`, "--status", "failed,pending"), [
    twin.jobNamed(main.id, "build").id,
  ]);
});

test("jobs list goes on over pages until it has as many as were asked for, or all", async (t) => {
  const { twin, id, jobs } = await desk(t);
  for (let made = 0; made < 13; made++)
    twin.addPipeline(id, { jobs: Array.from({ length: 20 }, (_, at) => ({ name: `job ${at}` })) });
  const some = await jobs("list", "--project", "shop/api", "--limit", "210", "--json");
  assert.equal(new Set((JSON.parse(some.out) as { id: number }[]).map((job) => job.id)).size, 210);
  const all = await jobs("list", "--project", "shop/api", "--all");
  assert.equal(all.out.trim().split("\n").length, 261);
});

test("jobs list --bridges shows what trigger jobs began, which jobs get cannot see", async (t) => {
  const { twin, pipeline, jobs, served } = await desk(t);
  const made = pipeline([{ name: "child", stage: "test", trigger: { jobs: [{ name: "inner" }] } }]);
  const { out } = await jobs("list", `${served.url}/shop/api/-/pipelines/${made.id}`, "--bridges");
  assert.match(out, /child +main .*pipeline \d+ of project \d+, \w+\n/);
  const bridge = twin.pipeline(made.id).bridges[0]?.id ?? 0;
  const { code, err } = await jobs("get", "--project", "shop/api", String(bridge));
  assert.equal(code, 1);
  assert.match(err, /A trigger job \(bridge\) is not found this way.*--bridges/);
});

test("a ref, a project and a pipeline that are not there are told, each in its words", async (t) => {
  const { pipeline, jobs } = await desk(t);
  pipeline(["build/build"]);
  for (const [args, told] of [
    [["--project", "shop/api", "--ref", "mian"], /no job of shop\/api ran for "mian": is it a branch or tag there/],
    [["--project", "shop/apu"], /no project shop\/apu, or the token must not see it/],
    [["--project", "shop/api", "--pipeline", "7"], /no pipeline 7 in shop\/api.*check the id/],
  ] as const) {
    const { code, err } = await jobs("list", ...args);
    assert.equal(code, 1);
    assert.match(err, told);
  }
  const none = await jobs("list", "--project", "shop/api", "--ref", "main", "--status", "failed", "--json");
  assert.deepEqual([none.code, none.out, none.err], [0, "[]\n", "no jobs\n"]);
});
