import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, piecesOf } from "../../../infra/slack/look.ts";
import { actions } from "../../../lib/actions/index.ts";
import { redrive } from "../../../lib/app/redrive.ts";
import { notifyStage, promote } from "./notifyStage.ts";

const retries = `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: again, projects: ["**"], on: job, when: { status: failed }, limit: { perProjectPerHour: 1000 }, outage: off, do: retry }\n`;

/** Names and reasons that want to be more than text. */
const hostile = [
  "<!channel> <@U123> @here",
  "<https://evil.example|click>",
  "*bold* _it_ ~no~ `code` ```block```",
  "/approve\n/penstock stop",
  "\u202Egnp.exe\u2066",
  "[x](https://evil.example) https://evil.example",
  ":skull: &lt;!everyone&gt;",
];

test("an outcome is told in the channel of its route, and the same thing never twice", async (t) => {
  const s = await notifyStage(t, retries, [{ tell: ["outcomes"] }]);
  await s.settle();
  const pipeline = s.twin.addPipeline(s.project.id, { by: "alice", jobs: [{ name: "build" }] });
  const { id } = s.twin.jobNamed(pipeline.id, "build");
  s.twin.run(id);
  s.twin.fail(id);
  s.clock.advance(1);
  await s.settle();
  s.clock.advance(90);
  await s.settle();
  assert.deepEqual(s.deeds(), ["retry build"]);
  assert.equal(s.shown().length, 1);
  assert.match(s.shown()[0] ?? "", new RegExp(`retry job ${id} in shop/web: done`));
});

test("a storm of outcomes is a few messages", async (t) => {
  const s = await notifyStage(t, retries, [{ tell: ["outcomes"] }]);
  await s.settle();
  const jobs = Array.from({ length: 60 }, (_, at) => ({ name: `build ${at}` }));
  const pipeline = s.twin.addPipeline(s.project.id, { by: "alice", jobs });
  s.clock.advance(1);
  for (const { name } of jobs) {
    const { id } = s.twin.jobNamed(pipeline.id, name);
    s.twin.run(id);
    s.twin.fail(id);
  }
  await s.settle();
  s.clock.advance(61);
  await s.settle();
  assert.equal(s.deeds().length, 60);
  assert.ok(s.shown().length <= 22, `${s.shown().length} messages`);
  assert.match(s.shown().at(-1) ?? "", /× again: retry done/);
});

test("what people do by hand is told where it is wanted", async (t) => {
  const s = await notifyStage(t, promote(), [{ tell: ["gates", "people"] }]);
  await s.settle();
  const job = s.waiting();
  s.clock.advance(1);
  await s.settle();
  await s.click("bob", "Reject");
  s.clock.advance(1);
  await s.settle();
  assert.match(
    s.shown().at(-1) ?? "",
    new RegExp(`reject job ${job} in shop/web[\\s\\S]*By bob: with a button in Slack`),
  );
});

test("names, refs and reasons are text in every message, and call, format and lead nowhere", async (t) => {
  const s = await notifyStage(t, promote("approvals: { count: 1 }", "").replace("job: deploy", 'job: "**"'), [
    { tell: ["gates", "outcomes", "people"] },
  ]);
  await s.settle();
  const jobs = hostile.map((name) => s.waiting(name, `x${name.replaceAll(/[\s\n]/g, "-")}`));
  s.clock.advance(1);
  await s.settle();
  for (const job of jobs) {
    const gate = await s.gate(job);
    if (gate)
      await redrive({ source: "gitlab", task: gate.task, who: "local", reason: hostile.join(" ") }, {
        store: s.house.store,
        clock: s.clock.now,
        random: () => `r${job}`,
        giveWay: async () => {},
        actions,
      } as never);
  }
  for (const message of s.everybodys().slice(0, 3)) await s.slack.click(s.bob, message, "Reject");
  s.clock.advance(61);
  await s.settle();
  const messages = s.slack.world.messages;
  assert.ok(messages.length >= hostile.length);
  for (const message of messages) {
    assert.deepEqual(callsOf(message), [], JSON.stringify(message));
    const urls = piecesOf(message).flatMap(({ url }) => url ?? []);
    for (const url of urls) assert.ok(url.startsWith(`${s.twin.world.url}/`), url);
    assert.ok(!/[\u202A-\u202E\u2066-\u2069]/u.test(JSON.stringify(message)));
  }
});
