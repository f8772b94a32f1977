import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readRules } from "../../../lib/cli/rules/files.ts";

const text = `version: 1
rules:
  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;

function home(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "rules.yaml"), text);
  return folder;
}

test("a file that is named twice, by itself and by its folder, is read once", (t) => {
  const folder = home(t);
  const file = join(folder, "rules.yaml");
  assert.deepEqual(readRules([folder, file, join(folder, ".", "rules.yaml")]), [{ file, text }]);
});

for (const [what, bytes] of [
  ["UTF-16, as an old PowerShell writes it", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
  ["Latin 1", Buffer.from(`${text}# für alle`, "latin1")],
] as const)
  test(`a file in ${what}, is not read as something else, and it is told what to do`, (t) => {
    const file = join(home(t), "odd.yaml");
    writeFileSync(file, bytes);
    assert.throws(() => readRules([file]), { message: /odd\.yaml is no text in UTF-8: save it as such/ });
  });
