import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { conditionNames } from "../../lib/rules/conditions.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";

/** What may stand by mistake where something else belongs. */
const odd = [null, true, 0, -1, 1.5, 1e9, "", " ", "x", "0", "-1h", "1e9d", [], [[]], [null], {}, { x: 1 }, [{ x: 1 }]];

const rule = { id: "r", projects: "a/b", on: "job", when: { status: "failed" }, do: "retry" };
const ruleKeys = ["id", "description", "owner", "projects", "on", "when", "for", "do", "limit", "mode", "onUnknown"];
const others = ["until", "require", "notify", "outage"];
const limits = [
  "perJob",
  "perPipeline",
  "perSha",
  "perProjectPerHour",
  "perRulePerDay",
  "percentPerDay",
  "bytesPerDay",
];
const params = ["after", "backoff", "most", "inputs", "job", "variables", "allow", "quarantine", "includeTags", "to"];

/** Rulebooks with one odd value each. */
function* rulebooks(value: unknown): Generator<unknown> {
  const book = (more: object) => ({ version: 1, rules: [{ ...rule, ...more }] });
  for (const key of [...ruleKeys, ...others]) yield book({ [key]: value });
  for (const key of limits) yield book({ limit: { [key]: value } });
  for (const key of conditionNames) yield book({ when: { status: "failed", [key]: value } });
  for (const { name } of actions) {
    yield book({ do: { [name]: value } });
    for (const key of params) yield book({ do: { [name]: { [key]: value } } });
  }
  yield book({ on: { schedule: value } });
  for (const key of ["every", "at", "zone", "cron"]) yield book({ on: { schedule: { every: "1d", [key]: value } } });
  for (const key of ["version", "defaults", "calendars", "failureClasses", "rules"])
    yield { ...book({}), [key]: value };
  for (const key of ["zone", "open", "closed"])
    yield { ...book({}), calendars: { c: { zone: "UTC", open: "daily 09:00-17:00", [key]: value } } };
}

/** The schema library's own English, and what no message may show. */
const foreign =
  /\bInvalid\b|\bToo (?:small|big)\b|Unrecognized|\bundefined\b|\[object|\bzod\b|NaN|\n|expected (?:string|number|array|object|record|nonoptional|never)\b/;

test("whatever stands where something else belongs is told in our own words, with its place, and never thrown", () => {
  let told = 0;
  for (const value of odd)
    for (const book of rulebooks(value)) {
      const read = readRulebook(JSON.stringify(book), "rules.json", actions);
      for (const problem of "problems" in read ? read.problems : []) {
        told++;
        assert.doesNotMatch(problem.message, foreign, JSON.stringify(book));
        assert.match(problemText(problem), /^rules\.json:1:\d+: \S/);
        assert.ok(problem.path !== "" || problem.message !== "", JSON.stringify(book));
      }
    }
  assert.ok(told > 2_000, `${told} problems`);
});

test("a problem names its place among the rules, and nothing in a key steers the terminal", () => {
  const text = (key: string) => JSON.stringify({ version: 1, rules: [{ ...rule, [key]: 1 }] });
  const lines = (key: string) => {
    const read = readRulebook(text(key), "rules.json", actions);
    return "problems" in read ? read.problems.map(problemText) : [];
  };
  assert.match(lines("wehn").join(), /: unknown key `wehn`; did you mean `when`\? \(rules\.0\.wehn\)$/);
  assert.doesNotMatch(lines("a\u001b[2J\n\u202e").join(), /\p{Cc}|\p{Cf}/u);
});
