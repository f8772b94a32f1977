import type { Proof, Shown } from "../proof.ts";
import { createJudge, type Used } from "./judge.ts";
import { policiesOf } from "./policy.ts";
import { reviewed } from "./reviewed.ts";
import { stories } from "./stories.ts";
import { packagedOnce } from "./template.ts";
import { byAws, unused } from "./unused.ts";

/** A line and, of the two that perform tasks, the same of the other. */
function alike(line: string): readonly string[] {
  return [line, line.replace(/^work /, "tick "), line.replace(/^tick /, "work ")];
}

function isUsed(line: string, used: Used): boolean {
  return alike(line).some((one) => used.has(one));
}

function isExcused(line: string): boolean {
  return alike(line).some((one) => unused[one] !== undefined);
}

/** Every right to the tables, one line for each action and kind of item; SSM's are judged in test/functions. */
export function linesOfRights(): string[] {
  return Object.entries(reviewed).flatMap(([name, rights]) =>
    rights.flatMap(({ may, on, kinds = [""] }) =>
      may
        .filter((action) => byAws[action] === undefined && !action.startsWith("ssm:"))
        .flatMap((action) => kinds.map((kind) => [name, `dynamodb:${action}`, on, kind].join(" ").trim())),
    ),
  );
}

async function run(cases: number): Promise<Shown> {
  const judge = createJudge(policiesOf(await packagedOnce()));
  const violations: string[] = [];
  for (const { name, play } of stories.slice(0, cases)) {
    const ends: (() => unknown)[] = [];
    try {
      await play({ after: (end) => ends.push(end) }, { clientOf: (of, open) => judge.over(of, open()) });
    } catch (error) {
      violations.push(`${name}: ${String(error)}`);
    } finally {
      for (const end of ends.toReversed()) await end();
    }
  }
  violations.push(...new Set(judge.denied.map((line) => `${line} was denied`)));
  const lines = linesOfRights();
  if (cases >= stories.length) {
    const idle = lines.filter((line) => !isUsed(line, judge.used) && !isExcused(line));
    violations.push(...idle.map((line) => `${line} is allowed, and nobody used it`));
  }
  const calls = [...judge.used.values()].reduce((sum, count) => sum + count, 0);
  const figures = {
    calls,
    denied: judge.denied.length,
    rights: lines.length,
    used: lines.filter((line) => isUsed(line, judge.used)).length,
    "not used, for a stated reason": lines.filter((line) => !isUsed(line, judge.used) && isExcused(line)).length,
  };
  return { cases: Math.min(cases, stories.length), violations, figures };
}

/** Functions do what they do with the rights that they have, and have no other. */
export const played: Proof = {
  promises: ["P47"],
  says: "stories through the real handlers, each judged by its role: nothing that they do is denied, and nothing is allowed that nobody does or whose reason is not stated",
  cases: { onPush: 2, byProve: stories.length },
  run,
};
