import { type Clause, notOf } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { allCheck, groupCheck } from "../checks/group.ts";
import { checksOf } from "../clauses.ts";
import type { FailureClass } from "../failureClass.ts";
import type { RuleTools } from "../tools.ts";
import { builtInClass, goesBeforeScript } from "./builtIn.ts";
import { failureClassNames } from "./names.ts";

/**
 * The checks of all failure classes, for `RuleTools.classes`: the built-in ones and those of a rulebook. What a rulebook
 * says of a built-in name is added to what is built in. Each is compiled when it is first asked.
 *
 * A job may be of several classes; only `user.script` yields: it is a failed script that is of no class of `infra`,
 * `capacity` or `timeout`, nor of `user.config`, and unknown until that is known.
 */
export function compileClasses(
  own: Readonly<Record<string, FailureClass>> | undefined,
  tools: Omit<RuleTools, "classes"> = {},
): ReadonlyMap<string, Check> {
  const names = new Set<string>([...failureClassNames, ...Object.keys(own ?? {})]);
  const classes = new Map<string, Check>();
  for (const name of names) {
    const more = own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
    classes.set(
      name,
      later(() => classCheck(name, more, tools)),
    );
  }
  const script = classes.get("user.script");
  const earlier = [...classes].filter(([name]) => goesBeforeScript(name)).map(([, check]) => check);
  if (script) classes.set("user.script", unlessAny(script, earlier));
  return classes;
}

function classCheck(name: string, own: FailureClass = [], tools: RuleTools): Check {
  const each = (path: string, list: FailureClass) =>
    list.map((conditions, at) => allCheck(`${path}.${at}`, checksOf(conditions, `${path}.${at}`, tools)));
  return groupCheck(name, [...each(name, builtInClass(name)), ...each(`failureClasses.${name}`, own)], "any");
}

function later(make: () => Check): Check {
  let made: Check | undefined;
  return (facts, now) => {
    made ??= make();
    return made(facts, now);
  };
}

/** Asked one after the other: of what is none anyway, nothing else is asked. */
function unlessAny(check: Check, others: readonly Check[]): Check {
  const anyOther = groupCheck("user.script.not", others, "any");
  return (facts, now) => {
    const first = check(facts, now);
    if (first.answer === "no") return first;
    const other = anyOther(facts, now);
    const answer = other.answer === "yes" ? "no" : notOf(other.answer);
    const yields: Clause = { path: other.path, answer, ...(other.parts && { parts: other.parts }), ...seenOf(other) };
    return {
      path: first.path,
      answer: answer === "yes" ? first.answer : answer,
      parts: [first, yields],
    };
  };
}

function seenOf({ answer, parts = [] }: Clause): { wanted: string; seen: string } | undefined {
  if (answer === "unknown") return undefined;
  const found = parts.find((part) => part.answer === "yes");
  return { wanted: "no other class", seen: found?.path ?? "none" };
}
