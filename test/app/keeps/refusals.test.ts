import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../../lib/core/job.ts";
import type { Reply } from "../../../lib/core/ports.ts";
import { expired } from "../jobs.ts";
import { oneRule, site, start } from "../site.ts";

const minute = 60_000;
const archive = { type: "archive", sizeBytes: 1000 };
const junit = { type: "junit", sizeBytes: 10 };
const log = { type: "trace", sizeBytes: 10 };
const rules = oneRule("on: job, when: { status: success }, do: keep");
const name = /job 1001 "package"/;
const tagged: Job = {
  ...expired,
  tag: true,
  ref: "v1.2",
  artifacts: { files: [archive], expireAt: start + 86_400_000 },
};

interface Logged {
  readonly what: string;
  readonly code?: unknown;
  readonly [field: string]: unknown;
}

/** Performs a keep. @returns its task, what was called and every error that was logged */
async function keeping(job: Job, { reply, text = rules }: { reply?: Reply; text?: string } = {}) {
  const s = await site({ jobs: [job], rules: text });
  const errors: Logged[] = [];
  const log = { info() {}, error: (what: string, fields = {}) => void errors.push({ what, ...fields }) };
  Object.assign(s.worker, { log });
  if (reply) s.hooks.mishaps.push(reply);
  await s.plan(1001, "keep", "r");
  await s.work();
  const task = await s.task("gitlab/42/job:1001/keep");
  const ledger = await s.store.notes("kept#gitlab/42");
  return { state: task.state, reason: task.reason ?? "", effects: s.effects, errors, ledger };
}

const rejected = (status: number): Reply => ({ kind: "rejected", status, message: `${status} Forbidden` });

interface Case {
  readonly what: string;
  readonly job: Job;
  readonly reply?: Reply;
  readonly told: RegExp;
  readonly cure: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "whose archive has expired",
    job: { ...tagged, artifacts: { files: [archive], expireAt: start - 2 * minute } },
    told: /expired at 2026-11-20T08:58:00Z/,
    cure: /Keep earlier.*lengthen expire_in/,
  },
  {
    what: "whose archive GitLab says has expired",
    job: tagged,
    reply: rejected(404),
    told: /its archive has expired or it has none/,
    cure: /Keep earlier.*lengthen expire_in/,
  },
  {
    what: "that left reports only",
    job: { ...tagged, artifacts: { files: [junit, log], expireAt: start + 86_400_000 } },
    told: /left reports and no archive/,
    cure: /artifacts: paths.*artifacts: \{ types: archive \}/,
  },
  {
    what: "that left nothing but a log",
    job: { ...tagged, artifacts: { files: [log], expireAt: null } },
    told: /no artifacts archive to keep/,
    cure: /artifacts: present/,
  },
  { what: "that left nothing", job: { ...tagged, artifacts: null }, told: /no artifacts archive/, cure: /present/ },
  {
    what: "that was erased",
    job: { ...tagged, artifacts: null, erasedAt: start - minute },
    told: /was erased at 2026-11-20T08:59:00Z/,
    cure: /Run it again/,
  },
  {
    what: "that is archived",
    job: { ...tagged, archived: true },
    told: /is archived/,
    cure: /Download.*administrator/,
  },
  {
    what: "of which GitLab does not tell what it left",
    job: withoutArtifacts(),
    told: /does not tell what job 1001/,
    cure: /Press Keep/,
  },
  {
    what: "of a protected tag that the bot may not create",
    job: tagged,
    reply: rejected(403),
    told: /answered 403 to keep.*403 Forbidden/,
    cure: /if the tag v1\.2 is protected, a maintainer must add it to "Allowed to create".*Protected tags/,
  },
  {
    what: "of a protected branch that the bot may not push to",
    job: { ...tagged, tag: false, ref: "main" },
    reply: rejected(403),
    told: /answered 403 to keep/,
    cure: /if the branch main is protected, a maintainer must allow it to push or merge there.*Protected branches/,
  },
];

for (const { what, job, reply, told, cure } of cases)
  test(`a keep of a job ${what} is refused, with the job, the reason and the cure`, async () => {
    const { state, reason, effects, ledger } = await keeping(job, reply && { reply });
    assert.deepEqual([state, effects, ledger], ["refused", [], []]);
    for (const pattern of [name, told, cure]) assert.match(reason, pattern);
  });

test("a keep that expired a moment ago by our clock is left to GitLab's", async () => {
  const { state, effects } = await keeping({ ...tagged, artifacts: { files: [archive], expireAt: start - 1000 } });
  assert.deepEqual([state, effects], ["done", ["keep 1001"]]);
});

for (const [what, expireAt, code] of [
  ["ten minutes before the expiry raises no alarm", start + 10 * minute, undefined],
  ["less than ten minutes before the expiry raises an alarm", start + 10 * minute - 1, "keepLate"],
  ["after the expiry raises an alarm", start - 2 * minute, "keepTooLate"],
] as const)
  test(`a keep that comes ${what}`, async () => {
    const { errors } = await keeping({ ...tagged, artifacts: { files: [archive], expireAt } });
    assert.deepEqual(
      errors.map((one) => one.code),
      code === undefined ? [] : [code],
    );
    for (const { what, reason, advice } of errors) {
      assert.equal(what, "keep");
      assert.match(String(reason), name);
      assert.match(String(advice), /expire_in/);
    }
  });

test("a keep that GitLab forbids raises an alarm that says how to redrive it", async () => {
  const { errors } = await keeping(tagged, { reply: rejected(403) });
  assert.deepEqual(
    errors.map(({ code }) => code),
    ["keepForbidden"],
  );
  assert.match(String(errors[0]?.advice), /penstock tasks redrive/);
});

test("a keep that no rule that acts wants any more raises no alarm, however late", async () => {
  const job = { ...tagged, artifacts: { files: [archive], expireAt: start - 2 * minute } };
  for (const text of [
    oneRule("on: job, when: { status: failed }, do: keep"),
    oneRule("on: job, mode: report, when: { status: success }, do: keep"),
  ]) {
    const { errors, state } = await keeping(job, { text });
    assert.deepEqual([errors, state === "done"], [[], false]);
  }
});

function withoutArtifacts(): Job {
  const { artifacts: _, ...job } = tagged;
  return job;
}
