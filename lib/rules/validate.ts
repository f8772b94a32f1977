import type * as z from "zod";
import { shown, wording } from "./wording.ts";

/** What is wrong, and where: a path, and the key itself where the key is the fault. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly key?: string;
  readonly message: string;
}

/** The rulebook in a plain value, or everything that is wrong with it. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): { readonly data: T } | { readonly faults: Fault[] } {
  const parsed = parse(schema, value);
  if (!parsed)
    return { faults: [{ path: [], message: "a map with the key `length` stands where text or a list belongs" }] };
  const faults = [...(parsed.error?.issues ?? []).flatMap((issue) => faultsOf(issue)), ...repeatedIds(value)];
  return parsed.success && faults.length === 0 ? { data: parsed.data } : { faults };
}

/** `undefined` where zod itself stumbles: it asks whatever it is given for its length, which may be no number. */
function parse<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> | undefined {
  try {
    return schema.safeParse(value, { error: wording, reportInput: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Fault[] {
  const path = [...above, ...issue.path].map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "invalid_union") {
    const meant = meantBranch(issue);
    if (meant) return meant.flatMap((inner) => faultsOf(inner, path));
  }
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  const lines = issue.message.split("\n");
  return issue.keys.map((key, index) => ({ path, key, message: lines[index] ?? issue.message }));
}

/** The branch that the writer meant: the one that the value's sort fits, so that the problem lies deeper. */
function meantBranch({ errors, input }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const isSort = ({ path, code }: z.core.$ZodIssue) =>
    path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && typeof input !== "string"));
  return errors.find((issues) => !issues.some(isSort));
}

/** Asked of the raw value, so that it is told even where the rules have other faults. */
function repeatedIds(value: unknown): Fault[] {
  const { rules } = Object(value) as { rules?: unknown };
  if (!Array.isArray(rules)) return [];
  const seen = new Map<string, number>();
  return rules.flatMap((rule: unknown, index) => {
    const { id } = Object(rule) as { id?: unknown };
    if (typeof id !== "string") return [];
    const first = seen.get(id);
    if (first === undefined) seen.set(id, index);
    return first === undefined
      ? []
      : [{ path: ["rules", index, "id"], message: `${shown(id)} is the id of rules.${first} already` }];
  });
}
