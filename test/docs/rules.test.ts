import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { failureClassNames } from "../../lib/rules/failureClasses/names.ts";
import { problemText } from "../../lib/rules/read.ts";
import { withConditions } from "./conditionsPage.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/rules.md"), "utf8");

test("docs/rules.md shows every condition with the examples that are run (`npm run docs` writes them)", () => {
  assert.equal(page, withConditions(page));
});

test("every rulebook in docs/rules.md can be applied", () => {
  const books = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
  assert.ok(books.length >= 3, "there are some");
  for (const text of books) {
    const read = readRuleFiles([{ file: "docs/rules.md", text }], actions);
    assert.deepEqual("problems" in read ? read.problems.map(problemText) : [], [], text);
  }
});

test("docs/rules.md names every verb and every failure class", () => {
  for (const name of [...actions.map((one) => one.name), ...failureClassNames])
    assert.ok(page.includes(`\`${name}\``), `${name} is not there`);
});
