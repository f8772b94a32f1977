import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { readActivable, readRuleFiles } from "../../../lib/app/apply.ts";
import { readInvariant } from "../../../lib/rules/invariant.ts";
import { compileInvariants } from "../../../lib/rules/invariants/compile.ts";
import { problemText } from "../../../lib/rules/read.ts";
import type { Require } from "../../../lib/rules/require.ts";
import { factsWith } from "../specs.ts";

const now = Date.UTC(2026, 10, 20, 9);

/** Why a file of invariants and rules must not become active. */
function problems(invariant: string, ...rules: readonly string[]): string[] {
  const lines = rules.map((rule, at) => {
    const defaults = `${rule.includes("projects:") ? "" : 'projects: ["**"], '}${rule.includes("mode:") ? "" : "mode: enforce, "}`;
    return `  - { id: r${at}, ${defaults}${rule} }`;
  });
  const text = `version: 1
calendars: { night: { zone: UTC, open: "daily 22:00-04:00" }, noon: { zone: UTC, open: "daily 12:00-13:00" } }
invariants: [{ id: never-that, ${invariant} }]
rules:
${lines.join("\n")}
`;
  const read = readActivable([{ file: "f.yaml", text }], actions);
  return "problems" in read ? read.problems.map(problemText) : [];
}

const tidy = "on: { schedule: { every: 1d } }, do: { deleteArtifacts: { includeTags: true } }";
const again = "on: job, when: { status: failed }, do: retry";
const gate = 'on: job, do: { play: { job: "deploy*" } }';

test("a rule that acts and can do what an invariant forbids is refused where it says so, with an example and a cure", () => {
  assert.deepEqual(problems("never: [deleteArtifacts, erase], when: { tag: true }", tidy), [
    "f.yaml:5:85: the invariant never-that forbids to deleteArtifacts a success job with tag true, and nothing in the rule r0 leaves that out: add `tag: false` to its `when`, or an `unless` to the invariant (rules.0.do)",
  ]);
  const [line = ""] = problems("never: play, projects: 'shop/**', when: { environment: [production, 'prod/*'] }", gate);
  assert.match(
    line,
    /forbids to play a manual job "deployx" of shop\/x with environment production, and .*: add `not: \{ environment: \[production, 'prod\/\*'\] \}` to its `when`/,
  );
});

const two = "never: play, unless: { approvals: 2 }";
const both = "never: play, unless: { approvals: 2, calendar: night }";

const rows: readonly [what: string, invariant: string, rules: readonly string[], refused: number][] = [
  ["another verb", "never: play", [tidy, again], 0],
  ["rules that leave it out", "never: retry, when: { tag: true }", [again.replace("failed", "failed, tag: false")], 0],
  ["other projects", "never: retry, projects: 'lab/**'", [again.replace("on:", 'projects: ["shop/**"], on:')], 0],
  ["rules that only report", "never: retry", [`${again}, mode: report`], 0],
  ["rules that are off", "never: retry", [`${again}, mode: off`], 0],
  ["rules that act in a share of the projects", "never: retry", [`${again}, mode: { enforce: 1% }`], 1],
  ["a status that the verb cannot start from", "never: retry, when: { status: running }", [again], 0],
  ["what cannot be told", "never: retry, when: { ref: { matches: 'v[0-9]+' } }", [again], 0],
  [
    "tags, which a delete spares by itself",
    "never: erase, when: { tag: true }",
    ["on: { schedule: { every: 1d } }, do: erase"],
    0,
  ],
  ["trigger jobs, which the rule does not ask for", "never: retry, when: { bridge: true }", [again], 0],
  ["a retry, which a restart ends with", "never: retry", ["on: job, when: { status: pending }, do: restart"], 1],
  ["a cancel, which a restart begins with", "never: cancel", ["on: job, when: { status: pending }, do: restart"], 1],
  ["a restart, of which a retry is only a part", "never: restart", [again], 0],
  [
    "artifacts, which an erase deletes too",
    "never: deleteArtifacts",
    ["on: { schedule: { every: 1d } }, do: erase"],
    1,
  ],
  ["an erase, of which deleting artifacts is only a part", "never: erase", [tidy], 0],
  [
    "a rule that waits for the calendar",
    "never: play, unless: { calendar: night }",
    [`${gate}, require: { calendar: night }`],
    0,
  ],
  [
    "a rule that waits for another calendar",
    "never: play, unless: { calendar: night }",
    [`${gate}, require: { calendar: noon }`],
    1,
  ],
  ["a rule that requires as many approvals", two, [`${gate}, require: { approvals: { count: 2 } }`], 0],
  ["a rule that requires more approvals", two, [`${gate}, require: { approvals: { count: 3 } }`], 0],
  ["a rule that requires fewer approvals", two, [`${gate}, require: { approvals: { count: 1 } }`], 1],
  ["a rule that requires no approvals", two, [gate], 1],
  [
    "a rule that counts the author among those who approve",
    two,
    [`${gate}, require: { approvals: { count: 2, notAuthor: false } }`],
    1,
  ],
  ["a rule that requires the calendar, and not the approvals", both, [`${gate}, require: { calendar: night }`], 1],
  [
    "a rule that requires the approvals, and not the calendar",
    both,
    [`${gate}, require: { approvals: { count: 2 } }`],
    1,
  ],
  ["a rule that requires both", both, [`${gate}, require: { approvals: { count: 2 }, calendar: night }`], 0],
  ["approvals of a rule that deletes", "never: deleteArtifacts, unless: { approvals: 1 }", [tidy], 1],
];

for (const [what, invariant, rules, refused] of rows)
  test(`an invariant and ${what}: ${refused === 0 ? "accepted" : "refused"}`, () => {
    const found = problems(invariant, ...rules);
    assert.equal(found.length, refused, found.join("\n"));
    if (refused > 0 && invariant.includes("approvals: 2"))
      assert.match(found.join(), /or `require: \{ approvals: \{ count: 2 \}.* to it/);
  });

/** Rules that want one effect. */
function isForbidden(unless: object, ...requires: readonly Require[]): boolean | undefined {
  const [one] = compileInvariants([{ id: "a", never: ["play"], unless }], 1, {});
  return one?.forbids(
    "play",
    requires.map((require) => ({ require })),
  );
}

test("of rules that want one effect all that they require must hold: numbers of people do not add up, for one person may count for both", () => {
  const [one, three] = [{ approvals: { count: 1 } }, { approvals: { count: 3 } }];
  assert.equal(isForbidden({ approvals: 2 }, one, one), true);
  assert.equal(isForbidden({ approvals: 2 }, one, three), false);
  assert.equal(isForbidden({ approvals: 1, calendar: "night" }, one, { calendar: "night" }), false);
  assert.equal(isForbidden({ approvals: 1, calendar: "night" }, one, { calendar: "noon" }), true);
  assert.equal(isForbidden({ approvals: 2 }, { approvals: { count: 4, notAuthor: false } }), true);
});

test("a stored invariant that cannot be read is against its verbs all the same, and without those against every verb", () => {
  const read = [{ id: "a", never: ["retry"], when: { moon: "full" } }, { id: "b", never: 7 }, "no map at all"].map(
    readInvariant,
  );
  const all = compileInvariants(read, 3, {});
  assert.deepEqual(
    all.map(({ name, forbids, ask }) => [
      name,
      ["retry", "restart", "play"].filter((verb) => forbids(verb, [])),
      ask(factsWith(), now).answer,
    ]),
    [
      ["a@3", ["retry", "restart"], "unknown"],
      ["b@3", ["retry", "restart", "play"], "unknown"],
      ["invariant-3@3", ["retry", "restart", "play"], "unknown"],
    ],
  );
  assert.match(all[0]?.ask(factsWith(), now).because ?? "", /^it cannot be asked: when\.moon: unknown key `moon`/);
});

test("an invariant whose expression cannot be read is unknown, and told", () => {
  const told: string[] = [];
  const readRegex = () => {
    throw new Error("no engine today");
  };
  const onBreak = (name: string, reason: string) => void told.push(`${name}: ${reason}`);
  const invariant = { id: "a", never: ["retry"], when: { name: [{ matches: "x" }] } };
  const [one] = compileInvariants([invariant], 3, { readRegex, onBreak });
  assert.deepEqual([one?.ask(factsWith(), now).answer, told], ["unknown", ["a@3: no engine today"]]);
});

/** Mistakes in invariants, and what is told of them. */
const mistakes: readonly [what: string, invariant: string, problem: RegExp][] = [
  ["no id", "{ never: retry }", /2:14: `id` is missing/],
  ["no verb", "{ id: a }", /2:14: `never` is missing/],
  ["a misspelt verb", "{ id: a, never: [retry, keeep] }", /2:38: unknown verb `keeep`; did you mean `keep`\?/],
  ["a misspelt key", "{ id: a, never: retry, wehn: { tag: true } }", /2:37: unknown key `wehn`; did you mean `when`\?/],
  [
    "a misspelt condition",
    "{ id: a, never: retry, when: { tga: true } }",
    /2:45: unknown key `tga`; did you mean `tag`\?/,
  ],
  ["an empty unless", "{ id: a, never: retry, unless: {} }", /2:45: expected `approvals`, `calendar` or both/],
  ["no approvals", "{ id: a, never: retry, unless: { approvals: 0 } }", /2:58: expected at least 1 approval/],
  [
    "a calendar that is nowhere",
    "{ id: a, never: retry, unless: { calendar: x } }",
    /2:57: no calendar `x`: the rulebook has none/,
  ],
  [
    "a class that nobody knows",
    "{ id: a, never: retry, when: { failureClass: infra } }",
    /no failure class `infra`; did you mean `infra\.\*`\?/,
  ],
  [
    "an expression that is none",
    '{ id: a, never: retry, when: { ref: { matches: "(" } } }',
    /2:61: no regular expression: missing closing \)/,
  ],
  [
    "an expression with look-around",
    '{ id: a, never: retry, when: { ref: { matches: "(?=x)" } } }',
    /2:61: look-around is not supported/,
  ],
  ["a project that is no path", "{ id: a, never: retry, projects: shop }", /2:47: a full path begins with a group/],
  [
    "the key of a rule",
    "{ id: a, never: retry, do: retry }",
    /2:37: `do` is a key of the rule itself and does not belong here/,
  ],
];

for (const [what, invariant, problem] of mistakes)
  test(`an invariant with ${what} is told where it is wrong`, () => {
    const text = `version: 1\ninvariants: [${invariant}]\nrules: [{ id: r, projects: x/y, on: job, when: { status: failed }, do: retry }]`;
    const read = readRuleFiles([{ file: "f.yaml", text }], actions);
    assert.match("problems" in read ? read.problems.map(problemText).join("\n") : "", problem);
  });
