import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf } from "../../../lib/cli/report/table.ts";
import { failed, reportOf } from "../../app/report/entries.ts";

/** What a job's row is called in the table. */
function shownAs(name: string): string | undefined {
  const [row] = reportOf([failed(0, 1, { name })]).jobs;
  assert.ok(row);
  return cellsOf(row, [])[0];
}

test("no job's name steers the terminal that a report is read on", () => {
  assert.doesNotMatch(shownAs("\u001b[2J\u0007\u202e\n") ?? "", /\p{Cc}|\p{Cf}/u);
});

test("a long name is cut, and never in the middle of a character", () => {
  const before = shownAs("")?.length ?? 0;
  const shown = shownAs(`${"x".repeat(58 - before)}😀${"y".repeat(40)}`) ?? "";
  assert.equal(shown.length, 60);
  assert.ok(shown.endsWith("…") && shown.isWellFormed(), JSON.stringify(shown));
});
