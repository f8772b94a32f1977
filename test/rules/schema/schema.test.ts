import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { parse } from "yaml";
import { actions } from "../../../lib/actions/index.ts";
import { readCases } from "../../../lib/rules/cases/caseFile.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import { casesSchema } from "../../../lib/rules/schema/casesSchema.ts";
import { rulesSchema } from "../../../lib/rules/schema/rulesSchema.ts";
import { recipeFiles } from "../../docs/recipesPage.ts";
import { conditions } from "../arbitraries.ts";
import { examples } from "../examples.ts";

const seed = 20_261_121;

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "infra/recipes");
// `format` is a note to people: the patterns beside it say the same.
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
const isRules = ajv.compile(rulesSchema(actions));
const isCases = ajv.compile(casesSchema());

function recipeTexts(isCase: boolean): readonly (readonly [file: string, text: string])[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml") && file.includes(".cases.") === isCase);
  return files.map((file) => [file, readFileSync(join(folder, file), "utf8")]);
}

test("every recipe, and the cases of each, validates in an independent validator", () => {
  for (const [file, text] of recipeTexts(false))
    assert.ok(isRules(parse(text)), `${file}: ${ajv.errorsText(isRules.errors)}`);
  for (const [file, text] of recipeTexts(true))
    assert.ok(isCases(parse(text)), `${file}: ${ajv.errorsText(isCases.errors)}`);
  assert.ok(recipeTexts(false).length >= 20);
});

test("every example of docs/rules.md validates, the examples of all conditions too", () => {
  const page = readFileSync(join(root, "docs/rules.md"), "utf8");
  const books = [...page.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, text = ""]) => text)
    .filter((text) => text.includes("rules:"));
  assert.ok(books.length >= 3);
  const rows = examples.map(
    ({ when }) => `version: 1\nrules: [{ id: a, projects: "**", on: job, do: keep, when: ${when} }]`,
  );
  for (const text of [...books, ...rows]) assert.ok(isRules(parse(text)), `${text}\n${ajv.errorsText(isRules.errors)}`);
});

test("the schemas beside the recipes, and the table of their README, are what `npm run docs` writes", () => {
  for (const { path, text } of recipeFiles()) assert.equal(readFileSync(path, "utf8"), text, path);
});

test("every key of the language has a line for people in the schema", () => {
  const untold = new Set<string>();
  const walk = (part: unknown, path: string): void => {
    if (typeof part !== "object" || part === null) return;
    const { properties } = part as { properties?: Record<string, { description?: string }> };
    // A law only repeats what stands elsewhere.
    for (const [key, one] of Object.entries(properties ?? {}))
      if (!one.description && !/allOf|NamesStatus/.test(path)) untold.add(key);
    for (const [key, inner] of Object.entries(part)) walk(inner, `${path}.${key}`);
  };
  walk(rulesSchema(actions), "");
  // The parameters of verbs and what stands in one small map are told by the words above them.
  for (const key of [
    "after",
    "backoff",
    "most",
    "inputs",
    "job",
    "variables",
    "allow",
    "oneOf",
    "required",
    "quarantine",
  ])
    untold.delete(key);
  for (const key of [
    "includeTags",
    "to",
    "text",
    "mode",
    "calendar",
    "plan",
    "approvals",
    "matches",
    "section",
    "tail",
  ])
    untold.delete(key);
  for (const key of ["over", "under", "type", "target", "user", "role", "bot", "where", "all", "any", "none"])
    untold.delete(key);
  for (const key of ["expiredFor", "expiresWithin", "olderThan", "types", "kept"]) untold.delete(key);
  assert.deepEqual([...untold], []);
});

/** Whatever stands in rules, and what belongs nowhere. */
const bits = fc.constantFrom<readonly unknown[]>(
  ...[
    null,
    true,
    1,
    0,
    -1,
    2.5,
    "",
    "x",
    "**",
    "!a/b",
    "15m",
    "0s",
    "100MB",
    "job",
    "failed",
    "keep",
    "10%",
    "2026-12-31",
    "v*",
  ].map((one) => [one]),
  [[]],
  [["failed", "success"]],
  [{}],
  [{ over: "1h" }],
  [{ matches: "v[0-9]+" }],
  [{ enforce: "10%" }],
  [{ retry: null }],
  [{ schedule: { every: "1d", at: "03:00" } }],
  [{ command: "play" }],
  [{ all: [{ status: "failed" }] }],
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, at) => at) : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsIn((value as Record<string | number, unknown>)[key], [...path, key]))];
}

/** The value with another one at a path; `undefined` takes it away. */
function changed(value: unknown, [step, ...path]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const inner = changed((value as Record<string | number, unknown>)[step], path, by);
  if (Array.isArray(value))
    return value.flatMap((one, at) => (at !== step ? [one] : inner === undefined ? [] : [inner]));
  const entries = Object.entries(value as object).flatMap(([key, one]) =>
    key !== step ? [[key, one]] : inner === undefined ? [] : [[key, inner]],
  );
  return Object.fromEntries(entries);
}

function alike(texts: readonly (readonly [string, string])[]): fc.Arbitrary<unknown> {
  const written = texts.map(([, text]) => parse(text) as unknown);
  return fc.constantFrom(...written).chain((start) =>
    fc
      .array(fc.tuple(fc.constantFrom(...pathsIn(start)), fc.option(bits, { nil: undefined })), {
        minLength: 1,
        maxLength: 2,
      })
      .map((changes) =>
        changes.reduce<unknown>(
          (value, [path, bit]) =>
            pathsIn(value).some((one) => String(one) === String(path)) ? changed(value, path, bit?.[0]) : value,
          start,
        ),
      ),
  );
}

test("whatever the reader takes validates: rules with one or two things changed at random", () => {
  let taken = 0;
  fc.assert(
    fc.property(alike(recipeTexts(false)), (value) => {
      const text = JSON.stringify(value) ?? "";
      if (!("rulebook" in readRulebook(text, "r", actions))) return;
      taken++;
      assert.ok(isRules(value), `${text}\n${ajv.errorsText(isRules.errors)}`);
    }),
    { seed, numRuns: 3000 },
  );
  assert.ok(taken > 150, `only ${taken} were read`);
});

test("whatever the reader takes validates: conditions of every shape", () => {
  let taken = 0;
  fc.assert(
    fc.property(conditions(3), (when) => {
      const value = { version: 1, rules: [{ id: "a", projects: "**", on: "job", do: "keep", when }] };
      if (!("rulebook" in readRulebook(JSON.stringify(value), "r", actions))) return;
      taken++;
      assert.ok(
        isRules(JSON.parse(JSON.stringify(value))),
        `${JSON.stringify(when)}\n${ajv.errorsText(isRules.errors)}`,
      );
    }),
    { seed, numRuns: 600 },
  );
  assert.ok(taken > 80, `only ${taken} were read`);
});

test("whatever the reader of cases takes validates", () => {
  let taken = 0;
  fc.assert(
    fc.property(alike(recipeTexts(true)), (value) => {
      const text = JSON.stringify(value) ?? "";
      if ("problems" in readCases(text, "c")) return;
      taken++;
      assert.ok(isCases(value), `${text}\n${ajv.errorsText(isCases.errors)}`);
    }),
    { seed, numRuns: 800 },
  );
  assert.ok(taken > 80, `only ${taken} were read`);
});
