import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { plants } from "../flows/doctor/plants.ts";
import { plantsAtGitLab } from "../flows/doctor/plantsAtGitLab.ts";
import { allDiagnoses, withDiagnoses } from "./doctorPage.ts";

test("docs/doctor.md lists all that the doctor can say (`npm run docs` writes it)", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/doctor.md"), "utf8");
  assert.equal(page, withDiagnoses(page));
});

test("no two things are told by one word, and each that is not well has a cure", () => {
  const all = allDiagnoses();
  const ids = all.map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
  assert.deepEqual(
    all.filter(({ cure }) => cure === "").map(({ id }) => id),
    [],
  );
});

test("what is planted in the tests stands in the list, at that level", () => {
  const all = allDiagnoses();
  const lost = [...plants, ...plantsAtGitLab].filter(
    ({ id, level }) => !all.some((one) => one.id === id && one.levels.includes(level)),
  );
  assert.deepEqual(lost, []);
});
