import assert from "node:assert/strict";
import { test } from "node:test";
import { actsIn } from "../../lib/rules/mode.ts";
import { failed } from "./jobs.ts";
import { oneRule, site } from "./site.ts";

/** The site's project is 42: a rule is named so that it is in the share, or out of it. */
const named = (isIn: boolean) =>
  Array.from({ length: 500 }, (_, at) => `r${at}`).find(
    (id) => actsIn({ id, mode: { enforce: "10%" } }, { id: 42 }) === isIn,
  ) ?? "";
const rules = (id: string) =>
  oneRule("on: job, when: { status: failed }, do: retry, mode: { enforce: 10% }").replace("id: r", `id: ${id}`);

async function ended(id: string) {
  const s = await site({ jobs: [failed], rules: rules(id) });
  await s.plan(1001, "retry", id);
  await s.work();
  const { state, reason } = await s.task("gitlab/42/job:1001/retry");
  return { effects: s.effects, state, reason };
}

test("a rule with a share acts in a project that it has, and elsewhere says that it acts in that share only", async () => {
  assert.deepEqual((await ended(named(true))).effects, ["retry 1001"]);
  const out = named(false);
  const { effects, state, reason } = await ended(out);
  assert.deepEqual([effects, state], [[], "reported"]);
  assert.equal(
    reason,
    `${out}@1 would have acted, but only reports; ${out}@1 acts in 10% of the projects only, not in this one`,
  );
});
