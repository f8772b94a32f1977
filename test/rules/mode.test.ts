import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { actsIn, actsSomewhere, type Mode, modeText } from "../../lib/rules/mode.ts";
import { ruleReader } from "../../lib/rules/opened.ts";
import { readRulebook } from "../../lib/rules/read.ts";

const projects = Array.from({ length: 10_000 }, (_, at) => ({ id: at + 1 }));
const share = (percent: number): Mode => ({ enforce: `${percent}%` });
const acting = (id: string, mode: Mode) => projects.filter((project) => actsIn({ id, mode }, project));

test("a rule with a share acts in about so many of the projects, and in the same ones on every machine", () => {
  for (const percent of [1, 10, 50, 99]) {
    const count = acting("tidy", share(percent)).length;
    assert.ok(Math.abs(count - percent * 100) < 200, `${count} of 10,000 at ${percent}%`);
  }
  // Pinned: another machine, version or year must find the same ones.
  assert.deepEqual(
    projects
      .slice(0, 60)
      .filter((project) => actsIn({ id: "tidy", mode: share(10) }, project))
      .map(({ id }) => id),
    [15, 16, 18, 19, 28, 36, 47, 53, 54],
  );
});

test("a share that grows keeps every project that it had, up to all of them", () => {
  let before = new Set<number>();
  for (let percent = 1; percent <= 100; percent++) {
    const now = new Set(acting("tidy", share(percent)).map(({ id }) => id));
    assert.ok(
      [...before].every((id) => now.has(id)),
      `${percent}%`,
    );
    before = now;
  }
  assert.equal(before.size, projects.length);
});

test("no project is the first to meet every rule", () => {
  const ids = ["a", "b", "c", "d"];
  const all = projects.filter((project) => ids.every((id) => actsIn({ id, mode: share(10) }, project)));
  assert.ok(all.length < 20, `${all.length} projects meet all four`);
});

test("a share is told as rules write it, and one that acts anywhere is one that acts", () => {
  const modes = [share(10), "enforce", "report", "off"] as const;
  assert.deepEqual(modes.map(modeText), ["enforce 10%", "enforce", "report", "off"]);
  assert.deepEqual(
    modes.map((mode) => actsSomewhere({ mode })),
    [true, true, false, false],
  );
});

test("a share is read from YAML, stored as JSON, and read back the same", () => {
  const text = 'version: 1\nrules:\n  - { id: r, projects: "**", on: job, do: keep, mode: { enforce: 10% } }\n';
  const read = readRulebook(text, "rules.yaml", actions);
  assert.ok("rulebook" in read);
  const [rule] = read.rulebook.rules;
  assert.deepEqual(rule?.mode, { enforce: "10%" });
  assert.deepEqual(ruleReader(actions)(JSON.parse(JSON.stringify(rule)), 0), rule);
});

for (const wrong of ["0%", "101%", "10", "10.5%", "010%", "-1%"])
  test(`a share of ${wrong} is refused`, () => {
    const text = `version: 1\nrules:\n  - { id: r, projects: "**", on: job, do: keep, mode: { enforce: "${wrong}" } }\n`;
    assert.ok("problems" in readRulebook(text, "rules.yaml", actions));
  });
