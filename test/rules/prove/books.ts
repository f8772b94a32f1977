import assert from "node:assert/strict";
import { actions } from "../../../lib/actions/index.ts";
import type { Limit } from "../../../lib/core/limit.ts";
import { problemText, readRulebook } from "../../../lib/rules/read.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";

/** Enforcing rules, named a, b, c in their order; each is YAML flow pairs such as `on: job, do: restart`. */
export function bookOf(...bodies: readonly string[]): Rulebook {
  const rules = bodies.map((body, at) => {
    const projects = body.includes("projects:") ? "" : 'projects: ["**"], ';
    return `  - { id: ${"abcdefgh"[at]}, ${projects}${body} }`;
  });
  const text = ["version: 1", "defaults: { mode: enforce }", "rules:", ...rules, ""].join("\n");
  const read = readRulebook(text, "rules.yaml", actions);
  if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
  return read.rulebook;
}

/** The same rules with other limits than the language gives each: a stored rulebook may have any. */
export function limited(book: Rulebook, limit: Limit): Rulebook {
  return { ...book, rules: book.rules.map((rule) => ({ ...rule, limit })) };
}
