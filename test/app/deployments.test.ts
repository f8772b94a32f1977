import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { rulesAtHand } from "../../lib/app/activeRules.ts";
import { judgeAtDoor } from "../../lib/app/door.ts";
import { whileGitLabWaits } from "../../lib/app/gates/gitlabWaits.ts";
import { factsHash } from "../../lib/app/hash.ts";
import { hearDeployment } from "../../lib/app/heardDeployment.ts";
import { type DeploymentEvent, factsOf } from "../../lib/core/event.ts";
import { readRecorded, recordEvent } from "../../lib/core/recorded.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import { manual, playId, playRule } from "./jobs.ts";
import { site } from "./site.ts";

const event = (status: string, more: Partial<DeploymentEvent["deployment"]> = {}): DeploymentEvent => ({
  kind: "deployment",
  id: `d-${status}`,
  source: "gitlab",
  receivedAt: 1_000_000,
  project: { id: 42, path: "shop/api" },
  deployment: {
    id: 9,
    jobId: 1002,
    status,
    environment: { name: "production", tier: "production" },
    ref: "main",
    ...more,
  },
});

/** What a rule about deployments says to a hook at the door. */
function said(when: string, heard: DeploymentEvent, verb = "play"): string {
  const text = `version: 1\nrules:\n  - { id: r, projects: [shop/api], on: deployment, when: ${when}, do: ${verb} }`;
  const read = readRulebook(text, "rules.yaml", actions);
  if ("problems" in read) assert.fail(read.problems.map(({ message }) => message).join("; "));
  const active = rulesAtHand(1, compileRulebook(read.rulebook, 1));
  const door = { active, kinds: [heard.kind], actions, now: heard.receivedAt };
  const [judged] = factsOf(heard).flatMap((facts) => judgeAtDoor(facts, door));
  return judged ? `${judged.verdict.answer} ${judged.verdict.because.path}` : "not asked";
}

for (const [when, status, answer] of [
  ["{ deployment: approved }", "approved", "unknown do.play"],
  ["{ deployment: approved, environment: production, ref: main }", "approved", "unknown do.play"],
  ["{ deployment: approved, environment: staging }", "approved", "no when.environment"],
  ["{ deployment: approved }", "blocked", "unknown when.deployment"],
  ["{ not: { deployment: approved } }", "blocked", "unknown when.not.deployment"],
  ["{ deployment: blocked }", "blocked", "unknown do.play"],
  ["{ deployment: approved }", "rejected", "no when.deployment"],
  ["{ deployment: approved }", "running", "no when.deployment"],
  ["{ deployment: approved }", "a word of tomorrow", "unknown when.deployment"],
  ["{ not: { deployment: running } }", "a word of tomorrow", "unknown when.not.deployment"],
  ["{ name: deploy }", "approved", "unknown when.name"],
  ["{ not: { name: deploy } }", "approved", "unknown when.not.name"],
  ["{ group: deploy }", "approved", "unknown when.group"],
  ["{ status: manual }", "approved", "unknown when.status"],
  ["{ not: { status: success } }", "approved", "unknown when.not.status"],
  ["{ bridge: false }", "approved", "unknown when.bridge"],
] as const)
  test(`at the door ${when} says ${answer} to a deployment that is ${status}`, () => {
    assert.equal(said(when, event(status)), answer);
  });

test("a rule that names the job is asked of a deployment, whose hook does not name it", () => {
  assert.equal(said("{ deployment: approved }", event("approved"), "{ play: { job: other } }"), "unknown do.play");
});

test("a deployment that no job made concerns no rule", () => {
  assert.equal(said("{ deployment: approved }", event("approved", { jobId: null })), "not asked");
  const { jobId: _, ...old } = event("approved").deployment;
  assert.deepEqual(factsOf({ ...event("approved"), deployment: old }), []);
});

test("a deployment is recorded so that rules can be asked about it later", () => {
  const heard = event("approved", { userName: "bob", approval: { id: 3, userId: 7 } });
  const read = readRecorded(recordEvent(heard) ?? "");
  assert.deepEqual(read, {
    kind: "deployment",
    project: { id: 42, path: "shop/api" },
    deployment: {
      id: 9,
      status: "approved",
      jobId: 1002,
      environment: { name: "production", tier: "production" },
      ref: "main",
    },
  });
  assert.deepEqual(read && factsOf({ ...heard, ...read } as DeploymentEvent), factsOf(heard));
});

/** A task that waits an hour to play job 1002, and a way to hear of its deployment. */
async function waiting() {
  const s = await site({ jobs: [manual], rules: playRule });
  await s.plan(1002, "play", "r", "play", { due: s.now() + 3_600_000 });
  const hear = async (status: string) => {
    const steps = await hearDeployment({ ...event(status), receivedAt: s.now() }, { desk: s.worker, now: s.now() });
    return steps.map(({ step }) => step).join() || "left";
  };
  return { ...s, hear };
}

test("that a deployment is blocked is remembered of the task that waits, and hurries it not", async () => {
  const s = await waiting();
  assert.equal(await s.hear("blocked"), "merged");
  assert.equal(await s.hear("blocked"), "left");
  const { state, due = 0, about } = await s.task(playId);
  assert.deepEqual([state, due > s.now(), about?.deploymentId], ["waiting", true, 9]);
});

test("an approval lets somebody look at once, and one that comes twice changes nothing more", async () => {
  const s = await waiting();
  assert.deepEqual([await s.hear("approved"), await s.hear("approved")], ["merged", "left"]);
  const { due = 0, hint } = await s.task(playId);
  assert.deepEqual([due <= s.now(), hint], [true, "now"]);
});

test("a rejection ends the task that waits; what is heard then of an ended task changes nothing", async () => {
  const s = await waiting();
  assert.equal(await s.hear("rejected"), "closed");
  const { state, reason } = await s.task(playId);
  assert.deepEqual([state, reason], ["skipped", "deployment 9 to production rejected"]);
  assert.deepEqual([await s.hear("approved"), await s.hear("rejected")], ["left", "left"]);
});

for (const word of ["approved", "rejected"])
  test(`a worker that has the task hears that it is ${word}: it looks again`, async () => {
    const s = await waiting();
    const task = await s.task(playId);
    const held = { ...task, state: "claimed" as const, owner: "o", version: task.version + 1 };
    await s.worker.store.commit([{ put: held, seen: task.version }]);
    assert.equal(await s.hear(word), "poked");
    assert.equal((await s.task(playId)).poke, task.poke + 1);
  });

test("a task whose call is open is not hurried and not closed", async () => {
  const s = await waiting();
  const task = await s.task(playId);
  const open = { ...task, calls: 1, unsure: true as const, version: task.version + 1 };
  await s.worker.store.commit([{ put: open, seen: task.version }]);
  await s.hear("approved");
  await s.hear("rejected");
  const { state, due, poke } = await s.task(playId);
  assert.deepEqual([state, due, poke], ["waiting", task.due, 0]);
});

test("a task that has ended is told nothing", async () => {
  const s = await waiting();
  const task = await s.task(playId);
  const { due: _, hint: __, ...open } = task;
  await s.worker.store.commit([{ put: { ...open, state: "skipped", version: task.version + 1 }, seen: task.version }]);
  assert.deepEqual(
    [await s.hear("blocked"), await s.hear("approved"), await s.hear("rejected")],
    ["left", "left", "left"],
  );
});

test("which deployment it is makes a job no other than the one that the patrol finds", () => {
  const project = { id: 42 };
  assert.equal(factsHash(1, { project, job: { ...manual, deploymentId: 9 } }), factsHash(1, { project, job: manual }));
});

test("a gate that is shut ends the run, though GitLab waits", () => {
  const stop = { kind: "again", at: 5, why: "wait", reason: "GitLab wants 2 approvals" } as const;
  const shut = { kind: "skipped", reason: "@dora rejected it" } as const;
  const later = { kind: "again", at: 3, why: "wait", reason: "it needs 1 approval" } as const;
  assert.deepEqual(whileGitLabWaits(stop, { ends: shut }), { ends: shut });
  const reason = "GitLab wants 2 approvals; it needs 1 approval";
  assert.deepEqual(whileGitLabWaits(stop, { ends: later }), { ends: { ...later, reason } });
  assert.deepEqual(whileGitLabWaits(stop, { content: {}, rules: [] }), { ends: stop });
});

test("other words tell the task nothing", async () => {
  const s = await waiting();
  for (const word of ["running", "success", "failed", "created", "tomorrow's"])
    assert.equal(await s.hear(word), "left");
});
