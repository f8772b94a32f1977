import { type Role, roleLevels } from "../../core/looked.ts";
import { spanSeconds } from "../../core/span.ts";
import type { Approvals, SomePeople } from "../approvals.ts";
import { type Require, waitOf } from "../require.ts";
import { isSame } from "./changes.ts";

/** Anything that a rule may require, or some of it. */
export type Required = Partial<Omit<Require, "approvals">> & { readonly approvals?: Partial<Approvals> };

/** Who may set a calendar aside where a rule does not say. */
const usualOverride: readonly SomePeople[] = [{ role: "maintainer" }];

/**
 * What a gate lets through more easily than it did, each in a few words that people see; empty: nothing. How often people
 * are told of it does not matter.
 */
export function loosened(was: Required = {}, is: Required = {}): readonly string[] {
  return [...loosenedApprovals(was, is), ...loosenedCalendar(was, is), ...(was.plan && !is.plan ? ["NO PLAN"] : [])];
}

function loosenedApprovals({ approvals: was, expires: before }: Required, now: Required): string[] {
  const { approvals: is, expires: after } = now;
  if (!was) return [];
  if (!is) return ["NOBODY MUST APPROVE ANY MORE"];
  const wait = (approvals: Partial<Approvals>, expires: string | undefined) =>
    secondsOf(waitOf({ approvals: { count: 1, ...approvals }, ...(expires !== undefined && { expires }) }));
  return [
    ...((is.count ?? 0) < (was.count ?? 0) ? ["FEWER PEOPLE MUST APPROVE"] : []),
    ...(was.notAuthor !== false && is.notAuthor === false ? ["THE AUTHOR COUNTS TOO"] : []),
    ...(areWider(was.from, is.from) ? ["OTHERS MAY APPROVE"] : []),
    ...(secondsOf(was.within) < secondsOf(is.within) ? ["APPROVALS COUNT FOR LONGER"] : []),
    ...(wait(was, before) < wait(is, after) ? ["IT WAITS FOR LONGER"] : []),
  ];
}

function secondsOf(span: string | undefined): number {
  return span === undefined ? Number.POSITIVE_INFINITY : (spanSeconds(span) ?? Number.POSITIVE_INFINITY);
}

function loosenedCalendar(was: Required, is: Required): string[] {
  if (was.calendar !== undefined && is.calendar === undefined) return ["NO CALENDAR"];
  const isOther = was.calendar !== undefined && was.calendar !== is.calendar;
  const [before, after] = [was.override?.from ?? usualOverride, is.override?.from ?? usualOverride];
  // Where there was no calendar, whoever may set it aside gains nothing by it.
  const isSetAside = (was.calendar !== undefined || is.calendar === undefined) && areWider(before, after);
  return [...(isOther ? ["ANOTHER CALENDAR"] : []), ...(isSetAside ? ["OTHERS MAY SET THE CALENDAR ASIDE"] : [])];
}

/** Whether somebody may be meant now who was not; missing: everybody. */
function areWider(was: readonly SomePeople[] | undefined, is: readonly SomePeople[] | undefined): boolean {
  if (!was) return false;
  return !is || is.some((one) => !was.some((other) => isPartOf(one, other)));
}

/** Whether whoever one describes is described by the other. */
function isPartOf(one: SomePeople, other: SomePeople): boolean {
  return (
    isSame(one, other) ||
    (level(one.role) >= level(other.role) && isListed(one.user, other.user) && isListed(one.group, other.group))
  );
}

function level(role: Role | undefined): number {
  return role === undefined ? 0 : roleLevels[role];
}

function isListed(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return !other || (one?.every((name) => other.includes(name)) ?? false);
}
