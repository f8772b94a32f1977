import assert from "node:assert/strict";
import { test } from "node:test";
import { tables } from "../../../lib/cli/report/columns.ts";
import { csvCell, csvOf } from "../../../lib/cli/report/csv.ts";
import { done, failed, minute, monday, passed, reportOf, told } from "../../app/report/entries.ts";

const madeAt = (at: number) => ({ createdAt: monday + at * minute });

/** As a program reads CSV that follows RFC 4180. */
function read(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r\n/gy)) {
    const cells = [...(line[1] ?? "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
    rows.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ""));
  }
  return rows;
}

const names = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\tx", 'a "b", c', "two\r\nlines", "plain"];
const report = reportOf([
  ...names.flatMap((name, at) => [
    failed(at * 20, at * 10 + 1, { name, pipelineId: at + 1 }),
    done(at * 20 + 1, "retry", at * 10 + 1),
    passed(at * 20 + 12, at * 10 + 2, { name, pipelineId: at + 1, ...madeAt(at * 20 + 1) }),
  ]),
  told(999, { id: 999, status: "failed", name: "last" }),
  done(1000, "retry", 999),
  told(1001, { id: 1000, status: "failed", name: "last" }),
]);

test("a table is CSV that reads back to the same names and figures, a line for each row", () => {
  const [heads = [], ...rows] = read(csvOf(report, "job"));
  assert.deepEqual(heads.slice(0, 5), ["job", "project", "failures", "retriedByUs", "helped"]);
  assert.equal(rows.length, report.jobs.length);
  assert.ok(rows.every((row) => row.length === heads.length));
  const row = rows.find(([name]) => name === "plain") ?? [];
  const cell = (head: string) => row[heads.indexOf(head)];
  assert.deepEqual(
    ["failures", "retriedByUs", "helped", "savedMinutes", "waitedMedianMinutes", "keptBytes"].map(cell),
    ["1", "1", "1", "14", "1", "0"],
  );
  const last = rows.find(([name]) => name === "last") ?? [];
  assert.equal(last[heads.indexOf("burntMinutes")], "unknown");
});

test("no cell is a formula to a spreadsheet", () => {
  for (const by of tables)
    for (const row of read(csvOf(report, by)))
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r\n\0]/, by);
  assert.deepEqual(
    ["=1", "+1", "-1", "@a", "\ta", "\0=1", "a=1"].map((text) => csvCell(text)),
    ["'=1", "'+1", "'-1", "'@a", "'\ta", "'\0=1", "a=1"],
  );
});

test("every table has the columns that go with it", () => {
  const heads = (by: (typeof tables)[number]) => read(csvOf(report, by))[0] ?? [];
  assert.ok(!heads("rule").includes("failures") && !heads("rule").includes("retriedByPeople"));
  assert.ok(heads("class").includes("reason") && !heads("class").includes("restarts"));
  assert.ok(heads("day").includes("failures") && heads("project").includes("deletedBytes"));
});
