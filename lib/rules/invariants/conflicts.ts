import type { ActionSpec } from "../../core/action.ts";
import type { Conditions } from "../conditions.ts";
import type { Invariant } from "../invariant.ts";
import type { Rule, Rulebook } from "../rulebook.ts";
import { exampleText } from "../space/exampleText.ts";
import { areFarApart } from "../space/farApart.ts";
import { exampleOfBoth, type Ready, ready } from "../space/overlap.ts";
import { reachOf } from "../space/reach.ts";
import { shown } from "../wording.ts";
import { isAgainst, isFree } from "./forbids.ts";

/** A rule that can certainly do what an invariant forbids. */
export interface Conflict {
  readonly rule: Rule;
  /** Where it stands in the rulebook. */
  readonly position: number;
  readonly invariant: Invariant;
  /** An example in words, and what to do. */
  readonly message: string;
}

/** Nobody reads more at once, and an answer of all that ten thousand rules may do would be too large to send. */
const mostConflicts = 1_000;

/**
 * The rules that may do what an invariant forbids, of those that are asked for, the first thousand of all conflicts; what is
 * not certain is left to run time.
 */
export function conflictsOf(
  { rules, invariants = [] }: Pick<Rulebook, "rules" | "invariants">,
  actions: readonly ActionSpec[],
  isMeant: (rule: Rule) => boolean,
): Conflict[] {
  const forbidden = invariants.map((invariant) => ({ invariant, meant: ready([invariant]) }));
  const found: Conflict[] = [];
  for (const [position, rule] of rules.entries()) {
    if (!isMeant(rule)) continue;
    for (const one of conflictsWith(rule, forbidden, actions)) found.push({ ...one, rule, position });
    if (found.length >= mostConflicts) break;
  }
  return found.slice(0, mostConflicts);
}

function conflictsWith(
  rule: Rule,
  forbidden: readonly { readonly invariant: Invariant; readonly meant: Ready }[],
  actions: readonly ActionSpec[],
): Pick<Conflict, "invariant" | "message">[] {
  const { action } = rule.do;
  let reach: Ready | undefined;
  return forbidden.flatMap(({ invariant, meant }) => {
    if (!isAgainst(invariant.never, action) || isFree(invariant, [rule]) || areFarApart(rule, invariant)) return [];
    reach ??= ready(reachOf(rule, actions));
    const example = exampleOfBoth(reach, meant);
    if (!example) return [];
    const which = `the invariant ${invariant.id} forbids to ${action} ${exampleText(example)}`;
    const message = `${which}, and nothing in the rule ${rule.id} leaves that out: ${cureOf(invariant)}`;
    return [{ invariant, message }];
  });
}

function cureOf({ when, projects, unless }: Invariant): string {
  const narrow = when ? `add ${shown(leftOut(when))} to its \`when\`` : `exclude them from its ${shown("projects")}`;
  const all = when || projects ? narrow : "let it report only";
  const required = [
    ...(unless?.approvals === undefined ? [] : [`approvals: { count: ${unless.approvals} }`]),
    ...(unless?.calendar === undefined ? [] : [`calendar: ${unless.calendar}`]),
  ];
  if (required.length > 0) return `${all}, or ${shown(`require: { ${required.join(", ")} }`)} to it`;
  return `${all}, or an \`unless\` to the invariant`;
}

const longest = 80;

/** What to write into a rule so that it leaves out what some conditions mean. */
function leftOut(when: Conditions): string {
  const [[key, value] = ["", undefined], ...more] = Object.entries(when);
  if (more.length === 0 && typeof value === "boolean") return `${key}: ${!value}`;
  const text = `not: ${flowText(when)}`;
  return text.length > longest ? "not: { … }" : text;
}

/** As YAML, in one line. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? flowText(value[0]) : `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(
        ([key, one]) => `${key}: ${key === "all" || key === "any" ? `[${[one].flat().map(flowText)}]` : flowText(one)}`,
      )
      .join(", ")} }`;
  return typeof value === "string" && !/^[\w][\w./-]*$/.test(value)
    ? `'${value.replaceAll("'", "''")}'`
    : String(value);
}
