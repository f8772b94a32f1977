import type { Answer, Clause } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { Glob, oneOrMany } from "../fields.ts";
import { globTest } from "../globs.ts";
import { condition, type Place } from "./condition.ts";

/** Globs over the names of failure classes, built-in ones and those of the rulebook. */
export const classCheck = condition(oneOrMany(Glob), (wanted, { path, tools }: Place) => {
  const words = wanted.join(" or ");
  const known = tools.classes ?? new Map<string, Check>();
  const isWanted = globTest(wanted);
  const classes = [...known].filter(([name]) => isWanted(name));
  const missing = wanted.filter((glob) => !known.has(glob) && (known.size === 0 || !/[*?]/.test(glob)));
  const absent: Clause = { path, answer: "no", wanted: words, seen: "absent" };
  return (facts, now) => {
    const { status } = facts.job;
    if (status !== "failed" && status !== "other") return absent;
    const parts: Clause[] = [];
    let answer: Answer = missing.length > 0 ? "unknown" : "no";
    for (const [name, check] of classes) {
      const part = check(facts, now);
      if (part.answer === "yes") return { path, answer: "yes", wanted: words, seen: name, parts: [part] };
      if (part.answer === "unknown") answer = "unknown";
      parts.push(part);
    }
    return { path, answer, wanted: words, seen: seenOf(answer, missing), ...(parts.length > 0 && { parts }) };
  };
});

function seenOf(answer: Answer, missing: readonly string[]): string {
  if (answer === "no") return "none of them";
  return missing.length > 0 ? `unknown, there is no class ${missing.join(", ")}` : "unknown";
}
