import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openStage } from "../../infra/local/stage.ts";
import type { LogFields } from "../../lib/edge/log.ts";

const startsAt = Date.UTC(2026, 10, 20, 9);

/** A stage whose lines are kept. */
async function watched(t: TestContext, rules: string) {
  const lines: (LogFields & { readonly what: string })[] = [];
  const keep = (what: string, fields: LogFields = {}) => void lines.push({ ...fields, what } as (typeof lines)[number]);
  const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}`;
  const s = await openStage({ rules: [{ file: "r.yaml", text }], startsAt, log: { info: keep, error: keep } });
  t.after(() => s.close());
  return { ...s, effects: () => lines.filter(({ what }) => what === "effect"), lines };
}

const retry = '  - { id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }\n';

function failedJob({ twin, project }: Awaited<ReturnType<typeof watched>>): number {
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  return twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure").id;
}

test("one line leads from a delivery to the call in GitLab's own logs", async (t) => {
  const s = await watched(t, retry);
  const job = failedJob(s);
  await s.settle();
  const [line, ...more] = s.effects();
  assert.deepEqual(more, []);
  const { millis, gitlab, delivery, reason, rev, ...told } = line ?? { what: "none" };
  assert.deepEqual(told, {
    what: "effect",
    source: "gitlab",
    project: s.project.id,
    job,
    verb: "retry",
    rule: "retry-failed",
    ruleOrOther: "retry-failed",
    action: "retry",
    outcome: "done",
    state: "done",
    task: `gitlab/${s.project.id}/job:${job}/retry`,
    calls: 1,
    status: 201,
  });
  assert.equal(millis, 0);
  assert.match(String(gitlab), /^[0-9a-f-]{36}$/);
  assert.match(String(reason), /retried as job/);
  assert.equal(rev, 2);
  const heard = await s.house.store.entries(100);
  const wanted = heard.filter(
    (entry) => entry.kind === "delivery" && entry.tasks.some(({ step }) => step === "planned"),
  );
  assert.deepEqual(
    wanted.map((entry) => entry.kind === "delivery" && entry.delivery),
    [delivery],
  );
});

test("a call that GitLab refuses is told with its status, and one that nobody answers without", async (t) => {
  const s = await watched(t, retry);
  s.twin.faultNext({ method: "POST", kind: "dropAfter" });
  failedJob(s);
  await s.settle();
  assert.deepEqual(
    s.effects().map(({ outcome, status, gitlab, calls }) => ({ outcome, status, gitlab, calls })),
    [{ outcome: "unknown", status: undefined, gitlab: undefined, calls: 1 }],
  );
});

test("a delivery that no rule wants costs no line", async (t) => {
  const s = await watched(t, retry);
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "build" }] });
  s.twin.succeed(s.twin.run(s.twin.jobNamed(id, "build").id).id);
  assert.ok((await s.twin.deliver()).length > 0);
  assert.deepEqual(s.lines, []);
});

test("the first hundred rules of a rulebook have metrics of their own, all behind them share one", async (t) => {
  const idle = Array.from({ length: 99 }, (_, at) =>
    retry.replace("retry-failed", `r${at}`).replace("failed", "skipped"),
  );
  const last = ["hundredth", "behind"].map((id) =>
    retry.replace("retry-failed", id).replace("failed }", `failed, name: "${id}*" }`),
  );
  const s = await watched(t, [...idle, ...last].join(""));
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "hundredth" }, { name: "behind" }] });
  for (const name of ["hundredth", "behind"]) s.twin.fail(s.twin.run(s.twin.jobNamed(id, name).id).id);
  await s.settle();
  assert.deepEqual(
    s
      .effects()
      .map(({ rule, ruleOrOther }) => [rule, ruleOrOther])
      .toSorted(),
    [
      ["behind", "other"],
      ["hundredth", "hundredth"],
    ],
  );
});
