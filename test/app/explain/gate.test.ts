import assert from "node:assert/strict";
import { test } from "node:test";
import { explainAll } from "../../../lib/app/explain/explainAll.ts";
import { jobSubject } from "../../../lib/app/explain/subject.ts";
import { storedGate } from "../../../lib/app/gates/stored.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { explainLines } from "../../../lib/cli/rules/explainText.ts";
import { shownOf } from "../../../lib/cli/rules/explanation.ts";
import { type Gate, gateText } from "../../../lib/core/gate.ts";
import type { Job } from "../../../lib/core/job.ts";
import { oneRule, site, start } from "../site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const job: Job = {
  id: 1001,
  name: "deploy",
  status: "manual",
  ref: "main",
  tag: false,
  pipelineId: 501,
  userId: 7,
  sha: "abc",
};
const hour = 3_600_000;

/** A site whose gate has been looked at once, with people of whom GitLab lets everybody do anything. */
async function gated(require: string, calendars = ""): Promise<Site> {
  const rule = oneRule(`on: job, do: { play: { job: deploy } }, require: ${require}`);
  const s = await site({ jobs: [job], rules: rule.replace("version: 1\n", `version: 1\n${calendars}`) });
  await s.plan(1001, "play", "r");
  await s.work();
  assert.deepEqual(s.effects, []);
  return s;
}

async function gateOf({ store }: Site): Promise<Gate> {
  const { gate } = await storedGate({ source: "gitlab", project: 42, job: 1001 }, store);
  assert.ok(gate);
  return gate;
}

/** Changes what the ledger says of the gate. */
async function say(s: Site, change: (gate: Gate) => Partial<Gate>): Promise<void> {
  const gate = await gateOf(s);
  const { key, text } = await storedGate({ source: "gitlab", project: 42, job: 1001 }, s.store);
  await s.store.commit([{ note: key, value: gateText({ ...gate, ...change(gate) }), seen: text }]);
}

const spoken = (userId: number, username: string, at = start) => ({
  userId,
  username,
  at,
  from: "api" as const,
  who: "local",
});

async function explained(s: Site, has: { readonly store?: false; readonly gitlab?: false } = {}) {
  const subject = await jobSubject(
    { project: 42, id: 1001 },
    { reads: s.gitlab.reads, isWatched: () => true },
    s.now(),
  );
  assert.ok("jobs" in subject);
  const explanation = await explainAll(subject, {
    source: "gitlab",
    active: await s.worker.rules.live("gitlab"),
    actions: s.actions,
    now: s.now(),
    watched: ["**"],
    rates: { requestsPerMinute: 600, budgets: oneToken },
    ...(has.store !== false && { store: s.store }),
    ...(has.gitlab !== false && { gitlab: { reads: s.gitlab.reads, isActor: true } }),
  });
  const [rule] = explanation.jobs[0]?.rules ?? [];
  assert.ok(rule);
  const gate = rule.guards.find(({ guard }) => guard === "gate");
  return { explanation, rule, gate, lines: explainLines(shownOf(explanation), false).join("\n") };
}

test("a gate that nobody has approved waits for people, and what it waits for is told", async () => {
  const s = await gated("{ approvals: { count: 2 }, expires: 1d }");
  const { rule, gate, lines } = await explained(s);
  assert.deepEqual([rule.would, gate?.stops, gate?.waits], ["wait", true, true]);
  assert.equal(gate?.text, "0 of 2 approvals: nobody has approved it");
  assert.match(gate?.more?.join("\n") ?? "", /^it waits since 2026-11-20T09:00:00Z, until 2026-11-21T09:00:00Z$/m);
  assert.match(lines, /^ {2}waits +gate +0 of 2 approvals: nobody has approved it\n +it waits since/m);
});

test("whose yes counts is told, and whose does not and why: of other content, too old, or their own work", async () => {
  const s = await gated("{ approvals: { count: 3, within: 1h } }");
  await say(s, ({ digest }) => ({
    approvals: [
      { ...spoken(20, "ada"), digest },
      { ...spoken(21, "bob"), digest: "0".repeat(64) },
      { ...spoken(22, "eve", start - 2 * hour), digest },
    ],
  }));
  const { gate } = await explained(s);
  assert.match(gate?.text ?? "", /@bob does not count: it was a yes to something else, which has changed since/);
  assert.match(gate?.text ?? "", /@eve does not count: it was given more than 1h ago/);
  assert.equal(gate?.waits, true);
});

test("a gate that is closed, or has expired, is opened by nobody but a redrive: nothing would be done", async () => {
  const s = await gated("{ approvals: { count: 1 }, expires: 1d }");
  await say(s, () => ({ closed: { how: "rejected", at: start, why: "@ada rejected it: too early" } }));
  const closed = await explained(s);
  assert.deepEqual([closed.rule.would, closed.gate?.waits], ["no", undefined]);
  assert.match(closed.gate?.text ?? "", /^it is closed \(rejected\): @ada rejected it: too early\. A person's redrive/);
  const late = await gated("{ approvals: { count: 1 }, expires: 1h }");
  late.pass(2 * 3_600);
  const expired = await explained(late);
  assert.equal(expired.rule.would, "no");
  assert.match(expired.gate?.text ?? "", /expired/);
});

test("who armed it, who asked to set its calendar aside and why, reminders and the opening that it is parked for are told", async () => {
  const s = await gated(
    "{ approvals: { count: 1 }, calendar: noon }",
    'calendars: { noon: { zone: UTC, open: "daily 12:00-13:00" } }\n',
  );
  await say(s, ({ digest }) => ({
    armed: { ...spoken(20, "ada"), until: start + hour },
    override: { asked: { ...spoken(21, "bob"), reason: "a leak" }, digest, forSeconds: 3_600 },
    reminded: { at: start, times: 2 },
    escalatedAt: start,
  }));
  const { rule, gate } = await explained(s);
  assert.equal(rule.would, "wait");
  const more = gate?.more?.join("\n") ?? "";
  assert.match(more, /@ada armed it at .*, until 2026-11-20T10:00:00Z/);
  assert.match(more, /@bob asked at .* to set its calendar aside: a leak/);
  assert.match(more, /people were reminded 2 times/);
  assert.match(more, /it was escalated at/);
  assert.match(rule.guards.find(({ guard }) => guard === "calendar")?.text ?? "", /@bob asks to set it aside/);
});

test("without a store, or without GitLab, nobody says that a gate would be passed", async () => {
  const s = await gated("{ approvals: { count: 1 } }");
  const alone = await explained(s, { store: false });
  assert.deepEqual(
    [alone.rule.would, alone.gate?.text],
    ["wait", "1 person must approve it: no Penstock was asked who has"],
  );
  await say(s, ({ digest }) => ({ approvals: [{ ...spoken(20, "ada"), digest }] }));
  const blind = await explained(s, { gitlab: false });
  assert.equal(blind.rule.would, "wait");
  assert.match(blind.gate?.text ?? "", /@ada said so; whether they may is not asked/);
});

test("a rule that asks nobody waits all the same where another one that wants the same asks people", async () => {
  const rule = (id: string, more: string) =>
    `  - { id: ${id}, projects: ["**"], on: job, do: { play: { job: deploy } }${more} }\n`;
  const head = "version: 1\ndefaults: { mode: enforce }\nrules:\n";
  const rules = head + rule("lax", "") + rule("strict", ", require: { approvals: { count: 1 } }");
  const s = await site({ jobs: [job], rules });
  for (const has of [{}, { store: false }, { gitlab: false }] as const) {
    const { explanation } = await explained(s, has);
    const [told] = explanation.jobs[0]?.rules.filter(({ rule }) => rule === "lax@1") ?? [];
    assert.match(
      `${told?.would}: ${told?.text}`,
      /^wait: lax would play it, but waits \(others\): strict@1 .*approval/,
    );
  }
});
