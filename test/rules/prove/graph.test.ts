import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { effects } from "../../../lib/rules/prove/effects.ts";
import { proveRulebook } from "../../../lib/rules/prove/proof.ts";
import { bookOf } from "./books.ts";

/** Who may cause whom, e.g. `a a, a b`. */
function edgesOf(...bodies: readonly string[]): string {
  const { edges } = proveRulebook(bookOf(...bodies), actions);
  return edges.map(({ from, to }) => `${from} ${to}`).join(", ");
}

const retryBuild = "on: job, when: { status: failed, name: build }, do: retry";

const rows: readonly (readonly [what: string, bodies: readonly string[], edges: string])[] = [
  ["a retry makes a run that the rule may retry again", [retryBuild], "a a"],
  [
    "a rule on the first run alone does not mean what it made",
    ["on: job, when: { status: failed, name: build, attempt: 1 }, do: retry"],
    "",
  ],
  [
    "what comes later in the pipeline may be any other job",
    [retryBuild, "on: pipeline, do: { play: { job: deploy } }"],
    "a a, a b, b a",
  ],
  [
    "a job of another project is none that comes later",
    [retryBuild, "on: pipeline, do: { play: { job: deploy } }"].map((body, at) => `${body}, projects: [x/${at}]`),
    "a a",
  ],
  [
    "rules of different projects never meet",
    [retryBuild, retryBuild].map((body, at) => `${body}, projects: ["${["x", "y"][at]}/**"]`),
    "a a, b b",
  ],
  [
    "a branch's retry does not lead to a tag's",
    ["tag: true", "tag: false"].map((tag) => `on: job, when: { status: failed, name: build, ${tag} }, do: retry`),
    "a a, b b",
  ],
  [
    "a canceled job may be retried, and its new run canceled",
    [
      "on: job, when: { status: canceled, name: build }, do: retry",
      "on: job, when: { status: running, name: build }, do: cancel",
    ],
    "a a, a b, b a",
  ],
  [
    "a job that was played is never played again, and may be retried",
    ["on: pipeline, do: { play: { job: build } }", retryBuild],
    "a b, b a, b b",
  ],
  [
    "a keep is seen by rules that ask for artifacts alone",
    [
      "on: job, when: { status: failed, artifacts: present, name: build }, do: keep",
      "on: job, when: { status: failed, artifacts: { kept: true }, name: build, attempt: 1 }, do: retry",
      "on: job, when: { status: failed, name: build, attempt: 1 }, do: { notify: { to: journal, text: x } }",
    ],
    "a b, b a",
  ],
  [
    "what an older pipeline has become by a newer one's success is seen by rules that ask for it",
    [
      retryBuild,
      "on: job, when: { status: running, name: build, superseded: true }, do: cancel",
      "on: job, when: { status: manual, name: build }, do: cancel",
    ].map((body, at) => (at === 0 ? body : `${body}, projects: [shop/api]`)),
    "a a, a b, a c, b b, c b",
  ],
  [
    "a notice causes nothing",
    ["on: job, when: { status: failed }, do: { notify: { to: journal, text: x } }", retryBuild],
    "b a, b b",
  ],
  [
    "what was deleted is seen by rules that ask for artifacts",
    [
      "on: { schedule: { every: 1d } }, when: { name: build, status: failed, artifacts: { expiredFor: 1d } }, do: deleteArtifacts",
      "on: job, when: { status: failed, artifacts: absent, name: build, attempt: 1 }, do: retry",
    ],
    "a b, b a",
  ],
  [
    "a pipeline that a trigger job begins anywhere is newer than those of its ref",
    [
      "on: job, when: { status: failed, bridge: true, pipelineSource: push }, do: retry, projects: [x/y]",
      "on: job, when: { status: running, newest: false, pipelineSource: push }, do: cancel, projects: [shop/api]",
    ],
    "a a, a b, b b",
  ],
  [
    "the run that a restart cancels may be kept",
    [
      "on: job, when: { status: running, name: build, attempt: 1 }, do: restart",
      "on: job, when: { status: canceled, name: build, attempt: 1 }, do: keep",
    ],
    "a b",
  ],
  [
    "where one of several conditions may be what has changed, the others say nothing of the new run",
    [
      "on: job, when: { any: [{ tag: true, status: failed }, { status: canceled }] }, do: retry",
      "on: job, when: { status: failed, tag: false }, do: keep",
    ],
    "a a, a b",
  ],
  [
    "what was excluded together with a state may be so once the state is another",
    [
      "on: job, when: { status: failed, not: { tag: true, status: canceled } }, do: retry",
      "on: job, when: { status: canceled, tag: true }, do: keep",
    ],
    "a a, a b",
  ],
  [
    "what people alone cause is caused by no rule",
    [retryBuild, "on: { command: cancel }, when: { status: pending }, do: cancel"],
    "a a, b a",
  ],
  [
    "a rule that does not say bridge: true means no trigger job",
    ["on: job, when: { status: failed, bridge: true, pipelineSource: push }, do: retry", retryBuild],
    "a a, a b, b a, b b",
  ],
];

for (const [what, bodies, edges] of rows)
  test(`${what}: ${edges === "" ? "nobody causes anybody" : edges}`, () => assert.equal(edgesOf(...bodies), edges));

test("a rule that only reports, or is off, is left out and named", () => {
  const { rules, edges, leftOut } = proveRulebook(
    bookOf(`${retryBuild}, mode: report`, `${retryBuild}, mode: off`, `${retryBuild}, mode: { enforce: 10% }`),
    actions,
  );
  assert.deepEqual([rules.map(({ id }) => id), edges.length, leftOut], [["c"], 1, ["a", "b"]]);
});

test("the proof knows every verb, and from which states each starts", () => {
  assert.deepEqual(
    Object.fromEntries(Object.entries(effects).map(([name, { startsFrom }]) => [name, startsFrom.toSorted()])),
    Object.fromEntries(actions.map(({ name, startsFrom }) => [name, startsFrom.toSorted()])),
  );
});

test("what each verb causes of GitLab says where that is written", () => {
  const causes = Object.values(effects).flatMap((effect) => effect.causes);
  assert.deepEqual(
    causes.filter(({ source }) => !/\(read 20\d\d-\d\d\)$/.test(source)),
    [],
  );
});
