import type { Limit } from "../../core/limit.ts";
import { forSeconds } from "../compile.ts";
import { indexRules } from "../index/ruleIndex.ts";
import type { Rule } from "../rulebook.ts";
import { covers } from "../space/overlap.ts";
import { kindOf } from "../trigger.ts";
import type { Finding } from "./finding.ts";
import { findingAt, type Linted, mayMeet, wholeReach } from "./linted.ts";
import { patience } from "./patience.ts";

/** Rules that add nothing to others: the same once more, or a part of what another one does anyway. */
export function shadowed(all: readonly Linted[]): Finding[] {
  const hasTime = patience();
  const groups = Map.groupBy(all, ({ rule }) => JSON.stringify(rule.do));
  return [...groups.values()].flatMap((group) => shadowedIn(group, hasTime));
}

/** @param group rules with the same effect */
function shadowedIn(group: readonly Linted[], hasTime: () => boolean): Finding[] {
  const firsts = new Map<string, Linted>();
  const found: Finding[] = [];
  const different = group.filter((one) => {
    const key = said(one.rule);
    const first = firsts.get(key);
    if (first) found.push(duplicateOf(one, first));
    else firsts.set(key, one);
    return !first;
  });
  const mayCover = covering(different);
  return [...found, ...different.flatMap((one) => shadowOf(one, mayCover(one), hasTime) ?? [])];
}

function duplicateOf(one: Linted, first: Linted): Finding {
  const message = `the rule is ${first.rule.id} once more, under another name: remove one of them`;
  return findingAt(one, ["id"], { severity: "warning", code: "duplicate", message, others: [first] });
}

/** Those that may mean all that a rule means: whoever does not mean its example does not. */
function covering(group: readonly Linted[]): (narrow: Linted) => readonly Linted[] {
  const index = indexRules(group.map(({ rule }) => rule));
  return ({ rule, example }) =>
    example ? index.candidates(example, rule.on.map(kindOf)).flatMap((position) => group[position] ?? []) : group;
}

function shadowOf(one: Linted, others: readonly Linted[], hasTime: () => boolean): Finding | undefined {
  for (const other of others) {
    if (other === one || !addsNothing(one.rule, other.rule) || !mayMeet(one, other)) continue;
    if (!hasTime()) return undefined;
    if (!isShadow(one, other)) continue;
    // Of two that say the same in other words, the later one is told.
    if (one.position < other.position && addsNothing(other.rule, one.rule) && isShadow(other, one)) continue;
    const message = `${other.rule.id} does the same to all of these jobs, within limits that are as strict: this rule adds nothing; remove it, or narrow ${other.rule.id}`;
    return findingAt(one, ["id"], { severity: "warning", code: "shadowed", message, others: [other] });
  }
  return undefined;
}

function said({ id: _, description: _d, owner: _o, ...others }: Rule): string {
  return JSON.stringify(others);
}

function isShadow(narrow: Linted, wide: Linted): boolean {
  if (narrow.example && !wide.means(narrow.example)) return false;
  return covers(wholeReach(wide), wholeReach(narrow));
}

/** Whether all that a rule asks for holds of another one that has the same effect, beside which jobs they mean. */
function addsNothing(narrow: Rule, wide: Rule): boolean {
  // Each rule has notices of its own.
  if (narrow.do.action === "notify" || !actsAsFar(narrow, wide)) return false;
  const isThere = (trigger: Rule["on"][number]) =>
    wide.on.some((one) => one === trigger || JSON.stringify(one) === JSON.stringify(trigger));
  const isLess = <T>(mine: T | undefined, theirs: T | undefined) =>
    mine === undefined || JSON.stringify(mine) === JSON.stringify(theirs);
  return (
    (forSeconds(wide) ?? 0) <= (forSeconds(narrow) ?? 0) &&
    narrow.on.every(isThere) &&
    isLess(narrow.require, wide.require) &&
    isLess(narrow.notify, wide.notify) &&
    isLess(narrow.onUnknown, wide.onUnknown) &&
    limitKeys(narrow).every((key) => (wide.limit[key] ?? Number.POSITIVE_INFINITY) <= (narrow.limit[key] ?? 0))
  );
}

function limitKeys({ limit }: Rule): (keyof Limit)[] {
  return Object.keys(limit) as (keyof Limit)[];
}

/** A rule that reports is tried out beside one that acts, and a share of one rule is not that of another. */
function actsAsFar(narrow: Rule, wide: Rule): boolean {
  const isAsLong = wide.until === undefined || (narrow.until !== undefined && narrow.until <= wide.until);
  return isAsLong && (wide.mode === narrow.mode || (wide.mode === "enforce" && narrow.mode !== "report"));
}
