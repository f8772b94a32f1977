import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { needsSecondPerson } from "../../../lib/rules/diff/secondPerson.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";

const shared = `version: 1
calendars:
  office: { zone: UTC, open: "Mon-Fri 09:00-17:00" }
failureClasses: { ours.db: [{ exitCode: 3 }] }
`;

function book(rules: string, beside = shared): Rulebook {
  const text = `${beside}rules:\n  - { id: other, projects: ["**"], on: job, when: { status: failed }, do: retry, mode: enforce }\n${rules}`;
  const read = readRulebook(text, "rules.yaml", actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.rulebook;
}

const tidy = (more = "mode: enforce") =>
  `  - { id: tidy, projects: ["a/**"], on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 7d } }, ${more} }\n`;
const play = (when = "", more = "mode: enforce") =>
  `  - { id: play, projects: ["a/**"], on: pipeline, ${when && `when: ${when}, `}do: { play: { job: deploy } }, ${more} }\n`;

for (const [what, before, after, needs] of [
  [
    "a rule that retries",
    "",
    `  - { id: r, projects: ["**"], on: job, when: { status: failed }, do: retry, mode: enforce }\n`,
    [],
  ],
  ["a delete that acts", "", tidy(), ["tidy"]],
  ["a delete that only reports", "", tidy("mode: report"), []],
  ["a delete that begins to act", tidy("mode: report"), tidy(), ["tidy"]],
  ["a delete that begins to act in a share", tidy("mode: report"), tidy("mode: { enforce: 1% }"), ["tidy"]],
  ["a share that grows", tidy("mode: { enforce: 10% }"), tidy("mode: { enforce: 11% }"), ["tidy"]],
  ["a share that shrinks", tidy(), tidy("mode: { enforce: 99% }"), []],
  ["a delete that acts no more", tidy(), tidy("mode: off"), []],
  ["a delete that is gone", tidy(), "", []],
  ["the same delete under another name", tidy(), tidy().replace("id: tidy", "id: tidy2"), ["tidy2"]],
  ["a shorter quarantine", tidy(), tidy().replace("7d", "1d"), ["tidy"]],
  ["other projects", tidy(), tidy().replace("a/**", "**"), ["tidy"]],
  ["another description and owner", tidy(), tidy("mode: enforce, description: d, owner: o"), []],
  [
    "a limit that grows",
    tidy("mode: enforce, limit: { perRulePerDay: 5 }"),
    tidy("mode: enforce, limit: { perRulePerDay: 6 }"),
    ["tidy"],
  ],
  ["a limit that is gone", tidy("mode: enforce, limit: { perRulePerDay: 5 }"), tidy(), ["tidy"]],
  [
    "a limit that shrinks",
    tidy("mode: enforce, limit: { perRulePerDay: 5 }"),
    tidy("mode: enforce, limit: { perRulePerDay: 4 }"),
    [],
  ],
  ["an end", tidy(), tidy("mode: enforce, until: 2027-01-01"), []],
  ["a later end", tidy("mode: enforce, until: 2027-01-01"), tidy("mode: enforce, until: 2028-01-01"), ["tidy"]],
  ["no end any more", tidy("mode: enforce, until: 2027-01-01"), tidy(), ["tidy"]],
  ["a calendar that it waits for no more", tidy("mode: enforce, require: { calendar: office }"), tidy(), ["tidy"]],
  ["a play anywhere", "", play(), ["play"]],
  ["a play in production or elsewhere", "", play("{ environmentTier: [testing, production] }"), ["play"]],
  ["a play in staging", "", play("{ environmentTier: staging }"), ["play"]],
  ["a play in tests", "", play("{ environmentTier: [testing, development] }"), []],
  ["a play in environments that GitLab cannot place", "", play("{ environmentTier: [testing, other] }"), ["play"]],
  ["a play in whatever begins with test", "", play('{ environmentTier: "test*" }'), ["play"]],
  ["a play but in tests", "", play("{ not: { environmentTier: testing } }"), ["play"]],
  [
    "a play in tests, said deeper",
    "",
    play("{ all: [{ tag: true }, { any: [{ environmentTier: development }, { environmentTier: testing }] }] }"),
    [],
  ],
  ["a play in tests or of tags", "", play("{ any: [{ environmentTier: testing }, { tag: true }] }"), ["play"]],
  ["a play that leaves the tests", play("{ environmentTier: testing }"), play(), ["play"]],
] as const)
  test(`${what}: ${needs.length === 0 ? "nobody else is needed" : "needs a second person"}`, () => {
    assert.deepEqual(needsSecondPerson(book(before), book(after), actions), needs);
  });

test("what rules name beside them counts: their calendar and the team's own failure classes, not those of others", () => {
  const rules = tidy("mode: enforce, require: { calendar: office }") + play("{ failureClass: ours.db }");
  const wider = shared.replace("Mon-Fri", "Mon-Sun");
  assert.deepEqual(needsSecondPerson(book(rules), book(rules, wider), actions), ["tidy"]);
  assert.deepEqual(needsSecondPerson(book(rules), book(rules, shared.replace("3", "4")), actions), ["play"]);
  assert.deepEqual(needsSecondPerson(book(tidy()), book(tidy(), wider), actions), []);
});

test("an invariant about deletes that is weakened or gone needs a second person where something deletes; a new one does not", () => {
  const bound = `${shared}invariants:\n  - { id: no-tags, never: [deleteArtifacts], when: { tag: true } }\n`;
  const weaker = bound.replace("tag: true }", "tag: true, protected: true }");
  assert.deepEqual(needsSecondPerson(book(tidy(), bound), book(tidy()), actions), ["invariant no-tags"]);
  assert.deepEqual(needsSecondPerson(book(tidy(), bound), book(tidy(), weaker), actions), ["invariant no-tags"]);
  assert.deepEqual(needsSecondPerson(book(tidy()), book(tidy(), bound), actions), []);
  assert.deepEqual(needsSecondPerson(book("", bound), book(""), actions), []);
});

test("an invariant against deletes also bounds an erase: it needs a second person to be gone", () => {
  const erase = tidy().replace("deleteArtifacts", "erase");
  const bound = `${shared}invariants:\n  - { id: no-tags, never: [deleteArtifacts], when: { tag: true } }\n`;
  assert.deepEqual(needsSecondPerson(book(erase, bound), book(erase), actions), ["invariant no-tags"]);
  const odd = { ...book(erase), invariants: [{ id: "odd" }] } as unknown as Rulebook;
  assert.deepEqual(needsSecondPerson(odd, book(erase), actions), ["invariant odd"]);
});

test("an invariant about a class of failures that became another class needs a second person", () => {
  const bound = `${shared}invariants:\n  - { id: no-db, never: play, when: { failureClass: ours.db } }\n`;
  const [before, after] = [book(play(), bound), book(play(), bound.replace("exitCode: 3", "exitCode: 4"))];
  assert.deepEqual(needsSecondPerson(before, after, actions), ["invariant no-db"]);
  assert.deepEqual(needsSecondPerson(before, before, actions), []);
});

test("of ten thousand rules that need a second person a hundred are named, and how many others there are", () => {
  const many = Array.from({ length: 150 }, (_, at) => tidy().replace("id: tidy", `id: tidy-${at}`)).join("");
  const needs = needsSecondPerson(undefined, book(many), actions);
  assert.deepEqual([needs.length, needs[0], needs.at(-1)], [101, "tidy-0", "50 more"]);
});

test("where nothing is known of before, or a stored rule is another version's, all that acts counts as new", () => {
  assert.deepEqual(needsSecondPerson(undefined, book(tidy() + play()), actions), ["tidy", "play"]);
  const odd = { version: 1, rules: [null, 7, { id: "tidy" }] } as unknown as Rulebook;
  assert.deepEqual(needsSecondPerson(odd, book(tidy()), actions), ["tidy"]);
});
