import type { Facts, Project } from "../core/event.ts";
import type { Calendar } from "../rules/calendar.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { indexRules } from "../rules/index/ruleIndex.ts";
import { type CompiledInvariant, compileInvariants } from "../rules/invariants/compile.ts";
import type { Opened } from "../rules/opened.ts";
import type { RuleTools } from "../rules/tools.ts";

/** The rules that are active for one source. Version 0 has none: nothing was applied yet. A rule is read when it is asked for. */
export interface ActiveRules {
  readonly version: number;
  /** All of them, in the rulebook's order. To ask for all of a large rulebook takes a while. */
  readonly rules: readonly CompiledRule[];
  /** What rules name in `require`. */
  readonly calendars: Readonly<Record<string, Calendar>>;
  /** What none of them may do. */
  readonly invariants: readonly CompiledInvariant[];
  rule(id: string): CompiledRule | undefined;
  /** Where in the rulebook a rule stands, from 0. */
  placeOf(id: string): number | undefined;
  /** Those that events of some kinds may cause, in the rulebook's order. */
  ofKinds(kinds: readonly string[]): Iterable<CompiledRule>;
  /**
   * Those of some kinds that may say anything but no to a job, or might have said so while it was in a status that it has
   * left since, in the rulebook's order. All others say no.
   */
  candidates(facts: Facts, kinds: readonly string[]): readonly CompiledRule[];
  /** Whether one of some kinds may be for the project; no is certain. */
  mayConcern(project: Project, kinds: readonly string[]): boolean;
}

export const noRules: ActiveRules = rulesAtHand(0, []);

/** Rules that are compiled already. */
export function rulesAtHand(
  version: number,
  rules: readonly CompiledRule[],
  calendars: ActiveRules["calendars"] = {},
): ActiveRules {
  const places = new Map(rules.map(({ rule }, position) => [rule.id, position]));
  const opened = {
    beside: { version: 1 as const, calendars },
    invariants: [],
    count: rules.length,
    index: indexRules(rules.map(({ rule }) => rule)),
    find: (id: string) => places.get(id),
  };
  return activeRules(opened, version, (position) => rules[position]);
}

/** The same rules, without those that a test does not pick. */
export function only(active: ActiveRules, isMeant: (rule: CompiledRule) => boolean): ActiveRules {
  return {
    version: active.version,
    get rules() {
      return active.rules.filter(isMeant);
    },
    calendars: active.calendars,
    get invariants() {
      return active.invariants;
    },
    rule(id) {
      const rule = active.rule(id);
      return rule && isMeant(rule) ? rule : undefined;
    },
    placeOf: (id) => active.placeOf(id),
    *ofKinds(kinds) {
      for (const rule of active.ofKinds(kinds)) if (isMeant(rule)) yield rule;
    },
    candidates: (facts, kinds) => active.candidates(facts, kinds).filter(isMeant),
    mayConcern: (project, kinds) => active.mayConcern(project, kinds),
  };
}

/** What rules are asked by; without it an invariant with an expression or a class is never known to be about nothing. */
type Asking = { readonly tools?: RuleTools & { readonly onBreak?: (name: string, reason: string) => void } };

/**
 * A rulebook that was opened.
 *
 * @param compile the rule at a position, ready to be asked; called once for each that is asked for
 */
export function activeRules(
  { beside, invariants, count, index, find, tools = {} }: Omit<Opened, "read"> & Asking,
  version: number,
  compile: (position: number) => CompiledRule | undefined,
): ActiveRules {
  const compiled: (CompiledRule | undefined)[] = [];
  let all: readonly CompiledRule[] | undefined;
  let forbidding: readonly CompiledInvariant[] | undefined;
  const at = (position: number) => {
    compiled[position] ??= compile(position);
    return compiled[position];
  };
  function allAt(positions: Iterable<number>): readonly CompiledRule[] {
    const rules: CompiledRule[] = [];
    for (const position of positions) {
      const rule = at(position);
      if (rule) rules.push(rule);
    }
    return rules;
  }
  return {
    version,
    get rules() {
      all ??= allAt(Array(count).keys());
      return all;
    },
    calendars: beside.calendars ?? {},
    get invariants() {
      forbidding ??= compileInvariants(invariants, version, tools);
      return forbidding;
    },
    rule(id) {
      const position = find(id);
      return position === undefined ? undefined : at(position);
    },
    placeOf: (id) => find(id),
    *ofKinds(kinds) {
      for (const position of index.ofKinds(kinds)) {
        const rule = at(position);
        if (rule) yield rule;
      }
    },
    candidates: (facts, kinds) => allAt(index.candidates(facts, kinds)),
    mayConcern: (project, kinds) => index.mayConcern(project, kinds),
  };
}
