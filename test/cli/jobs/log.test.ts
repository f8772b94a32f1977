import assert from "node:assert/strict";
import { test } from "node:test";
import { createLastLines, noSectionText } from "../../../lib/cli/jobs/logview.ts";
import { createLine } from "../../../lib/gitlab/log/line.ts";
import { desk } from "./desk.ts";

const section = (name: string, from: number, to: number, text: string) =>
  `section_start:${from}:${name}\r\u001b[0K${text}section_end:${to}:${name}\r\u001b[0K`;
const log = [
  section("get_sources", 1_700_000_000, 1_700_000_007, "Getting \u001b[32msources\u001b[0m\nof main\n"),
  section("step_script", 1_700_000_007, 1_700_000_097, "$ make\n\u001b]0;title\u0007tab\there\u202e\nlast"),
].join("");

async function logged(t: Parameters<typeof desk>[0], text: string) {
  const world = await desk(t);
  const { id } = world.twin.jobNamed(world.pipeline(["test/rspec"]).id, "rspec");
  world.twin.succeed(id, { log: text });
  return { ...world, id, log: (...args: string[]) => world.jobs("log", world.url(id), ...args) };
}

test("a log is shown in lines that a terminal does not obey; --raw gives the bytes as they are", async (t) => {
  const world = await logged(t, log);
  const lines = await world.log();
  assert.equal(lines.code, 0, lines.err);
  assert.match(lines.out, /^Getting sources\nof main\n\$ make\n.*tab\there.?\nlast\n$/);
  for (const one of ["\u001b", "\u0007", "\u202e", "section_"]) assert.ok(!lines.out.includes(one), lines.out);
  assert.equal((await world.log("--raw")).out, log);
});

test("--sections tells how long each took, and --section shows one of them", async (t) => {
  const world = await logged(t, log);
  assert.equal((await world.log("--sections")).out, "    7s  get_sources\n1m 30s  step_script\n");
  const [first] = JSON.parse((await world.log("--sections", "--json")).out);
  assert.deepEqual([first.name, first.durationSeconds, first.startedAt], ["get_sources", 7, "2023-11-14T22:13:20Z"]);
  assert.equal((await world.log("--section", "get_sources")).out, "Getting sources\nof main\n");
  const none = await world.log("--section", "step_scirpt");
  assert.equal(none.code, 1);
  assert.match(none.err, /no section "step_scirpt"; did you mean "step_script"\? It has: get_sources, step_script/);
});

test("--tail shows the last lines, whole ones, however long they are; --bytes shows a part", async (t) => {
  const long = Array.from({ length: 4000 }, (_, at) => `${at} ${"x".repeat(50)}\n`).join("");
  const longest = "y".repeat(50_000);
  const world = await logged(t, `${long}${longest}\n${longest}\nlast\n`);
  const tail = (await world.log("--tail", "4")).out.split("\n");
  assert.deepEqual(
    tail.map(({ length }) => length),
    [55, 50_000, 50_000, 4, 0],
  );
  assert.equal((await world.log("--tail", "100000")).out.split("\n").length, 4004);
  assert.equal((await world.log("--bytes", "2-3")).out, "xx\n");
  assert.equal((await world.log("--bytes", "-5", "--raw")).out, "last\n");
});

test("an empty log is told with why, and one of no job is a problem", async (t) => {
  const world = await logged(t, log);
  await world.jobs("erase", "--yes", world.url(world.id));
  const { code, out, err } = await world.log();
  assert.deepEqual([code, out], [0, ""]);
  assert.match(err, /the log is empty: it was erased at 2026/);
  const none = await world.jobs("log", world.url(7), "--sections", "--json");
  assert.deepEqual([none.code, none.out], [1, ""]);
  assert.match(none.err, /no job 7 in shop\/api/);
});

test("the last lines are kept, and no more than that", async () => {
  const last = createLastLines(3);
  for (let at = 0; at < 5000; at++) await last.out(`${at}\n`);
  assert.deepEqual(last.lines(), ["4997", "4998", "4999"]);
});

test("a log without a section says so in whole sentences, whether a name is near or not", () => {
  assert.match(noSectionText("zzz", [{ name: "step_script" }]), /no section "zzz"\. It has: step_script$/);
  assert.match(noSectionText("step_scirpt", [{ name: "step_script" }]), /"step_script"\? It has: step_script$/);
});

test("a line that is too long costs as much for each of its characters as any other", () => {
  const fastest = (lineCharacters: number) => Math.min(...Array.from({ length: 5 }, () => workMillis(lineCharacters)));
  const [short, long] = [fastest(1000), fastest(Infinity)];
  assert.ok(long < 8 * short, `${long} ms against ${short} ms`);
});

/** The processor's time, which a busy machine does not stretch. */
function workMillis(lineCharacters: number): number {
  const [line, begun] = [createLine(), process.cpuUsage()];
  for (let at = 1; at <= 200_000; at++) {
    line.add("\ufffd");
    if (at % lineCharacters === 0) line.take();
  }
  return process.cpuUsage(begun).user / 1000;
}

test("a log without sections says that it has none", () => {
  assert.match(noSectionText("a\u001b", []), /no sections at all/);
  assert.ok(!noSectionText("a\u001b", [{ name: "\u001b[2J" }]).includes("\u001b"));
});
