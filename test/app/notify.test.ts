import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import { entryLines } from "../../lib/cli/render.ts";
import type { TaskEntry } from "../../lib/core/journal.ts";
import { failed, manual, retryId } from "./jobs.ts";
import { oneRule, site } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const says = (text: string, more = "") =>
  oneRule(`on: job, when: { status: failed }, do: { notify: { to: journal, text: ${JSON.stringify(text)} } }${more}`);

async function hear(s: Site, job = failed, id = "d1") {
  const about = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
  await receive({ kind: "job", id, ...about, job }, { ...s.worker, actions: s.actions, record: "all" });
  await s.work();
}

async function told(s: Site): Promise<TaskEntry[]> {
  const entries = await s.store.entries(1000);
  return entries.filter((entry) => entry.kind === "task").filter(({ texts }) => texts !== undefined);
}

test("a notice stands in the journal once per job and rule, and GitLab is asked for nothing", async () => {
  const s = await site({ jobs: [{ ...failed, ref: "main" }], rules: says("{{ job.name }} broke on {{ ref }}") });
  for (const id of ["d1", "d2"]) await hear(s, failed, id);
  const entries = await told(s);
  assert.deepEqual(
    entries.map(({ task, state, texts, call }) => ({ task, state, texts, call })),
    [{ task: "gitlab/42/job:1001/notify/r", state: "done", texts: ["build broke on main"], call: undefined }],
  );
  assert.deepEqual(s.effects, []);
  assert.match(entryLines(entries[0] as TaskEntry).join("\n"), /tells {3}build broke on main/);
});

test("each rule tells of a job, and a job's second run is not told of: perJob is 1", async () => {
  const rules = `${says("one")}  - { id: r2, projects: ["**"], on: job, when: { status: failed }, do: { notify: { to: journal, text: two } } }\n`;
  const next = { ...failed, id: 1002 };
  const s = await site({ jobs: [failed, next], rules });
  await hear(s);
  await hear(s, next, "d2");
  assert.deepEqual((await told(s)).flatMap(({ texts }) => texts).toSorted(), ["one", "two"]);
  assert.match((await s.task("gitlab/42/job:1002/notify/r")).reason ?? "", /perJob: 1 is used up/);
});

test("names in a notice steer nothing, and no text is longer than 2,000 characters", async () => {
  const name = `\u001b[31m\n${"x".repeat(3000)}`;
  const job = { ...failed, name };
  const s = await site({ jobs: [job], rules: says("{{ job.name }}") });
  await hear(s, job);
  const [text = ""] = (await told(s))[0]?.texts ?? [];
  assert.equal(text.length, 2000);
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
});

test("a notice with a slot that is not known is refused, and says which", async () => {
  const s = await site({ jobs: [failed], rules: says("by {{ command.WHY }}") });
  await hear(s);
  const task = await s.task("gitlab/42/job:1001/notify/r");
  assert.equal(task.state, "refused");
  assert.match(task.reason ?? "", /\{\{ command\.WHY \}\} in the text is not known/);
});

test("a notice whose record was lost is told once all the same", async () => {
  let lost = 0;
  const s = await site({
    jobs: [failed],
    rules: says("once"),
    store: {
      faults: (op) => {
        const isRecord =
          op.kind === "commit" && op.writes.some((write) => "journal" in write && write.journal.kind === "task");
        return isRecord && lost++ < 8 ? "conflict" : undefined;
      },
    },
  });
  await hear(s);
  assert.deepEqual(await told(s), []);
  s.pass(300);
  await s.work();
  assert.equal((await told(s)).length, 1);
});

const beside = (text: string) =>
  oneRule(`on: job, when: { status: failed }, do: retry, notify: { to: journal, text: ${JSON.stringify(text)} }`);

test("what a rule tells beside its effect stands with the record that it is done, and only there", async () => {
  const s = await site({ jobs: [failed], rules: beside("{{ job.name }} runs again") });
  s.hooks.mishaps.push({ kind: "notSent", message: "no connection" });
  await hear(s);
  assert.deepEqual(await told(s), []);
  s.pass(60);
  await s.work();
  assert.deepEqual([s.effects, (await told(s)).map(({ texts }) => texts)], [["retry 1001"], [["build runs again"]]]);
});

test("what a rule tells beside its effect is told too where the effect was found to be done after all", async () => {
  const s = await site({ jobs: [failed], rules: beside("again") });
  s.hooks.mishaps.push("lostReply");
  await hear(s);
  s.pass(180);
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, (await told(s)).map(({ texts }) => texts)], ["done", [["again"]]]);
});

test("a text beside an effect that cannot be filled stops nothing", async () => {
  const s = await site({ jobs: [failed], rules: beside("{{ sha }}") });
  await hear(s);
  assert.equal((await s.task(retryId)).state, "done");
  assert.match((await told(s))[0]?.texts?.[0] ?? "", /r@1 has a text that cannot be told: \{\{ sha \}\}/);
});

test("a rule that only reports tells nothing", async () => {
  const s = await site({ jobs: [failed, manual], rules: says("x").replace("enforce", "report") });
  await hear(s);
  assert.deepEqual([(await s.task("gitlab/42/job:1001/notify/r")).state, await told(s)], ["reported", []]);
});

test("what is told in a channel stands in the journal with the channel's name, beside what is told there alone", async () => {
  const rules = `${oneRule("on: job, when: { status: failed }, do: retry, notify: { to: { channel: ops }, text: one }")}  - { id: r2, projects: ["**"], on: job, when: { status: failed }, do: retry, notify: { to: journal, text: two } }\n`;
  const s = await site({ jobs: [failed], rules });
  await hear(s);
  const [entry] = await told(s);
  assert.ok(entry);
  assert.deepEqual(
    [entry.texts, entry.channels],
    [
      ["one", "two"],
      ["ops", ""],
    ],
  );
  assert.match(entryLines(entry).join("\n"), /tells {3}in ops: one\n.*tells {3}two/);
});

test("a notice in a channel tells the same in the journal, and one in the journal names no channel", async () => {
  const rule = 'on: job, when: { status: failed }, do: { notify: { to: { channel: ops }, text: "{{ job.name }}" } }';
  const s = await site({ jobs: [failed], rules: oneRule(rule) });
  await hear(s);
  assert.deepEqual(
    (await told(s)).map(({ texts, channels }) => [texts, channels]),
    [[["build"], ["ops"]]],
  );
  const other = await site({ jobs: [failed], rules: says("x") });
  await hear(other);
  assert.ok(!("channels" in ((await told(other))[0] ?? {})));
});
