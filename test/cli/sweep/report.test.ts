import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { apiHouse } from "../apiHouse.ts";
import { elementsOf } from "../xml.ts";
import { plantTwo } from "./counted.ts";

test("before anything was counted a report says what to type", async (t) => {
  const h = await apiHouse(t);
  const { code, text } = await h.here("sweep", "report");
  assert.deepEqual([code, text], [1, "nothing was counted yet: type penstock sweep start --all"]);
  const one = await h.here("sweep", "report", "--project", "shop/x");
  assert.deepEqual(
    [one.code, one.text],
    [1, "project shop/x was not counted yet: type penstock sweep start --project shop/x"],
  );
});

test("a report says how full it is, when it is full, what leaked and why, and what rules would free", async (t) => {
  const h = await apiHouse(t);
  await plantTwo(h.store);
  const { code, out } = await h.here("sweep", "report", "--quota", "20MB");
  assert.equal(code, 0);
  assert.match(out, /^15\.0 MB in 21 files of 11 jobs, 2 projects\n/);
  assert.match(out, /^counted {3}2 of 2 projects, the oldest \d+d ago$/m);
  assert.match(out, /^quota {5}75\.1 % of 20\.0 MB is used; at that it is full in 4 days \(\d{4}-\d\d-\d\d\)$/m);
  assert.match(out, /^leaked {4}10\.0 MB of 10 jobs expired more than a day ago, and is there$/m);
  assert.match(out, /^ +6\.0 MB nothing keeps them that can be seen/m);
  assert.match(out, /^tidy +7\.0 MB +7 +0 B +0 +3\.0 MB/m);
  const one = await h.here("sweep", "report", "--project", "SHOP/web");
  assert.match(one.out, /^1\.0 MB in 2 files of 1 job, SHOP\/web$/m);
  const wrong = await h.here("sweep", "report", "--quota", "much");
  assert.deepEqual([wrong.code, wrong.text], [1, '--quota takes a size such as 500GB or 2TiB: "much" is none']);
});

test("as CSV no job's name is a formula, and what is left out stands in the last line", async (t) => {
  const h = await apiHouse(t);
  await plantTwo(h.store);
  const { code, text } = await h.penstock("sweep", "report", "--format", "csv", "--by", "job", "--most", "3");
  assert.equal(code, 0);
  assert.deepEqual(text.split(/\r?\n/).filter(Boolean), [
    "job,project,bytes,files,jobs",
    "build,shop/api,11006000,13,7",
    "<b>&\ufffd,shop/api,1001000,2,1",
    "'=cmd|'/C calc'!A1,shop/api,1001000,2,1",
    "(2 others),,2002000,4,2",
  ]);
});

test("as JSON a report has the same keys, whatever was counted", async (t) => {
  const h = await apiHouse(t);
  const keys = async () => {
    const { code, text } = await h.penstock("sweep", "report", "--json");
    assert.equal(code, 0);
    const value = JSON.parse(text);
    return { keys: Object.keys(value).toSorted(), value };
  };
  const before = await keys();
  await plantTwo(h.store);
  const after = await keys();
  assert.deepEqual(after.keys, before.keys);
  assert.deepEqual(after.keys, [
    ...["ages", "coverage", "expiries", "growth", "history", "jobs", "leaks", "notes", "projects", "quota", "refs"],
    ...["rules", "rulesVersion", "totals", "types"],
  ]);
  assert.deepEqual(after.value.totals.all, { jobs: 11, files: 21, bytes: 15_010_000 });
});

test("as a picture a report is one well-formed page without a script, whatever jobs are called", async (t) => {
  const h = await apiHouse(t);
  await plantTwo(h.store);
  const folder = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a.svg");
  const { code } = await h.here("sweep", "report", "--format", "svg", "--quota", "20MB", "--out", file);
  assert.equal(code, 0);
  const svg = readFileSync(file, "utf8").replaceAll("&#39;", "&apos;");
  const elements = elementsOf(
    `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replaceAll(/ (?:aria-labelledby|text-anchor|stroke-width|viewBox|x1|x2|y1|y2)="[^"<]*"/g, "")}`,
  );
  const names = new Set(elements.map(({ name }) => name));
  assert.deepEqual([...names].toSorted(), ["desc", "g", "line", "polyline", "rect", "style", "svg", "text", "title"]);
  assert.ok(elements.some(({ text }) => text.includes("<b>&")));
  const there = await h.here("sweep", "report", "--format", "svg", "--out", join(folder, "none", "a.svg"));
  assert.equal(there.code, 1);
});
