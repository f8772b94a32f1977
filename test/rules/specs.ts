import assert from "node:assert/strict";
import * as z from "zod";
import type { ActionSpec } from "../../lib/core/action.ts";
import { StoreError } from "../../lib/core/errors.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import { spanSeconds } from "../../lib/core/span.ts";
import { type CompiledRule, compileRulebook } from "../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../lib/rules/opened.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";
import type { Rule, Rulebook } from "../../lib/rules/rulebook.ts";

const span = z.string().refine((text) => spanSeconds(text) !== undefined, { error: "expected a span" });

/** Verbs of the same shapes as the real ones, so that the language is tested without them. */
export const specs: readonly ActionSpec[] = [
  {
    name: "retry",
    help: "",
    params: z.strictObject({
      after: span.optional(),
      backoff: z.number().min(1).optional(),
      most: span.optional(),
    }),
    triggers: ["job", "pipeline"],
    defaultLimit: { perJob: 2 },
  },
  { name: "restart", help: "", params: z.strictObject({}), triggers: ["job", "pipeline"], defaultLimit: { perJob: 2 } },
  {
    name: "play",
    help: "",
    params: z.strictObject({ job: z.string(), variables: z.record(z.string(), z.string()).optional() }),
    triggers: ["job", "pipeline"],
    defaultLimit: {},
  },
  { name: "keep", help: "", params: z.strictObject({}), triggers: ["job", "pipeline", "schedule"], defaultLimit: {} },
  {
    name: "deleteArtifacts",
    help: "",
    params: z.strictObject({ quarantine: span.optional() }),
    triggers: ["schedule"],
    defaultLimit: { perProjectPerHour: 50 },
  },
];

/** The rulebook of a text that must be right. */
export function rulebookOf(text: string): Rulebook {
  const read = readRulebook(text, "rules.yaml", specs);
  if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
  return read.rulebook;
}

/** A stored rulebook, read as a worker reads it, but that every rule must be one. */
export function parseRulebook(json: unknown, actions: readonly ActionSpec[]): Rulebook {
  const { beside, count, read } = openRulebook({ rules: JSON.stringify(json) }, ruleReader(actions));
  const rules = Array.from({ length: count }, (_, position): Rule => {
    const rule = read(position);
    if ("reason" in rule) throw new StoreError("corrupt", rule.reason);
    return rule;
  });
  return { ...beside, rules };
}

/** What is wrong with a text, as lines, but for the paths. */
export function problemsOf(text: string): string[] {
  const read = readRulebook(text, "rules.yaml", specs);
  return "problems" in read ? read.problems.map((problem) => problemText({ ...problem, path: "" })) : [];
}

/** One compiled rule about job events that retries; `keys` are YAML flow pairs such as `when: { status: failed }`. */
export function ruleWith(keys: string): CompiledRule {
  const projects = keys.includes("projects:") ? "" : 'projects: "**", ';
  const mode = keys.includes("mode:") ? "" : "mode: enforce, ";
  const text = `version: 1\nrules:\n  - { id: r, on: job, do: retry, ${projects}${mode}${keys} }\n`;
  const [rule] = compileRulebook(rulebookOf(text), 7);
  assert.ok(rule);
  return rule;
}

/** A failed job of a project, with other fields where a test needs them. */
export function factsWith(job: Partial<Job> = {}, around: Partial<Facts> = {}): Facts {
  return { project: { id: 42, path: "shop/api" }, job: { id: 1, name: "build", status: "failed", ...job }, ...around };
}
