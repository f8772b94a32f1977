import type { Conditions } from "../conditions.ts";
import type { Rule } from "../rulebook.ts";
import { either, type Formula, type Mode, opposite, together } from "./formula.ts";
import { formulaOf } from "./leaves.ts";

/** When somebody means a job: in some projects, and under some conditions. */
export function regionFormula(
  { projects, when }: { readonly projects?: Rule["projects"]; readonly when?: Conditions },
  mode: Mode,
): Formula {
  return together(mode, [
    ...(projects ? [projectsFormula(projects, mode)] : []),
    ...(when ? [formulaOf(when, mode)] : []),
  ]);
}

function projectsFormula(entries: Rule["projects"], mode: Mode): Formula {
  const texts = entries.map(String);
  const excluded = texts.filter((entry) => entry.startsWith("!")).map((entry) => entry.slice(1));
  const included = texts.filter((entry) => !entry.startsWith("!"));
  return together(mode, [
    ...(included.includes("**") ? [] : [oneOf(included, mode)]),
    ...(excluded.length === 0 ? [] : [oneOf(excluded, opposite(mode))]),
  ]);
}

function oneOf(entries: readonly string[], mode: Mode): Formula {
  const ids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const patterns = entries.filter((entry) => !/^\d+$/.test(entry));
  const passes = (value: number) => ids.includes(value);
  return either(mode, [
    ...(ids.length === 0 ? [] : [{ fact: "project.id", atom: { kind: "number" as const, passes, points: ids }, mode }]),
    ...(patterns.length === 0 ? [] : [{ fact: "project.path", atom: { kind: "text" as const, patterns }, mode }]),
  ]);
}
