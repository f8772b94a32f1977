import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { listsOf } from "../../lib/app/lists.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";

/** What is listed of a project for one rule: of open jobs all, of the others the recent ones. */
function listed(body: string): string {
  const text = `version: 1\nrules:\n  - { id: r, projects: ["shop/**"], ${body} }\n`;
  const read = readRuleFiles([{ file: "rules.yaml", text }], actions);
  assert.ok("rulebook" in read, JSON.stringify(read));
  const rules = compileRulebook(read.rulebook, 1);
  const lists = listsOf({ id: 1, path: "shop/api" }, { rules, actions });
  return lists.map(({ statuses, isRecent }) => `${isRecent ? "recent" : "all"} ${statuses.join(" ")}`).join(", ");
}

for (const [name, body, wanted] of [
  ["a retry of failures", "on: job, when: { status: failed }, do: retry", "recent failed"],
  [
    "a retry of several ends",
    "on: [job, pipeline], when: { status: [failed, canceled] }, do: retry",
    "recent failed canceled",
  ],
  ["a restart", "on: job, when: { status: [pending, running] }, for: 1h, do: restart", "all pending running"],
  [
    "a restart of what waits for a resource",
    "on: job, when: { status: waiting_for_resource }, do: restart",
    "all waiting_for_resource",
  ],
  ["a gate", "on: pipeline, do: { play: { job: deploy } }", "recent manual"],
  ["a gate, by its tag", "on: pipeline, when: { tag: true }, do: { play: { job: deploy } }", "recent manual"],
  ["a keep of any end", "on: job, when: { tag: true }, do: keep", "recent success failed canceled"],
  ["a keep of all but failures", "on: job, when: { not: { status: failed } }, do: keep", "recent success canceled"],
  [
    "not a failure of one name may be a failure of another",
    "on: job, when: { not: { status: failed, name: lint } }, do: keep",
    "recent success failed canceled",
  ],
  [
    "either of two statuses",
    'on: job, when: { any: [{ status: success, ref: "v*" }, { status: canceled }] }, do: keep',
    "recent success canceled",
  ],
  [
    "both of two conditions",
    "on: job, when: { all: [{ status: [success, failed] }, { status: [failed, canceled] }] }, do: keep",
    "recent failed",
  ],
  [
    "a status that the verb cannot start from",
    "on: job, when: { status: [failed, running] }, do: retry",
    "recent failed",
  ],
  ["a rule that is off", "on: job, mode: off, when: { status: failed }, do: retry", ""],
  ["a rule that only reports", "on: job, mode: report, when: { status: failed }, do: retry", "recent failed"],
  ["a schedule", "on: { schedule: { every: 1d } }, when: { status: success }, do: keep", ""],
] as const)
  test(`what the patrol lists for ${name}: ${wanted || "nothing"}`, () => {
    assert.equal(listed(body), wanted);
  });

test("of a project that no rule is about nothing is listed", () => {
  assert.equal(listed("on: job, when: { status: failed }, do: retry").length > 0, true);
  const read = readRuleFiles(
    [
      {
        file: "r.yaml",
        text: 'version: 1\nrules: [{ id: r, projects: "a/*", on: job, when: { status: failed }, do: retry }]',
      },
    ],
    actions,
  );
  assert.ok("rulebook" in read);
  const rules = compileRulebook(read.rulebook, 1);
  assert.deepEqual(listsOf({ id: 1, path: "shop/api" }, { rules, actions }), []);
});
