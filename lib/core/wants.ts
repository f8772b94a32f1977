import { isSameCommand } from "./command.ts";
import type { Want } from "./task.ts";

/** A rule is told by so many people at most; then the oldest word gives way. */
const mostGiven = 20;

/**
 * The wants with one more. The same rule's older word is replaced, but not since when it waits; what people gave with a
 * command stands once for each of them, the newest. The same list when there is nothing new.
 */
export function withWant(wants: readonly Want[], want: Want): readonly Want[] {
  const older = wants.find((other) => isOfSame(other, want));
  const isSeen = want.plan === undefined || older?.plan === want.plan;
  if (older?.rule === want.rule && isSameCommand(older.given, want.given) && isSeen) return wants;
  const since = older?.since === undefined ? {} : { since: older.since };
  const others = wants.filter((other) => other !== older);
  const told = others.filter(({ rule, given }) => given && ruleId({ rule }) === ruleId(want));
  const crowded = want.given && told.length >= mostGiven ? told[0] : undefined;
  return [...others.filter((other) => other !== crowded), { ...want, ...since }];
}

/** Whether two wants are one rule's, and one person's where people said so. */
function isOfSame(one: Want, other: Want): boolean {
  return ruleId(one) === ruleId(other) && one.given?.by.userId === other.given?.by.userId;
}

/** The rule's id without its version. */
export function ruleId(want: Pick<Want, "rule">): string {
  return want.rule.slice(0, want.rule.lastIndexOf("@"));
}
