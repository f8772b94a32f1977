import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { silent } from "../../lib/edge/log.ts";
import { openRulebook, ruleReader } from "../../lib/rules/opened.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";

const refused = {
  code: "newer",
  message: /^the stored rules say `version: 2`: they are for a later Penstock; deploy that one/,
};

for (const text of ['{"version":2,"rules":[]}', '{"version":2,"groups":{"of":"another shape"}}'])
  test(`stored rules of a later language are refused with words: ${text}`, () => {
    assert.throws(() => openRulebook({ rules: text }, ruleReader(actions)), refused);
  });

test("while the active rules are of a later language nothing is decided by older ones, though they were read before", async () => {
  const store = createMemoryStore();
  const read = readRuleFiles(
    [
      {
        file: "r.yaml",
        text: 'version: 1\nrules: [{ id: r, projects: ["**"], on: job, when: { status: failed }, do: retry }]\n',
      },
    ],
    actions,
  );
  assert.ok("rulebook" in read);
  await store.applyRulebook("gitlab", JSON.stringify(read.rulebook), { after: 0 });
  const reader = createRulesReader({ store, actions, clock: () => 0, log: silent });
  assert.equal((await reader.live("gitlab")).rules.length, 1);
  await store.applyRulebook("gitlab", '{"version":2,"rules":[]}', { after: 1 });
  await assert.rejects(reader.live("gitlab"), refused);
});

test("a file of rules of a later language is refused with its place", () => {
  const read = readRuleFiles([{ file: "r.yaml", text: "version: 2\nrules: []\n" }], actions);
  assert.ok("problems" in read);
  const [problem] = read.problems;
  assert.match(
    `${problem?.file}:${problem?.line} ${problem?.message}`,
    /^r\.yaml:1 expected `version: 1`.*this Penstock reads no other/,
  );
});
