import type { Facts } from "../../core/event.ts";
import { checksOf } from "../clauses.ts";
import type { Conditions } from "../conditions.ts";
import { projectsCheck } from "../projects.ts";
import { readRegex } from "../regex.ts";
import type { Rule } from "../rulebook.ts";
import { exampleFacts, exampleNow, type Values } from "./example.ts";
import { mostTerms, termsOf } from "./formula.ts";
import { linked } from "./links.ts";
import { isPossible } from "./possible.ts";
import { regionFormula } from "./region.ts";
import { type SolvedTerm, solve, solveBoth } from "./solve.ts";

/** Which jobs somebody means: those of some projects (missing: of all) that meet some conditions (missing: any job). */
export interface Region {
  readonly projects?: Rule["projects"];
  readonly when?: Conditions;
}

/** `none` and `some` are certain; `unsure` is what cannot be told from the words of the rules alone. */
export type Overlap = "none" | "some" | "unsure";

/** As `overlap`, with the proof: a job that all of them mean, or one fact of each way that cannot be. */
export type Proof =
  | { readonly kind: "some"; readonly example: Facts }
  | { readonly kind: "none"; readonly facts: readonly string[] }
  | { readonly kind: "unsure" };

/** Whether there can be a job that all of these mean. */
export function overlap(regions: readonly Region[]): Overlap {
  return overlapProof(regions).kind;
}

/** A job that all of these mean, where one can be made up; the rules themselves say yes to it. */
export function exampleOf(regions: readonly Region[]): Facts | undefined {
  const proof = overlapProof(regions);
  return proof.kind === "some" ? proof.example : undefined;
}

export function overlapProof(regions: readonly Region[]): Proof {
  const terms = termsOf({ all: regions.map((region) => regionFormula(region, "yes")) });
  if (!terms) return { kind: "unsure" };
  const impossible = new Set<string>();
  let isSure = true;
  for (const term of terms) {
    const found = solve(linked(term));
    if ("impossible" in found) impossible.add(found.impossible);
    else {
      const example = exampleFor(found, regions.map(exampleTest));
      if (example) return { kind: "some", example };
      isSure = false;
    }
  }
  return isSure ? { kind: "none", facts: [...impossible] } : { kind: "unsure" };
}

/** What somebody means, looked at once: where many may meet many, each pair costs little more than what both speak of. */
export interface Ready {
  /** All ways in which it can be; missing: too many to look at. */
  readonly ways?: readonly SolvedTerm[];
  readonly tests: readonly ((example: Facts) => boolean)[];
}

/** All of these regions at once. */
export function ready(regions: readonly Region[]): Ready {
  const tests = regions.map(exampleTest);
  const terms = termsOf({ all: regions.map((region) => regionFormula(region, "yes")) });
  if (!terms) return { tests };
  const ways = terms.map((term) => solve(linked(term))).filter((one) => "values" in one);
  return { ways, tests };
}

/** As `exampleOf` all regions of both. */
export function exampleOfBoth(one: Ready, other: Ready): Facts | undefined {
  if (!one.ways || !other.ways || one.ways.length * other.ways.length > mostTerms) return undefined;
  const tests = [...one.tests, ...other.tests];
  for (const mine of one.ways)
    for (const theirs of other.ways) {
      const both = solveBoth(mine, theirs);
      const example = "values" in both ? exampleFor(both, tests) : undefined;
      if (example) return example;
    }
  return undefined;
}

/** Whether every job that `narrow` means is certainly meant by `wide` too. */
export function covers(wide: Region, narrow: Region): boolean {
  const terms = termsOf({ all: [regionFormula(narrow, "yes"), regionFormula(wide, "notYes")] });
  return terms?.every((term) => "impossible" in solve(linked(term))) ?? false;
}

/** A number names a project, and a path may be anybody's: of both at once nothing is certain. */
export function exampleFor(
  { byFact, values: found }: SolvedTerm,
  tests: readonly ((example: Facts) => boolean)[],
): Facts | undefined {
  const namesId = byFact.get("project.id")?.some(({ mode }) => mode === "yes");
  if (namesId && byFact.has("project.path")) return undefined;
  const values = new Map<string, Values extends ReadonlyMap<string, infer V> ? V : never>();
  for (const [fact, one] of found) {
    if (typeof one === "string") return undefined;
    values.set(fact, one.value);
  }
  const example = exampleFacts(values);
  return isPossible(example, exampleNow) && tests.every((test) => test(example)) ? example : undefined;
}

/** Asks the conditions themselves whether they say yes to an example. */
function exampleTest({ projects, when }: Region): (example: Facts) => boolean {
  const inProjects = projects && projectsCheck(projects);
  const checks = when ? checksOf(when, "when", { readRegex }) : [];
  return (example) =>
    (!inProjects || inProjects(example.project).answer === "yes") &&
    checks.every((check) => check(example, exampleNow).answer === "yes");
}
