import assert from "node:assert/strict";
import { test } from "node:test";
import { GitLabError } from "../../lib/core/errors.ts";
import { type Ask, askKey, type Looked, lookedNames } from "../../lib/core/looked.ts";
import { furtherStage } from "./furtherStage.ts";

const asks: readonly Ask[] = [
  ...lookedNames.filter((name) => name !== "when").map((fact) => ({ fact })),
  { log: { tailBytes: 1000 } },
];

const json = { "Content-Type": "application/json" };
const lastCode = asks.find((ask) => askKey(ask) === "exitCode");

/** A job of which everything can be asked: it succeeded, for a tag. */
async function someJob(t: Parameters<typeof furtherStage>[0]) {
  const s = await furtherStage(t);
  const { id } = s.pipeline(["test/unit"], { ref: "v1", tag: true, by: "dev" });
  return { s, unit: s.twin.succeed(s.twin.jobNamed(id, "unit").id) };
}

/** `by` tells who it was all the same; which of it GitLab hid is unknown. */
const told: Partial<Record<string, (userId: number | undefined) => Looked>> = {
  by: (userId) => ({ by: { userId: userId ?? 0, username: "dev" } }),
};

for (const [what, status, body] of [
  ["not there", 404, '{"message":"404 Project Not Found"}'],
  ["not for us", 403, '{"message":"403 Forbidden"}'],
] as const)
  for (const ask of asks)
    test(`of what GitLab says is ${what}, ${askKey(ask)} stays unknown`, async (t) => {
      const { s, unit } = await someJob(t);
      s.twin.faultNext({ kind: "answer", status, headers: json, body, count: "all", skip: 1 });
      const looked = await s.look(unit, ask, { userIsBot: undefined } as object);
      // a log that is not there is none
      if (status === 404 && looked?.logs) return assert.deepEqual([...looked.logs.values()], [null]);
      if (status === 404 && ask === lastCode) return assert.deepEqual(looked, { exitCode: null });
      assert.deepEqual(looked ?? {}, told[askKey(ask)]?.(unit.person?.id) ?? {});
    });

for (const [what, fault] of [
  ["breaks off", { kind: "reset" }],
  ["answers 503", { kind: "error", status: 503 }],
  ["asks for patience", { kind: "429" }],
  [
    "does not know the token any more",
    { kind: "answer", status: 401, headers: json, body: '{"message":"401 Unauthorized"}' },
  ],
] as const)
  test(`while GitLab ${what}, nothing is taken for unknown: a look throws`, async (t) => {
    const { s, unit } = await someJob(t);
    for (const ask of asks) {
      s.twin.faultNext({ ...fault, count: "all", skip: 1 });
      const look = s.look(unit, ask, { userIsBot: undefined } as object);
      await assert.rejects(look, (error) => error instanceof GitLabError, `${askKey(ask)} ${what}`);
      s.twin.faults.clear();
    }
  });

test("a job that tells no pipeline, no ref or no user leaves unknown what hangs on them, and nothing is asked", async (t) => {
  const { s, unit } = await someJob(t);
  const nothing = { pipelineId: undefined, ref: undefined, userId: undefined } as object;
  for (const fact of lookedNames) {
    if (["environment", "deployment", "when", "exitCode"].includes(fact)) continue;
    assert.deepEqual(await s.look(unit, { fact }, nothing), {}, fact);
    assert.deepEqual(s.asked(), [], fact);
  }
});

test("of a GitLab that lists no trigger jobs, the other jobs of a pipeline are not known, since some may be missing", async (t) => {
  const s = await furtherStage(t, {}, { vintage: 2020 });
  const unit = s.twin.jobNamed(s.pipeline(["test/unit"]).id, "unit");
  assert.deepEqual(await s.look(unit, { fact: "siblings" }), {});
  assert.deepEqual(await s.look(unit, { fact: "attempt" }), { attempt: 1 });
});

test("of a GitLab that tells direct members only, a level is not known: a group may give more", async (t) => {
  const s = await furtherStage(t, {}, { vintage: 2016 });
  const unit = s.twin.jobNamed(s.pipeline(["test/unit"], { by: "dev" }).id, "unit");
  assert.ok(!("level" in ((await s.look(unit, { fact: "by" }))?.by ?? {})));
});
