import type { ActionSpec, TriggerKind } from "../../core/action.ts";
import { gateKeys } from "../require.ts";
import type { JsonSchema } from "./jsonSchema.ts";

// What one key of a rule says about another. JSON Schema can say it by cases: if this verb, then those triggers.

/** Where the definition stands that tells whether conditions name a status. */
const namesStatus = "#/$defs/NamesStatus";

/** All that a rule as a whole must keep to. */
export function ruleLaws(actions: readonly ActionSpec[]): JsonSchema[] {
  const destroying = actions.filter(({ destroys }) => destroys).map(({ name }) => name);
  return [
    ...actions.flatMap((action) => verbLaws(action)),
    implies(hasOn("schedule"), { not: { required: ["for"] } }),
    lawOfLimit("percentPerDay", { allOf: [usesOne(destroying), hasOn("schedule")] }),
    lawOfLimit("bytesPerDay", usesOne(destroying)),
    implies(requires("plan"), { allOf: [usesOne(destroying), hasOn("schedule")] }),
    implies({ anyOf: gateKeys.map(requires) }, usesOne(["play"])),
  ];
}

function verbLaws({ name, triggers, mustNameStatus }: ActionSpec): JsonSchema[] {
  const uses = usesOne([name]);
  const kinds: readonly TriggerKind[] = ["job", "pipeline", "schedule", "command", "deployment"];
  const others = kinds.filter((kind) => !triggers.includes(kind));
  return [
    ...(others.length > 0 ? [implies(uses, { not: { anyOf: others.map(hasOn) } })] : []),
    ...(mustNameStatus ? [implies(uses, { required: ["when"], properties: { when: { $ref: namesStatus } } })] : []),
  ];
}

/** JSON Schema has `if` for it, whose other half makes a promise of an object to JavaScript. */
function implies(one: JsonSchema, other: JsonSchema): JsonSchema {
  return { anyOf: [{ not: one }, other] };
}

function usesOne(verbs: readonly string[]): JsonSchema {
  const shapes = verbs.flatMap((name) => [{ const: name }, { type: "object" as const, required: [name] }]);
  return { properties: { do: { anyOf: shapes } }, required: ["do"] };
}

function hasOn(kind: TriggerKind): JsonSchema {
  const one: JsonSchema =
    kind === "schedule" || kind === "command" ? { type: "object", required: [kind] } : { const: kind };
  return { properties: { on: { anyOf: [one, { type: "array", contains: one }] } }, required: ["on"] };
}

function lawOfLimit(key: string, holds: JsonSchema): JsonSchema {
  const named: JsonSchema = { properties: { limit: { type: "object", required: [key] } }, required: ["limit"] };
  return implies(named, holds);
}

function requires(key: string): JsonSchema {
  return { properties: { require: { type: "object", required: [key] } }, required: ["require"] };
}

/** Whether conditions say which statuses they mean: not in what they exclude, and in each of several that are enough alone. */
export const namesStatusDefinition: JsonSchema = {
  anyOf: [
    { required: ["status"] },
    { required: ["all"], properties: { all: { contains: { $ref: namesStatus } } } },
    { required: ["any"], properties: { any: { type: "array", items: { $ref: namesStatus } } } },
  ],
};
