import { actions } from "../../../lib/actions/index.ts";
import { type ActiveRules, activeRules } from "../../../lib/app/activeRules.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";

/** A rule as every engine can say it: one project, or any, and words that must be equal. */
export interface PlainRule {
  /** Default: `job`. */
  readonly on?: "pipeline";
  readonly project?: string;
  readonly status: string;
  readonly name?: string;
  readonly stage?: string;
  readonly ref?: string;
}

/** As teams have them: each rule about its own project, but for three that match a job of `shop/api`. */
export function teamRules(count: number): PlainRule[] {
  const others = Array.from({ length: count - 3 }, (_, at) => ({
    project: `group-${at % 500}/team-${at % 37}/app-${at}`,
    status: "failed",
    name: `build-${at % 13}`,
    ref: "main",
  }));
  const mine = [{ name: "build" }, { ref: "main" }, { stage: "test" }];
  const place = count >> 1;
  return [
    ...others.slice(0, place),
    ...mine.map((one) => ({ project: "shop/api", status: "failed", ...one })),
    ...others.slice(place),
  ];
}

/** As no index by project, kind and status can split them: all about every project's failed jobs. */
export function wildRules(count: number): PlainRule[] {
  return Array.from({ length: count }, (_, at) => ({
    status: "failed",
    name: at < 3 ? "build" : `job-${at % 100}`,
    stage: at < 3 ? "test" : `stage-${Math.floor(at / 100) % 10}`,
    ref: at % 2 === 0 ? "main" : `release-${at % 7}`,
  }));
}

export function rulebookOf(rules: readonly PlainRule[]): Rulebook {
  const written = rules.map(({ project = "**", on = "job", ...when }, at) => ({
    id: `rule-${at}`,
    projects: [project],
    on,
    when,
    do: "retry",
    mode: "enforce",
  }));
  const read = readRuleFiles([{ file: "bench.json", text: JSON.stringify({ version: 1, rules: written }) }], actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems[0]));
  return read.rulebook;
}

/** As the door has them: opened from their pack. */
export function activeOf(rules: readonly PlainRule[]): ActiveRules {
  const book = rulebookOf(rules);
  const text = JSON.stringify(book);
  const pack = packRules(book, text);
  const opened = openRulebook({ rules: text, ...(pack && { pack }) }, ruleReader(actions));
  return activeRules(opened, 1, (position) => compileRule(opened.read(position), 1, {}));
}
