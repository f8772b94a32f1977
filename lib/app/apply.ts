import type { ActionSpec } from "../core/action.ts";
import type { Store } from "../core/ports.ts";
import { activationFaults } from "../rules/activation.ts";
import { diffRulebooks, isNothing } from "../rules/diff/diff.ts";
import { needsSecondPerson } from "../rules/diff/secondPerson.ts";
import { mergeParts } from "../rules/merge.ts";
import { type Placing, type Problem, readRulebook } from "../rules/read.ts";
import { mostRules, type Rulebook } from "../rules/rulebook.ts";
import { type Applicant, rulesEntry } from "./applicant.ts";
import { packOf } from "./packOf.ts";
import { type Proposed, propose } from "./propose.ts";
import { comparedRules, standingRules, textHash } from "./standing.ts";

export interface RuleFile {
  readonly file: string;
  readonly text: string;
}

export type Applied =
  /** `unchanged`: they say what the active ones say, and there is no new version. */
  | { readonly version: number; readonly rules: number; readonly unchanged?: true }
  | { readonly problems: readonly Problem[] }
  /** Nothing is changed until somebody else says yes. */
  | { readonly proposal: Proposed }
  /** Somebody else applied meanwhile, or since the version that was seen. */
  | "overtaken";

/** Several files as one rulebook, or everything that is wrong with them; what they say against each other only when each is right. */
export function readRuleFiles(
  files: readonly RuleFile[],
  actions: readonly ActionSpec[],
): { readonly rulebook: Rulebook; readonly problemAt: Placing } | { readonly problems: readonly Problem[] } {
  const read = files.map(({ file, text }) => ({ file, ...readRulebook(text, file, actions) }));
  const problems = read.flatMap((one) => ("problems" in one ? one.problems : []));
  if (problems.length > 0) return { problems };
  const merged = mergeParts(read.filter((one) => "rulebook" in one));
  const count = "rulebook" in merged ? merged.rulebook.rules.length : 0;
  if (count <= mostRules) return merged;
  const message = `the files have ${count} rules together: at most ${mostRules}`;
  return { problems: [{ file: files.at(-1)?.file ?? "", line: 1, column: 1, path: "rules", message }] };
}

/** As `readRuleFiles`, and also what keeps rules that can be read from becoming the active ones. */
export function readActivable(
  files: readonly RuleFile[],
  actions: readonly ActionSpec[],
): ReturnType<typeof readRuleFiles> {
  const read = readRuleFiles(files, actions);
  if ("problems" in read) return read;
  const problems = activationFaults(read.rulebook, actions).map(read.problemAt);
  return problems.length > 0 ? { problems } : read;
}

/** What applying rules needs. */
export interface Applying {
  readonly store: Store;
  readonly actions: readonly ActionSpec[];
  /** The version that they shall follow (0: none yet); missing: whichever is active. */
  readonly seen?: number;
  /** Missing: the journal tells nothing of it, as for rules that the program brings itself. */
  readonly by?: Applicant;
  /** `required`: rules that need a second person are only proposed. Default: `off`. */
  readonly secondPerson?: "required" | "off";
}

/**
 * Makes rule files the active rules of a source, as a new version. Files with an error are refused whole and the active
 * rulebook stays; a rulebook that changes nothing makes no version, so that asking again is safe. A new version and its
 * journal entry are written both or neither. An active rulebook that cannot be read is replaced.
 *
 * @throws StoreError `tooLarge`, or when the table cannot be written
 */
export async function applyRules(files: readonly RuleFile[], source: string, applying: Applying): Promise<Applied> {
  const { store, actions, seen, by, secondPerson } = applying;
  const read = readActivable(files, actions);
  if ("problems" in read) return read;
  const { rulebook } = read;
  const standing = await standingRules(store, source);
  const before = await comparedRules(store, source, standing);
  const text = JSON.stringify(rulebook);
  const after = standing.version;
  const count = rulebook.rules.length;
  const isSame =
    before && standing.stored && (standing.stored.rules === text || isNothing(diffRulebooks(before, rulebook)));
  if (isSame) return { version: after, rules: count, unchanged: true };
  if (seen !== undefined && seen !== after) return "overtaken";
  const needs = by && secondPerson === "required" ? needsSecondPerson(before, rulebook, actions) : [];
  if (by && needs.length > 0) return propose({ source, text, after, count, needs }, by, store);
  const pack = packOf(rulebook, text, actions);
  const told = { step: "apply", source, version: after + 1, hash: textHash(text), rules: count } as const;
  const version = await store.applyRulebook(source, text, {
    after,
    ...(pack && { pack }),
    ...(by && { journal: rulesEntry(told, by) }),
    ...(standing.broken !== undefined && { mends: true as const }),
  });
  return version === undefined ? "overtaken" : { version, rules: count };
}
