import assert from "node:assert/strict";
import { test } from "node:test";
import { each, testOnPush } from "../door/onPush.ts";
import { drawFacts } from "./draw.ts";
import { spellings } from "./names.ts";
import { whyWrong } from "./oracle.ts";
import { everySpelling } from "./proofs.ts";
import { allowances } from "./values.ts";

testOnPush(everySpelling, {
  ...each(Object.keys(spellings), 3),
  requests: 200,
  "pairs sent": 200,
  refused: 200,
  "rules refused": 50,
  "rules past the reader": 50,
  "odd names": 50,
});

const facts = drawFacts(() => 0.5, { REGION: "eu", VERSION: "moon" });
const [regions, , versions] = allowances;
const declared = {
  action: "play",
  variables: { RELEASE: "x-{{ ref }}" },
  inputs: { size: 3 },
  allow: { REGION: regions, VERSION: versions },
} as const;

/** What must not arrive, and what is said of it. */
for (const [what, carried, why] of [
  ["a name that nobody declared", { variables: [{ key: "DEBUG", value: "1" }], inputs: {} }, /"DEBUG" is not declared/],
  ["a declared name that nobody gave", { variables: [{ key: "REGION", value: "us" }], inputs: {} }, /not declared/],
  ["a name that steers", { variables: [{ key: "Ci_Job_Token", value: "x" }], inputs: {} }, /steers something/],
  [
    "a name of look-alikes",
    { variables: [{ key: "\uff30ATH", value: "x" }], inputs: {} },
    /steers something.*is no name/,
  ],
  ["a value that is not allowed", { variables: [{ key: "VERSION", value: "moon" }], inputs: {} }, /is not allowed/],
  ["a value that is expanded", { variables: [{ key: "RELEASE", value: "$HOME" }], inputs: {} }, /is expanded/],
  [
    "another value than the rule's",
    { variables: [{ key: "RELEASE", value: "y" }], inputs: {} },
    /another than the rule's/,
  ],
  ["an input that nobody declared", { variables: [], inputs: { __other: 1 } }, /input "__other" is not declared/],
  ["another input than the rule's", { variables: [], inputs: { size: 4 } }, /input size is another/],
  [
    "a name twice",
    {
      variables: [
        { key: "REGION", value: "eu" },
        { key: "REGION", value: "eu" },
      ],
      inputs: {},
    },
    /sent twice/,
  ],
] as const)
  test(`the proof sees ${what}`, () => {
    assert.match(whyWrong(carried, declared, facts).join(", "), why);
  });
