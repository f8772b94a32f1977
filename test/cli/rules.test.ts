import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { rulesLines } from "../../lib/cli/rulesText.ts";
import { apiHouse } from "./apiHouse.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const shared = `version: 1
calendars:
  office: { zone: Europe/Berlin, open: "Mon-Fri 09:00-17:00" }
  frozen: { zone: UTC, closed: [{ from: 2026-01-01, to: 2126-01-01, why: nobody is left }] }
failureClasses: { ours.db: [{ exitCode: 3 }, { exitCode: 4 }] }
`;
const rules = `version: 1
rules:
  - { id: promote, description: On weekdays., projects: ["**"], on: pipeline, require: { calendar: frozen }, do: { play: { job: deploy } } }
  - { id: again, projects: ["**"], on: job, when: { status: failed, failureClass: ours.db }, do: retry }
`;

function folder(t: TestContext): (name: string, text: string) => string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  return (name, text) => {
    const path = join(home, name);
    writeFileSync(path, text);
    return path;
  };
}

test("rules that stand in two files are one rulebook, and it is shown with its calendars, classes and what waits for which", async (t) => {
  const written = folder(t);
  const house = await apiHouse(t);
  const files = [written("shared.yaml", shared), written("rules.yaml", rules)];
  assert.match((await house.penstock("rules", "validate", ...files)).text, /rules\.yaml: 2 rules, no errors$/);
  assert.equal((await house.penstock("rules", "apply", ...files)).text, "version 1 is active: 2 rules");
  const { text } = await house.penstock("rules", "show");
  const lines = text.split("\n");
  assert.match(lines[0] ?? "", /^version 1, [0-9a-f]{64}$/);
  assert.match(
    lines[1] ?? "",
    /^calendar office {2}(open|closed: outside Mon-Fri 09:00-17:00 Europe\/Berlin; it opens )/,
  );
  assert.deepEqual(lines.slice(2), [
    "calendar frozen  closed: nobody is left until 2126-01-02 00:00 UTC; it does not open within 400 days",
    "failure class ours.db  2 maps of conditions",
    "promote  report  play  waits for frozen  On weekdays.",
    "again  report  retry",
  ]);
  const { calendars, failureClasses } = JSON.parse((await house.penstock("rules", "show", "--json")).text);
  assert.deepEqual([Object.keys(calendars), Object.keys(failureClasses)], [["office", "frozen"], ["ours.db"]]);
});

test("a stored rule that this version cannot use is shown as set aside, and why, beside those that act", async (t) => {
  const house = await apiHouse(t);
  await house.penstock(
    "rules",
    "apply",
    folder(t)(
      "rules.yaml",
      rules.replace("require: { calendar: frozen }, ", "").replace("failureClass: ours.db", "tag: true"),
    ),
  );
  const stored = JSON.parse((await house.store.rulebook("gitlab"))?.rules ?? "");
  const [promote, again] = stored.rules;
  const broken = [{ ...again, id: "of-the-future", when: { moon: 1 } }, { id: "half" }];
  await house.store.applyRulebook("gitlab", JSON.stringify({ ...stored, rules: [promote, ...broken, again] }), {
    after: 1,
  });
  const { code, text } = await house.penstock("rules", "show");
  assert.equal(code, 0);
  const lines = text.split("\n").slice(1);
  assert.match(lines[1] ?? "", /^of-the-future {2}set aside {2}when\.moon: unknown key `moon`/);
  assert.match(lines[2] ?? "", /^half {2}set aside {2}\S/);
  assert.deepEqual(
    [lines[0], ...lines.slice(3)],
    [
      "promote  report  play  On weekdays.",
      "again  report  retry",
      "2 rules set aside: mend and apply; until then nothing comes of what it asks for",
    ],
  );
});

test("what is wrong with rules comes with its place in the file and among the rules, and no stack trace", async (t) => {
  const written = folder(t);
  const house = await apiHouse(t);
  const file = written("rules.yaml", rules.replace("status: failed", "status: fialed"));
  const wrong = /^\S*rules\.yaml:4:\d+: no job status `fialed`; did you mean `failed`\? \(rules\.1\.when\.status\)/;
  for (const verb of ["validate", "apply"]) {
    const { code, text } = await house.penstock("rules", verb, file);
    assert.equal(code, 1);
    assert.match(text, wrong);
    assert.doesNotMatch(text, /\n +at /);
  }
  const home = join(file, "..", "folder");
  mkdirSync(home);
  assert.equal((await house.penstock("rules", "validate", home)).text, `${home} has no YAML or JSON file in it`);
  const none = join(home, "none.yaml");
  assert.equal((await house.penstock("rules", "validate", none)).text, `${none} cannot be read: there is no such file`);
});

test("nothing in a stored rulebook steers the terminal", () => {
  const text = "\u001b[2J\u0007\u202e\n";
  const rule = { id: text, mode: { enforce: text }, do: { action: text }, require: { calendar: text } };
  const lines = rulesLines(
    {
      version: 1,
      hash: text,
      calendars: { [text]: { zone: "UTC", closed: [{ from: "2026-01-01", to: "2027-01-01", why: "x" }] }, odd: text },
      failureClasses: { [text]: text },
      rules: [rule, { ...rule, id: "b" }],
      setAside: [{ id: "b", reason: text }],
    },
    noon,
  );
  for (const line of lines.map(stripVTControlCharacters)) assert.doesNotMatch(line, /\p{Cc}|\p{Cf}/u);
});

test("10,000 rules of ordinary length are applied and shown by the command; with a mistake in each the first thousand are told", async (t) => {
  const written = folder(t);
  const house = await apiHouse(t);
  const many = (status: string) =>
    Array.from(
      { length: 10_000 },
      (_, at) =>
        `  - { id: r${at}, description: What the ${at}th team wants of its jobs when they fail at night, projects: ["group-${at}/**"], on: job, when: { status: ${status}, name: "build-${at}-*" }, do: retry }\n`,
    ).join("");
  const file = written("rules.yaml", `version: 1\nrules:\n${many("failed")}`);
  assert.equal((await house.penstock("rules", "apply", file)).text, "version 1 is active: 10000 rules");
  assert.equal((await house.penstock("rules", "show")).text.split("\n").length, 10_001);
  const wrong = written("wrong.yaml", `version: 1\nrules:\n${many("fialed")}`);
  const lines = (await house.penstock("rules", "apply", wrong)).text.split("\n");
  assert.equal(lines.length, 1_002);
  assert.equal(lines.at(-2), "and 9000 more problems: rules validate tells them all");
});
