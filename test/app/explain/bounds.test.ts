import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { explainAll } from "../../../lib/app/explain/explainAll.ts";
import { openFiles } from "../../../lib/app/explain/open.ts";
import type { Subject } from "../../../lib/app/explain/subject.ts";
import { start } from "../site.ts";

const rule = (id: string, project: string, status: string) =>
  `  - { id: ${id}, projects: ["${project}"], on: pipeline, when: { status: ${status}, newest: true, name: "x*" }, do: retry }\n`;

function subject(jobs: number): Subject {
  const project = { id: 42, path: "shop/api" };
  const job = (id: number) => ({
    id,
    name: "x".repeat(9),
    status: id % 2 ? ("failed" as const) : ("success" as const),
  });
  const all = Array.from({ length: jobs }, (_, at) => ({ facts: { project, job: job(at + 1) } }));
  return { about: "pipeline 7", view: "door", kinds: ["pipeline"], at: start, jobs: all };
}

async function explained(text: string, jobs: number) {
  const opened = await openFiles([{ file: "rules.yaml", text: `version: 1\nrules:\n${text}` }], actions, "door");
  assert.ok("active" in opened, JSON.stringify(opened).slice(0, 200));
  return await explainAll(subject(jobs), { source: "gitlab", active: opened.active, actions, now: start });
}

test("of ten thousand rules those that concern the project are told, what says anything but no first, and the others are counted", async () => {
  const many = Array.from({ length: 9_990 }, (_, at) => rule(`o${at}`, at % 2 ? "other/**" : "shop/**", "running"));
  const few = Array.from({ length: 10 }, (_, at) => rule(`m${at}`, "shop/**", "failed"));
  const { jobs } = await explained([...many, ...few].join(""), 1);
  const [job] = jobs;
  assert.equal(job?.others, 4_995);
  assert.equal((job?.rules.length ?? 0) + (job?.left ?? 0), 5_005);
  assert.equal(job?.rules.length, 200);
  assert.deepEqual([...new Set(job?.rules.slice(0, 10).map(({ answer }) => answer))], ["unknown"]);
  assert.ok(job?.rules.slice(10).every(({ answer }) => answer === "no"));
});

test("of a pipeline with thousands of jobs the answer stays as small as a function may answer, with what is wanted first", async () => {
  const rules = Array.from({ length: 300 }, (_, at) => rule(`m${at}`, "shop/**", "failed")).join("");
  const explanation = await explained(rules, 2_000);
  assert.ok(Buffer.byteLength(JSON.stringify(explanation)) < 5_000_000);
  assert.equal(explanation.jobs.length + (explanation.left ?? 0), 2_000);
  assert.ok(explanation.jobs.every(({ job }) => job.status === "failed"));
});

test("where the time is over no further job is begun, and those left out are counted", async () => {
  const opened = await openFiles(
    [{ file: "r.yaml", text: `version: 1\nrules:\n${rule("m", "shop/**", "failed")}` }],
    actions,
    "door",
  );
  assert.ok("active" in opened);
  let left = 3;
  const place = { source: "gitlab", active: opened.active, actions, now: start };
  const explanation = await explainAll(subject(9), place, { hasTime: () => --left > 0 });
  assert.deepEqual([explanation.jobs.length, explanation.left], [3, 6]);
});

test("of thousands of jobs that no rule wants the answer comes in time: none is looked through once the time is over", async () => {
  const text = `version: 1\nrules:\n${rule("m", "shop/**", "failed")}`;
  const opened = await openFiles([{ file: "r.yaml", text }], actions, "door");
  assert.ok("active" in opened);
  let seconds = 0;
  const slow = {
    ...opened.active,
    candidates: () => {
      seconds++;
      return [];
    },
  };
  const place = { source: "gitlab", active: slow, actions, now: start };
  const explanation = await explainAll(subject(2_000), place, { hasTime: () => seconds < 18 });
  assert.deepEqual([explanation.jobs.length, explanation.left], [1, 1_999]);
  assert.ok(seconds < 30, `${seconds} s`);
});
