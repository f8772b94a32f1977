import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import type { Job } from "../../lib/core/job.ts";
import { manual, playId } from "./jobs.ts";
import { site } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const words = `version: 1
defaults: { mode: enforce }
rules:
  - id: word
    projects: ["**"]
    on: { command: play }
    when: { pipelineStatus: success, by: { role: maintainer } }
    do: { play: { allow: { REGION: [eu, us] } } }
  - { id: hook, projects: ["**"], on: pipeline, when: { ref: main, pipelineStatus: running }, do: { play: { job: deploy } } }
`;
const running: Job = { ...manual, pipelineStatus: "running", ref: "feature" };
const ann = { userId: 7, username: "ann" };
const eve = { userId: 9, username: "eve" };

/** A gate that Ann wanted played while its pipeline still ran: she was told no. */
async function answered() {
  const s = await site({ jobs: [running], rules: words });
  s.gitlab.reads.memberLevel = async (_, id) => (id === ann.userId ? 40 : 30);
  s.gitlab.reads.userIsBot = async () => false;
  const sent: unknown[] = [];
  const { play } = s.gitlab.writes;
  s.gitlab.writes.play = (project, id, variables, inputs) => {
    sent.push(variables);
    return play(project, id, variables, inputs);
  };
  await say(s, ann, { REGION: "us" });
  await s.work();
  assert.equal((await s.task(playId)).state, "skipped");
  s.pass(86_400);
  s.jobs.set(manual.id, { ...running, pipelineStatus: "success" });
  return { ...s, sent };
}

const about = (s: Site) => ({
  id: `d${s.now()}`,
  source: "gitlab",
  receivedAt: s.now(),
  project: { id: 42, path: "shop/api" },
});

async function say(s: Site, by: typeof ann, values: Readonly<Record<string, string>>): Promise<void> {
  const event = { kind: "command" as const, ...about(s), job: manual, command: { verb: "play", values, by } };
  await receive(event, { ...s.worker, actions: s.actions, record: "all" });
}

test("a person's word that was answered no is not done later because somebody without the right speaks", async () => {
  const s = await answered();
  await say(s, eve, { REGION: "eu" });
  await s.work();
  const { state, wants } = await s.task(playId);
  assert.deepEqual([state, s.sent, wants.map(({ given }) => given?.by.username)], ["skipped", [], ["eve"]]);
});

test("a person's word that was answered no is not done later because a hook revives the task", async () => {
  const s = await answered();
  const job = { ...running, ref: "main" };
  const pipeline = { id: 501, status: "running", ref: "main" };
  const event = { kind: "pipeline" as const, ...about(s), pipeline, jobs: [job] };
  await receive(event, { ...s.worker, actions: s.actions, record: "all" });
  await s.work();
  const { state, wants } = await s.task(playId);
  assert.deepEqual([state, s.sent, wants.map(({ rule }) => rule)], ["skipped", [], ["hook@1"]]);
});

test("whoever was told no may say it once more", async () => {
  const s = await answered();
  await say(s, ann, { REGION: "eu" });
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.sent], ["done", [{ REGION: "eu" }]]);
});
