import type { Rule, Rulebook } from "../rulebook.ts";
import { type Change, changesOf } from "./changes.ts";
import { writtenInvariant, writtenRule } from "./written.ts";

/** One thing with a name, as rules write it. */
export interface Named {
  readonly id: string;
  readonly is: Readonly<Record<string, unknown>>;
}

/** What became of one kind of things. */
export interface Part {
  readonly added: readonly Named[];
  readonly removed: readonly Named[];
  readonly changed: readonly { readonly id: string; readonly changes: readonly Change[] }[];
}

/** What is different between two rulebooks; in what order things stand is no difference. */
export interface RulesDiff {
  readonly rules: Part;
  readonly calendars: Part;
  readonly failureClasses: Part;
  readonly invariants: Part;
}

/**
 * The difference between the active rules and others.
 *
 * @param before missing: there are none yet. It may hold rules that this version cannot read.
 */
export function diffRulebooks(before: Rulebook | undefined, after: Rulebook): RulesDiff {
  return {
    rules: partOf(before?.rules.map(named) ?? [], after.rules.map(named)),
    calendars: partOf(entries(before?.calendars), entries(after.calendars)),
    failureClasses: partOf(entries(before?.failureClasses), entries(after.failureClasses)),
    invariants: partOf(invariantsOf(before), invariantsOf(after)),
  };
}

/** Whether nothing is different. */
export function isNothing(diff: RulesDiff): boolean {
  return Object.values(diff).every(
    ({ added, removed, changed }: Part) => added.length + removed.length + changed.length === 0,
  );
}

function invariantsOf(rulebook: Rulebook | undefined): Named[] {
  return (rulebook?.invariants ?? []).map((one) => ({ id: one.id, is: writtenInvariant(one) }));
}

function entries(record: Readonly<Record<string, object>> | undefined): Named[] {
  return Object.entries(record ?? {}).map(([id, is]) => ({ id, is: Array.isArray(is) ? { is } : { ...is } }));
}

/** A rule of another version may be anything: it is told as it is stored. */
function named(rule: Rule, position: number): Named {
  try {
    return { id: rule.id ?? `rule-${position + 1}`, is: writtenRule(rule) };
  } catch {
    const { id } = Object(rule) as { id?: unknown };
    return { id: typeof id === "string" ? id : `rule-${position + 1}`, is: { ...Object(rule) } };
  }
}

function partOf(before: readonly Named[], after: readonly Named[]): Part {
  const [old, fresh] = [new Map(before.map((one) => [one.id, one])), new Map(after.map((one) => [one.id, one]))];
  return {
    added: after.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !fresh.has(id)),
    changed: after.flatMap(({ id, is }) => {
      const changes = changesOf(old.get(id)?.is ?? is, is);
      return changes.length === 0 ? [] : [{ id, changes }];
    }),
  };
}
