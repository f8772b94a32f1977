import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { runCases } from "../../../lib/app/cases/runCases.ts";
import { readCases } from "../../../lib/rules/cases/caseFile.ts";

const rules = `version: 1
invariants: [{ id: hands-off, never: [retry], when: { name: { matches: "deploy.*" }, protected: true } }]
rules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]
`;
const readLog = { tail: () => "", exitCode: () => undefined };

async function failuresOf(given: string, expected: string): Promise<number> {
  const cases = readCases(
    `given: { project: shop/api, status: failed, ${given} }\ncases: [{ name: one, expect: { again: ${expected} } }]\n`,
    "r.cases.yaml",
  );
  assert.ok(!("problems" in cases), JSON.stringify(cases));
  const run = await runCases(cases, [{ file: "r.yaml", text: rules }], { actions, readLog });
  assert.ok(!("problems" in run), JSON.stringify(run));
  return run.results.reduce((sum, { failures }) => sum + failures.length, 0);
}

test("a case fails that expects what an invariant of its rules forbids, unless it says that it is refused", async () => {
  const forbidden = "name: deploy-eu, protected: true";
  assert.equal(await failuresOf(forbidden, "{ answer: yes }"), 1);
  assert.equal(await failuresOf(forbidden, "{ answer: yes, refused: hands-off }"), 0);
  for (const given of ["name: deploy-eu, protected: false", "name: unit, protected: true", "name: deploy-eu"])
    assert.equal(await failuresOf(given, "{ answer: yes }"), 0, given);
});
