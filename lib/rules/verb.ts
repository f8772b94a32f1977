import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import { got, unknownKey } from "./wording.ts";

/** What a rule does: the action's name and its parameters. */
export interface Verb {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** `do` as people write it: `retry`, or `{ retry: { after: 30s } }`. */
export function writtenVerb(actions: readonly ActionSpec[]) {
  const names = actions.map(({ name }) => name);
  const choices = z.strictObject(
    Object.fromEntries(actions.map(({ name, params }) => [name, z.exactOptional(params)])),
    {
      error: (issue) => {
        if (issue.code === "unrecognized_keys")
          return issue.keys.map((key) => unknownKey(key, names, "verb")).join("\n");
        if (issue.code !== "invalid_type" || issue.input === undefined) return undefined;
        return `expected one verb of ${names.join(", ")}, got ${got(issue.input)}`;
      },
    },
  );
  const one = choices.transform((choice, context): Verb => {
    const [first, ...more] = Object.entries(choice);
    if (first && more.length === 0) return { action: first[0], params: first[1] ?? {} };
    if (context.issues.length === 0)
      context.addIssue({ code: "custom", message: `expected one verb of ${names.join(", ")}` });
    return z.NEVER;
  });
  return z.preprocess(asChoice, one);
}

/** `do` as it is stored: `{ action: retry, params: { after: 30s } }`. */
export function storedVerb(actions: readonly ActionSpec[]) {
  return z
    .strictObject({ action: z.string(), params: z.record(z.string(), z.unknown()) })
    .transform(({ action, params }): unknown => ({ [action]: params }))
    .pipe(writtenVerb(actions.map((spec) => ({ ...spec, params: spec.storedParams ?? spec.params }))));
}

/** A verb alone, or with an empty value (`restart:`), has no parameters. */
function asChoice(value: unknown): unknown {
  if (typeof value === "string") return { [value]: {} };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, params]) => [name, params ?? {}]));
}

/** The name of a verb, where it stands alone. */
export function verbOf(actions: readonly ActionSpec[]): z.ZodType<string> {
  const names = actions.map(({ name }) => name);
  return z.string().superRefine((name, context) => {
    if (!names.includes(name)) context.addIssue({ code: "custom", message: unknownKey(name, names, "verb") });
  });
}
