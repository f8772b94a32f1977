import { type Ask, askKey } from "../../core/looked.ts";
import type { Clause } from "../../core/verdict.ts";

/** A condition that could not be answered, and what a look would ask GitLab for. */
export interface Lack {
  /** As rules write it: `attempt`, `by.role`, `log`. */
  readonly condition: string;
  /** `undefined`: the look at the job itself would tell. */
  readonly ask?: string;
}

/** The conditions that keep an undecided verdict from a yes or a no, each once. */
export function lacksOf(clauses: readonly Clause[]): readonly Lack[] {
  const found = new Map<string, Lack>();
  const walk = ({ path, answer, ask, parts = [] }: Clause): void => {
    if (answer !== "unknown") return;
    const condition = conditionOf(path);
    const below = condition === "failureClass" ? [] : parts.filter((part) => part.answer === "unknown");
    below.forEach(walk);
    const asked = condition === "failureClass" ? "log" : ask && askText(ask);
    if (below.length === 0) found.set(condition, { condition, ...(asked !== undefined && { ask: asked }) });
  };
  clauses.forEach(walk);
  return [...found.values()];
}

/** `when.any.0.by.role` -> `by.role`. */
function conditionOf(path: string): string {
  const words = path.replace(/^when\./, "").split(".");
  return words.filter((word) => !/^(\d+|all|any|not)$/.test(word)).join(".") || path;
}

function askText(ask: Ask): string {
  return "log" in ask ? "log" : askKey(ask);
}
