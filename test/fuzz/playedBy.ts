import assert from "node:assert/strict";
import { whyGivenRefused } from "../../lib/actions/given.ts";
import { actions } from "../../lib/actions/index.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { Said } from "../../lib/core/said.ts";

/** What a rule lets people give, by name, as it stands in a stored rule. */
export type Allow = Readonly<
  Record<string, readonly string[] | { readonly matches: string; readonly required?: true }>
>;

/** Tells whether a text matches as a whole; only for the few expressions of these tests. */
const matches = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`, "su").test(text);

/**
 * What a command would send through a rule with such a list, by the code of the actions themselves; `undefined`: it is
 * refused. A retry has no list: it takes nothing.
 */
export function sentBy({ word, values }: Said, allow: Allow): Readonly<Record<string, string>> | undefined {
  const name = word === "arm" ? "play" : word;
  const action = actions.find((one) => one.name === name);
  if (!action) return undefined;
  const params = name === "play" ? { allow } : {};
  const facts: Facts = {
    project: { id: 7, path: "shop/api" },
    job: { id: 1001, name: "deploy", status: "manual" },
    command: { verb: word, values, by: { userId: 3, username: "ada" } },
  };
  if (whyGivenRefused(action, { params, facts, matches }) !== undefined) return undefined;
  const found = action.content(params, facts, matches);
  if ("refused" in found) return undefined;
  assert.deepEqual(Object.keys(found.content.inputs ?? {}), []);
  return found.content.variables ?? {};
}
