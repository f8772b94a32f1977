import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { InputTemplates, inputsOf } from "../../lib/actions/inputs.ts";
import { readReply } from "../../lib/actions/reply.ts";
import type { Facts } from "../../lib/core/event.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";

const facts: Facts = {
  project: { id: 42, path: "shop/api" },
  job: { id: 7, name: "deploy", status: "manual", ref: "v2.3.0", userName: "ann" },
};

function problemsOf(rule: string): string {
  const read = readRulebook(`version: 1\nrules:\n  - { id: r, projects: ["**"], ${rule} }\n`, "rules.yaml", actions);
  return "problems" in read ? read.problems.map(problemText).join("\n") : "";
}

test("inputs keep their sorts, and texts have their slots filled", () => {
  const templates = InputTemplates.parse({ when: "{{ ref }}", n: 3, dry: false, list: ["{{ by.username }}", 2, true] });
  assert.deepEqual(inputsOf(templates, facts), {
    inputs: { dry: false, list: ["ann", 2, true], n: 3, when: "v2.3.0" },
  });
});

test("a ref with other characters never reaches an input, not even in a list", () => {
  const odd = { ...facts, job: { ...facts.job, ref: "v1;rm" } };
  for (const value of ["{{ ref }}", ["a", "{{ ref }}"]]) {
    const found = inputsOf(InputTemplates.parse({ x: value }), odd);
    assert.ok("refused" in found && !found.refused.includes("rm"));
  }
});

for (const [why, inputs, told] of [
  ["a name that is none", '{ "a b": 1 }', /"a b" is no input name/],
  ["a value that would be expanded", '{ a: "$CI_JOB_TOKEN" }', /holds \$ or %/],
  ["such a value in a list", '{ a: [b, "%PATH%"] }', /holds \$ or %/],
  ["a slot that is not known", '{ a: "{{ env.X }}" }', /\{\{ env\.X \}\} in the value of a is not known/],
  ["a secret", "{ a: { secret: /penstock/x } }", /no secret may stand here/],
  ["a map", "{ a: { b: 1 } }", /expected text, a number, true, false, or a list of these/],
  [
    "a value beyond 4,096 characters",
    `{ a: [${Array(50)
      .fill(`"${"x".repeat(100)}"`)
      .join(", ")}] }`,
    /longer than 4096/,
  ],
] as const)
  for (const verb of ["retry", "play: { job: deploy, inputs: INPUTS }"])
    test(`inputs of a ${verb.slice(0, 5)} with ${why} are refused when the rule is read`, () => {
      const text =
        verb === "retry"
          ? "on: job, when: { status: failed }, do: { retry: { inputs: INPUTS } }"
          : `on: pipeline, do: { ${verb} }`;
      assert.match(problemsOf(text.replace("INPUTS", inputs)), told);
    });

test("a secret is refused in a variable, and in a notice, which names a channel", () => {
  const variables = "on: pipeline, do: { play: { job: deploy, variables: { A: { secret: /penstock/x } } } }";
  assert.match(problemsOf(variables), /no secret may stand here/);
  const notice = "on: job, do: { notify: { to: { secret: /penstock/chat }, text: x } }";
  assert.match(problemsOf(notice), /name a channel of the deployment's settings/);
  const beside = "on: job, when: { status: failed }, do: retry, notify: { to: { secret: /penstock/chat }, text: x }";
  assert.match(problemsOf(beside), /name a channel of the deployment's settings/);
});

for (const to of ["{ channel: a b }", '{ channel: "" }', "{ channel: '#ops' }", `{ channel: ${"x".repeat(65)} }`])
  test(`no channel has the name in ${to.slice(0, 30)}`, () => {
    const notice = `on: job, do: { notify: { to: ${to}, text: x } }`;
    assert.match(problemsOf(notice), /expected a channel's name in the settings/);
  });

for (const name of ["retry", "play"])
  test(`inputs that the job does not declare end a ${name} with advice`, () => {
    const action = actions.find((one) => one.name === name);
    assert.ok(action);
    const reply = { kind: "rejected", status: 400, message: "400 Bad request - Unknown input: a" } as const;
    const { outcome } = readReply(action, reply, { job: facts.job, now: 0, setbacks: 0, luck: 0 });
    assert.equal(outcome.kind, "refused");
    assert.match("reason" in outcome ? outcome.reason : "", /Unknown input: a\. Declare it under `inputs`/);
  });
