import type { Conditions } from "../conditions.ts";
import type { Pattern } from "../fields.ts";
import type { Rule } from "../rulebook.ts";
import { areApart } from "./globs.ts";
import type { Region } from "./overlap.ts";

const textKeys = ["name", "ref", "stage", "group"] as const satisfies readonly (keyof Conditions)[];

/** Whether two certainly have no job in common, by what tells it at once: most rules of a large rulebook are that far apart. */
export function areFarApart(one: Region, other: Region): boolean {
  const { when: a = {} } = one;
  const { when: b = {} } = other;
  if (a.status && b.status && !a.status.some((status) => b.status?.includes(status))) return true;
  if (a.tag !== undefined && b.tag !== undefined && a.tag !== b.tag) return true;
  if (textKeys.some((key) => areTextsApart(a[key], b[key]))) return true;
  return (
    one.projects !== undefined &&
    other.projects !== undefined &&
    areApart(included(one.projects), included(other.projects))
  );
}

function areTextsApart(one: readonly Pattern[] | undefined, other: readonly Pattern[] | undefined): boolean {
  return one !== undefined && other !== undefined && areGlobs(one) && areGlobs(other) && areApart(one, other);
}

function areGlobs(patterns: readonly Pattern[]): patterns is readonly string[] {
  return patterns.every((pattern) => typeof pattern === "string");
}

const paths = new WeakMap<Rule["projects"], readonly string[]>();

/** A number may stand for any path. */
function included(projects: Rule["projects"]): readonly string[] {
  const known = paths.get(projects);
  if (known) return known;
  const found = projects
    .map(String)
    .filter((entry) => !entry.startsWith("!"))
    .map((entry) => (/^\d+$/.test(entry) ? "**" : entry));
  paths.set(projects, found);
  return found;
}
