import { createHash } from "node:crypto";
import * as z from "zod";
import { actions } from "../../actions/index.ts";
import { type RuleFile, readActivable } from "../../app/apply.ts";
import { diffRulebooks, isNothing, type RulesDiff } from "../../rules/diff/diff.ts";
import { needsSecondPerson } from "../../rules/diff/secondPerson.ts";
import type { Problem as RuleProblem } from "../../rules/read.ts";
import { Problem } from "../jobs/problem.ts";
import type { Book } from "./book.ts";
import { readText } from "./files.ts";

/** What applying files would do. */
export type Planned =
  | { readonly problems: readonly RuleProblem[] }
  | {
      readonly diff: RulesDiff;
      readonly isNothing: boolean;
      readonly rules: number;
      /** What needs a second person; empty where the source asks for none. */
      readonly needs: readonly string[];
    };

export function planned(files: readonly RuleFile[], { rulebook, secondPerson, broken }: Book): Planned {
  const read = readActivable(files, actions);
  if ("problems" in read) return read;
  const diff = diffRulebooks(rulebook, read.rulebook);
  const needs = secondPerson === "required" ? needsSecondPerson(rulebook, read.rulebook, actions) : [];
  const same = broken === undefined && rulebook !== undefined && isNothing(diff);
  return { diff, isNothing: same, rules: read.rulebook.rules.length, needs };
}

const SavedPlan = z.strictObject({
  plan: z.literal(1),
  /** The version that was active, and the hash of its text. */
  follows: z.int().min(0),
  hash: z.string().exactOptional(),
  files: z.array(z.strictObject({ file: z.string().min(1), sha256: z.string() })).min(1),
});
type SavedPlan = z.output<typeof SavedPlan>;

/** A plan as it is kept in a file. */
export function savedPlan(files: readonly RuleFile[], { version, hash }: Book): SavedPlan {
  const sums = files.map(({ file, text }) => ({ file, sha256: sumOf(text) }));
  return { plan: 1, follows: version, ...(hash !== undefined && { hash }), files: sums };
}

/** The files of a plan, if they are still the ones that it was made of. @throws Problem */
export function readPlan(path: string): { readonly plan: SavedPlan; readonly files: readonly RuleFile[] } {
  const plan = parsed(path);
  const files = plan.files.map(({ file }) => ({ file, text: readText(file) }));
  const changed = files.filter(({ text }, at) => sumOf(text) !== plan.files[at]?.sha256);
  if (changed.length === 0) return { plan, files };
  const names = changed.map(({ file }) => file).join(", ");
  throw new Problem(`${names} changed since ${path} was made: nothing was applied. Plan again.`);
}

function parsed(path: string): SavedPlan {
  try {
    const read = SavedPlan.safeParse(JSON.parse(readText(path)));
    if (read.success) return read.data;
  } catch (error) {
    if (error instanceof Problem) throw error;
  }
  throw new Problem(`${path} is no plan: make one with rules plan FILE… --out ${path}`);
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
