import type { Facts } from "../core/event.ts";
import type { Action } from "./action.ts";
import type { Matches } from "./allow.ts";

/** Why what a person gave with a command is refused: a verb that says nothing of it takes nothing. Never says a value. */
export function whyGivenRefused(
  action: Action,
  { params, facts, matches }: { params: Readonly<Record<string, unknown>>; facts: Facts; matches: Matches },
): string | undefined {
  const values = facts.command?.values;
  if (values === undefined) return undefined;
  if (action.whyRefused) return action.whyRefused(params, values, matches);
  const [name] = Object.keys(values);
  return name === undefined
    ? undefined
    : `${JSON.stringify(name.slice(0, 64))} may not be given: ${action.name} takes nothing`;
}
