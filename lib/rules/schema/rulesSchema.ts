import type * as z from "zod";
import type { ActionSpec } from "../../core/action.ts";
import { lookedKeys } from "../conditions.ts";
import { writtenRulebook } from "../rulebook.ts";
import { described } from "./describe.ts";
import { type JsonSchema, jsonSchemaOf } from "./jsonSchema.ts";
import { namesStatusDefinition, ruleLaws } from "./laws.ts";
import { ruleWords } from "./words.ts";

/** The rule language as a JSON Schema of draft 2020-12, for editors: what they complete, and most of what the reader refuses. */
export function rulesSchema(actions: readonly ActionSpec[]): JsonSchema {
  const verb = {
    takes: actions.map(({ name }) => name),
    refuses: ["x", ""],
    says: { enum: actions.map(({ name }) => name) },
  };
  const amend = (part: JsonSchema, schema: z.core.$ZodTypes) => {
    const { def } = schema._zod;
    if (def.type === "object") amendObject(part, actions);
    if (isVerb(schema)) amendVerb(part, actions);
    if (def.type === "union" && part.anyOf) part.anyOf = part.anyOf.filter((one) => !isSecret(one));
  };
  const schema = jsonSchemaOf(writtenRulebook(actions), { kinds: [verb], amend });
  return { title: "Rules of Penstock", ...described(withDefinitions(schema), ruleWords) };
}

/** What objects are for is told by their keys. */
function amendObject(part: JsonSchema, actions: readonly ActionSpec[]): void {
  const keys = Object.keys(part.properties ?? {});
  const has = (...names: string[]) => names.every((name) => keys.includes(name));
  if (has("id", "projects", "on", "do")) part.allOf = ruleLaws(actions);
  if (has("where", "all", "any", "none")) part.oneOf = ["all", "any", "none"].map((key) => ({ required: [key] }));
  if (has("every", "cron")) amendSchedule(part);
  if (has("approvals", "calendar", "plan")) {
    part.anyOf = ["approvals", "calendar", "plan"].map((key) => ({ required: [key] }));
    part.dependentRequired = { override: ["calendar"] };
  }
  if (has("version", "rules"))
    part.anyOf = ["rules", "calendars", "failureClasses", "invariants"].map((key) => ({ required: [key] }));
}

function amendSchedule(part: JsonSchema): void {
  if (part.properties)
    part.properties.cron = { type: "string", pattern: "^\\s*[^\\s?]+(\\s+[^\\s?]+){4}\\s*$", examples: ["0 3 * * *"] };
  part.oneOf = [{ required: ["every"] }, { required: ["cron"], not: { required: ["at"] } }];
}

/** `do`: a verb alone, or a map of one verb and its parameters. */
function isVerb(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod;
  return def.type === "pipe" && def.in._zod.def.type === "transform" && def.out._zod.def.type === "pipe";
}

function amendVerb(part: JsonSchema, actions: readonly ActionSpec[]): void {
  if (part.type !== "object") return;
  const { properties = {}, ...map } = part;
  const alone = actions.filter(({ params }) => params.safeParse({}).success).map(({ name }) => name);
  const orEmpty = (name: string, one: JsonSchema): JsonSchema =>
    alone.includes(name) ? { anyOf: [one, { type: "null" }] } : one;
  const entries = Object.entries(properties).map(([name, one]) => [
    name,
    typeof one === "object" ? orEmpty(name, one) : one,
  ]);
  for (const key of Object.keys(part)) delete part[key];
  part.anyOf = [
    { type: "string", enum: alone },
    { ...map, properties: Object.fromEntries(entries), minProperties: 1, maxProperties: 1 },
  ];
}

/** A notice that names a secret is refused, with a sentence of its own. */
function isSecret(part: JsonSchema): boolean {
  return part.required?.length === 1 && part.required[0] === "secret";
}

/** The conditions by their name, and those that may stand inside of `jobs` beside them. */
function withDefinitions(schema: JsonSchema): JsonSchema {
  const defs = Object.entries(schema.$defs ?? {});
  const [conditions] = defs.find(([, one]) => one.properties?.failureClass && one.properties.jobs) ?? [];
  const [jobs] = defs.find(([, one]) => one.properties?.where && one.properties.none) ?? [];
  if (conditions === undefined || jobs === undefined) throw new TypeError("the schema has lost its conditions");
  const names: Readonly<Record<string, string>> = { [conditions]: "Conditions", [jobs]: "Jobs" };
  const $defs = Object.fromEntries(defs.map(([name, one]) => [names[name] ?? name, one]));
  const named = renamed({ ...schema, $defs }, names);
  const { Conditions = {}, Jobs = {}, ...others } = named.$defs ?? {};
  const inner = { Conditions: "JobConditions" };
  const properties = Object.entries(Conditions.properties ?? {}).filter(
    ([key]) => !lookedKeys.some((one) => one === key),
  );
  const JobConditions = renamed({ ...Conditions, properties: Object.fromEntries(properties) }, inner);
  return {
    ...named,
    $defs: { Conditions, Jobs: renamed(Jobs, inner), JobConditions, NamesStatus: namesStatusDefinition, ...others },
  };
}

/** With other names for some definitions where they are asked for. */
function renamed<T>(part: T, names: Readonly<Record<string, string>>): T {
  const prefix = "#/$defs/";
  return JSON.parse(JSON.stringify(part), (key, value) => {
    const name = key === "$ref" && typeof value === "string" ? names[value.slice(prefix.length)] : undefined;
    return name === undefined ? value : `${prefix}${name}`;
  });
}
