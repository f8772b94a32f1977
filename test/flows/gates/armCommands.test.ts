import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../process.ts";
import { armRule, armStage, rulebook } from "./armStage.ts";

const promote =
  'id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { approvals: { count: 2, from: { role: maintainer } }, calendar: nights, expires: 5d }, do: { play: { job: deploy } }';
const rules = rulebook(armRule, promote).replace(
  "calendars: {",
  'calendars: { nights: { zone: UTC, open: ["Mon-Fri 20:00-23:00"] },',
);

test("gates list tells what waits, since when, until when, and who armed it", async (t) => {
  const s = await armStage(t, rules);
  assert.equal((await s.penstock("bob", "gates", "list")).text, "no gate waits");
  const armed = await s.penstock("bob", "gates", "arm", String(s.job), "--project", "shop/web", "--for", "2d");
  assert.deepEqual(
    [armed.code, armed.out],
    [0, `armed until 2026-01-07T09:00:00Z: job ${s.job} "deploy" in shop/web is played as soon as it can be`],
  );
  assert.match(armed.text, /^you speak as @bob$/m);
  await s.jump(3);
  s.twin.succeed(s.build);
  await s.settle();
  await s.jump(1);
  const { out } = await s.penstock("bob", "gates", "list");
  const [head = "", row = "", ...more] = out.split("\n");
  assert.match(head, /^job +name +project +ref +waits for +since +expires in +armed by$/);
  const waits = "promote@1 needs 2 approvals and has 0; the calendar nights is closed";
  assert.match(row, new RegExp(`^${s.job} +deploy +shop/web +main +${waits}.* +1h +4d 23h +@bob for 1d 20h$`));
  assert.deepEqual(more, []);
  const env = { PENSTOCK_API_URL: s.house.url, PENSTOCK_API_TOKEN: s.apiToken };
  const command = run(t, ["lib/cli/penstock.ts", "gates", "list"], env);
  assert.deepEqual([await command.ended, command.lines.join("\n")], [0, out]);
  const json = JSON.parse((await s.penstock("bob", "gates", "list", "--json")).out);
  assert.deepEqual([json.gates.length, json.gates[0].armed.username, json.now], [1, "bob", s.now()]);
  assert.deepEqual([json.more, json.unread], [false, 0]);
});

test("gates why tells each requirement: who said yes, whose yes does not count and why, and when a calendar opens", async (t) => {
  const s = await armStage(t, rules);
  s.twin.succeed(s.build);
  await s.settle();
  await s.approve("bob");
  await s.approve("carol");
  s.role("carol", "guest");
  await s.settle();
  await s.arm("bob", { for: "1d", reason: "release 2.3" });
  await s.settle();
  await s.approve("bob");
  await s.settle();
  const { code, out } = await s.penstock("bob", "gates", "why", `${s.twin.world.url}/shop/web/-/jobs/${s.job}`);
  assert.equal(code, 0);
  for (const line of [
    new RegExp(`^job ${s.job} "deploy" in shop/web, main$`, "m"),
    /^ {2}state +open since 2026-01-05T09:00:00Z, until 2026-01-10T09:00:00Z; its task is waiting$/m,
    /^ {2}needs +promote@1: 2 approvals: @bob said yes, 1 missing$/m,
    /^ +the yes of @carol does not count: it was a yes to something else/m,
    /^ +the calendar nights: closed until 2026-01-05T20:00:00Z: the calendar nights is closed: outside Mon-Fri 20:00-23:00 UTC/m,
    /^ {2}armed +by @bob until 2026-01-06T09:00:00Z: release 2\.3$/m,
    /^ {2}last look +2026-01-05T09:00:00Z: promote@1 needs 2 approvals and has 1 \(@bob\)/m,
    /by hand +arm /,
  ])
    assert.match(out, line);
});

test("of people who lost their role the yes is named as not counting, also while there are too few", async (t) => {
  const s = await armStage(t, rules);
  s.twin.succeed(s.build);
  await s.settle();
  await s.approve("carol");
  s.role("carol", "guest");
  const { out } = await s.penstock("bob", "gates", "why", String(s.job));
  assert.match(out, /^ {2}needs +promote@1: 2 approvals: nobody has said yes, 2 missing$/m);
  assert.match(out, /^ +the yes of @carol does not count: @carol /m);
});

test("gates why of a job that is no gate says so, and what the rules say", async (t) => {
  const s = await armStage(t, rules);
  const { code, out } = await s.penstock("bob", "gates", "why", String(s.build), "--project", "shop/web");
  assert.equal(code, 0);
  assert.match(out, /^no rule makes it a gate$/m);
  assert.match(out, /^nothing would be done: /m);
});

test("gates disarm takes it back; what is refused ends with 1 and says why", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "2d" });
  await s.settle();
  const done = await s.penstock("carol", "gates", "disarm", String(s.job), "--reason", "the tests are red");
  assert.deepEqual([done.code, done.out], [0, `disarmed: job ${s.job} "deploy" in shop/web`]);
  const again = await s.penstock("carol", "gates", "disarm", String(s.job), "--reason", "still");
  assert.equal(again.code, 1);
  assert.match(again.text, /disarmed by @carol: the tests are red/);
  const list = await s.penstock("carol", "gates", "list", "--state", "closed");
  assert.match(list.out, / {2}disarmed by @carol: the tests are red/);
});

test("a job that is known nowhere, and one that is named badly, are refused with what to do", async (t) => {
  const s = await armStage(t);
  for (const [text, why] of [
    [
      "99999999",
      /job 99999999 of which project\? nothing is known of it here: write its web address, or add --project P/,
    ],
    ["https://gitlab.example.org/shop/web/-/jobs/1", /the address is of "gitlab\.example\.org"/],
    ["deploy", /"deploy" names no job: write its number, or its web address/],
    ["package.json", /"package\.json" names no job/],
  ] as const) {
    const { code, text: said } = await s.penstock("bob", "gates", "arm", text);
    assert.equal(code, 1);
    assert.match(said, why);
  }
  for (const [flag, value, why] of [
    ["--until", "tomorrow", /--until takes a moment with its zone/],
    ["--value", "REGION", /--value takes NAME=VALUE/],
  ] as const)
    assert.match((await s.penstock("bob", "gates", "arm", String(s.job), flag, value)).text, why);
});

test("a gate whose task somebody else ended is not shown as one that waits", async (t) => {
  const s = await armStage(t, rules);
  s.twin.succeed(s.build);
  await s.settle();
  s.twin.act("play", s.job, { by: "alice" });
  await s.jump(2);
  assert.equal((await s.penstock("bob", "gates", "list")).text, "no gate waits");
  const { out } = await s.penstock("bob", "gates", "list", "--state", "closed");
  assert.match(out, /ended skipped: /);
  assert.equal((await s.stored())?.closed, undefined);
});
