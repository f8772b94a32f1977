import type { ActionSpec } from "../../core/action.ts";
import type { Conditions } from "../conditions.ts";
import { isAgainst } from "../invariants/forbids.ts";
import { actsSomewhere } from "../mode.ts";
import type { Rule, Rulebook } from "../rulebook.ts";
import { areFarApart } from "../space/farApart.ts";
import { isSame } from "./changes.ts";
import { loosened } from "./loosened.ts";

/**
 * Environments of these tiers are taken for such that nobody protects; which are protected only GitLab knows. Not `other`:
 * that is every name that GitLab cannot place. Source: gitlabhq app/models/environment.rb, guess_tier (read 2026-11).
 */
const harmlessTiers: ReadonlySet<unknown> = new Set(["testing", "development"]);

/**
 * What in new rules somebody else must say yes to: rules that act and delete, or play where an environment may be
 * protected, or past people who had to approve, if they are new, begin to act, or may do more than before, be it since
 * another rule binds them no more; and invariants about such verbs that are gone or changed.
 *
 * @param before missing: none are known
 * @returns rules' ids, and `invariant ID`; of more than a hundred how many others there are
 */
export function needsSecondPerson(
  before: Rulebook | undefined,
  after: Rulebook,
  actions: readonly ActionSpec[],
): readonly string[] {
  const old = new Map((before?.rules ?? []).flatMap((rule) => (isRule(rule) ? [[rule.id, rule] as const] : [])));
  const guarded = after.rules.filter(
    (rule) => actsSomewhere(rule) && (isGuarded(rule, actions) || hadPeople(old.get(rule.id))),
  );
  const lost = lostGates([...old.values()], after.rules);
  const rules = guarded.filter((rule) => {
    const was = old.get(rule.id);
    return !before || !was || !isNarrower(was, rule) || !restsOnSame(rule, was, { before, after }) || lost(rule);
  });
  const verbs = guarded.map((rule) => rule.do.action);
  return few([...rules.map(({ id }) => id), ...weakened(before, after, verbs)]);
}

const mostNamed = 100;

/** They stand beside the text and in the journal, where ten thousand names find no room. */
function few(names: readonly string[]): readonly string[] {
  const more = names.length - mostNamed;
  return more > 0 ? [...names.slice(0, mostNamed), `${more} more`] : names;
}

/** Whether what it does needs a second person as soon as it acts. */
function isGuarded({ do: { action }, when }: Rule, actions: readonly ActionSpec[]): boolean {
  const spec = actions.find(({ name }) => name === action);
  return spec?.destroys === true || (action === "play" && !isWithinTiers(when));
}

/** Whether conditions hold only where the environment's tier is one of the harmless. */
function isWithinTiers(conditions: Conditions | undefined): boolean {
  if (!conditions) return false;
  const { environmentTier, all = [], any } = conditions;
  const isNamed = environmentTier?.every((tier) => harmlessTiers.has(tier)) ?? false;
  return isNamed || all.some(isWithinTiers) || (any?.every(isWithinTiers) ?? false);
}

/** Of another version's rules nothing is known but that they are there. */
function isRule(rule: unknown): rule is Rule {
  const { id, mode, limit } = Object(rule) as { id?: unknown; mode?: unknown; limit?: unknown };
  return typeof id === "string" && mode !== undefined && typeof limit === "object" && limit !== null;
}

function hadPeople(was: Rule | undefined): boolean {
  return was !== undefined && actsSomewhere(was) && was.require?.approvals !== undefined;
}

const mostLost = 100;

/**
 * Whether a rule that plays was bound by another one's gate and is no more: where two want one play, what both require must
 * hold, so that the stricter one is not just taken away.
 */
function lostGates(old: readonly Rule[], rules: readonly Rule[]): (rule: Rule) => boolean {
  const now = new Map(rules.map((rule) => [rule.id, rule]));
  const lost = old.filter((was) => {
    if (was.do.action !== "play" || !actsSomewhere(was)) return false;
    const is = now.get(was.id);
    const bound = was.require?.approvals !== undefined || was.require?.calendar !== undefined;
    return bound && !(is && bindsAsMuch(was, is));
  });
  return (rule) =>
    rule.do.action === "play" &&
    lost.some(({ id }) => id !== rule.id) &&
    (lost.length > mostLost || lost.some((was) => was.id !== rule.id && !areFarApart(was, rule)));
}

/** Whether a gate still binds whatever it bound before. */
function bindsAsMuch(was: Rule, is: Rule): boolean {
  const isAsLong = is.until === undefined || (was.until !== undefined && was.until <= is.until);
  return (
    isAsLong &&
    shareOf(is.mode) >= shareOf(was.mode) &&
    isSame([was.projects, was.on, was.when, was.for, was.do], [is.projects, is.on, is.when, is.for, is.do]) &&
    loosened(was.require, is.require).length === 0
  );
}

/** Whether it acted before, and does nothing now that it would not have done then. */
function isNarrower(was: Rule, is: Rule): boolean {
  const { description: _1, owner: _2, mode: before, limit: limits, until: ended, require: required, ...what } = was;
  const { description: _3, owner: _4, mode, limit, until, require, ...now } = is;
  const isSooner = ended === undefined || (until !== undefined && until <= ended);
  const isAsStrict = loosened(required, require).length === 0;
  return isSame(what, now) && isAsStrict && shareOf(mode) <= shareOf(before) && isSooner && isWithin(limit, limits);
}

/** In percent of the projects. */
function shareOf(mode: Rule["mode"]): number {
  if (typeof mode === "string") return mode === "enforce" ? 100 : 0;
  return Number.parseInt(mode.enforce, 10);
}

function isWithin(limit: Rule["limit"], before: Rule["limit"]): boolean {
  const now = new Map<string, number>(Object.entries(limit));
  return Object.entries(before).every(([key, most]) => (now.get(key) ?? Number.POSITIVE_INFINITY) <= most);
}

/** Whether what it names beside the rules is as it was: the calendar that it waited for, and the team's own failure classes. */
function restsOnSame({ when }: Rule, was: Rule, { before, after }: { before: Rulebook; after: Rulebook }): boolean {
  const calendar = was.require?.calendar;
  return (
    (calendar === undefined || isSame(before.calendars?.[calendar], after.calendars?.[calendar])) &&
    meansSame(when, before, after)
  );
}

/** Whether conditions that stayed the same also mean the same: not where they name a class that became another. */
function meansSame(when: Conditions | undefined, before: Rulebook, after: Rulebook): boolean {
  const hasClass = JSON.stringify(when ?? {}).includes('"failureClass"');
  return !hasClass || isSame(before.failureClasses, after.failureClasses);
}

/** Invariants that bound some of these verbs and do so no more, or otherwise. */
function weakened(before: Rulebook | undefined, after: Rulebook, verbs: readonly string[]): string[] {
  const now = new Map((after.invariants ?? []).map((one) => [one.id, one]));
  return (before?.invariants ?? []).flatMap((was) => {
    // One of another version that names no verbs was against all of them.
    const bounds = verbs.some((verb) => !Array.isArray(was.never) || isAgainst(was.never, verb));
    const isKept =
      isSame(withoutText(was), withoutText(now.get(was.id))) && meansSame(was.when, before ?? after, after);
    return bounds && !isKept ? [`invariant ${was.id}`] : [];
  });
}

function withoutText(invariant: object | undefined): unknown {
  return invariant && { ...invariant, description: undefined };
}
