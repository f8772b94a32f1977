import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { apiHouse } from "../apiHouse.ts";

const rules = (status = "failed", more = "") => `version: 1
rules:
  - { id: again, projects: ["**"], on: job, when: { status: ${status} }, do: retry }
${more}`;
const tidy =
  "  - { id: tidy, projects: ['**'], on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 7d } }, mode: enforce }\n";

async function desk(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  const file = join(home, "rules.yaml");
  const write = (text: string) => writeFileSync(file, text);
  write(rules());
  return { ...(await apiHouse(t)), home, file, write };
}

test("each command that changes or checks rules answers programs with one JSON document, also where it refuses", async (t) => {
  const d = await desk(t);
  const json = async (...args: string[]) => {
    const { code, out } = await d.here("rules", ...args, "--json");
    return [code, JSON.parse(out)];
  };
  assert.deepEqual(await json("validate", d.file), [0, { rules: 1, problems: [] }]);
  assert.deepEqual(await json("apply", d.file), [0, { version: 1, rules: 1 }]);
  d.write(rules("fialed"));
  for (const args of [
    ["validate", d.file],
    ["apply", d.file],
    ["list", "--drift", d.file],
    ["plan", d.file],
  ]) {
    const [code, { problems }] = await json(...args);
    assert.deepEqual([code, problems.length, problems[0].line], [1, 1, 3], args[0]);
  }
  d.write(rules("failed", tidy));
  const [, { proposal }] = await json("apply", d.file);
  assert.deepEqual(await json("reject", "1"), [0, { rejected: { number: 1, hash: proposal.hash } }]);
  await d.store.propose(
    "gitlab",
    { number: 2, after: 1, rules: JSON.stringify({ version: 1, rules: [] }), by: "ben", at: 1, needs: ["tidy"] },
    {
      kind: "rules",
      id: "1795000000000-a",
      at: 1795000000000,
      step: "propose",
      source: "gitlab",
      version: 2,
      hash: "h",
      rules: 0,
      who: "ben",
    },
  );
  assert.deepEqual(await json("approve", "2"), [0, { version: 2, rules: 0 }]);
  const back = { version: 3, rules: 1, of: 1, setAside: [], faults: [] };
  assert.deepEqual(await json("rollback", "1", "--reason", "worse"), [0, back]);
});

test("a plan that cannot be saved is told as such, in a line", async (t) => {
  const d = await desk(t);
  const { code, text } = await d.here("rules", "plan", d.file, "--out", d.home);
  assert.equal(code, 1);
  assert.match(text, /\nthe plan cannot be saved: .*EISDIR[^\n]*$/);
});

test("rules show tells invariants too, in a line and whole, and a description of several lines in one", async (t) => {
  const d = await desk(t);
  const bound = "invariants: [{ id: no-tags, description: ours, never: [erase, play], when: { tag: true } }]";
  d.write(
    `version: 1\n${bound}\nrules:\n  - { id: a, description: "one\\n  two\\n", projects: ["**"], on: job, do: keep }\n`,
  );
  await d.here("rules", "apply", d.file);
  const [, ...lines] = (await d.here("rules", "show")).text.split("\n");
  assert.deepEqual(lines, ["invariant no-tags  never erase, play  ours", "a  report  keep  one two"]);
  const { invariants, secondPerson } = JSON.parse((await d.here("rules", "show", "--json")).out);
  assert.deepEqual(
    [invariants, secondPerson],
    [[{ id: "no-tags", description: "ours", never: ["erase", "play"], when: { tag: true } }], "required"],
  );
});
