import type { TaskEntry } from "../../core/journal.ts";
import { ruleId } from "../../core/wants.ts";

// What entries tell in words only: see `reportText` and `noText` of `lib/app/judge.ts`. A test plays them through.

/** The rules that would have acted in a run that was only reported. */
export function actedIn({ state, reason, rules }: TaskEntry): string[] {
  if (state !== "reported") return [];
  const [names = "", told] = reason.split(" would have acted", 2);
  const named = told === undefined ? [] : names.split(", ").map((name) => name.replace(/ for \S+$/, ""));
  const found = rules.filter((rule) => named.includes(rule));
  return [...new Set((found.length > 0 ? found : rules).map((rule) => ruleId({ rule })))];
}

/** The rules that could not tell even after a look, each with what it could not know. */
export function unknownIn({ state, reason }: TaskEntry): (readonly [rule: string, because: string])[] {
  if (state !== "skipped") return [];
  const said = [...reason.matchAll(/(?:^|; )([a-z0-9-]+@\d+) says (?:no|unknown), /g)];
  return said.flatMap((match, at) => {
    const [text, rule = ""] = match;
    if (!text.includes(" says unknown, ")) return [];
    return [[ruleId({ rule }), reason.slice(match.index + text.length, said[at + 1]?.index)] as const];
  });
}
