import assert from "node:assert/strict";
import { test } from "node:test";
import { filenameOf } from "../../../lib/gitlab/http/heads.ts";

for (const [disposition, name] of [
  [undefined, undefined],
  ["attachment", undefined],
  ['attachment; filename="artifacts.zip"', "artifacts.zip"],
  ["attachment; filename=artifacts.zip; size=3", "artifacts.zip"],
  ['infile; filename="1001.log"', "1001.log"],
  [`attachment; filename="report.txt"; filename*=UTF-8''r%C3%A9port.txt`, "réport.txt"],
  [`attachment; filename="report.txt"; filename*=UTF-8''r%ZZ`, "report.txt"],
  ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
  ['attachment; filename="../../etc/passwd"', "passwd"],
  ['attachment; filename="C:\\\\temp\\\\a.txt"', "a.txt"],
  ['attachment; filename=".."', undefined],
  [`attachment; filename*=UTF-8''a%1B%5B31m%E2%80%AEb`, "a[31mb"],
  [`attachment; filename="${"x".repeat(300)}"`, "x".repeat(255)],
] as const)
  test(`a file's name is its last step, clean: ${disposition}`, () => assert.equal(filenameOf(disposition), name));
