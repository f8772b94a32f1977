import { createHash } from "node:crypto";
import type { ActionSpec } from "../core/action.ts";
import { entryId, type RulesEntry } from "../core/journal.ts";
import type { Store } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { mergeParts } from "../rules/merge.ts";
import { languageOf, ruleReader } from "../rules/opened.ts";
import { packRules } from "../rules/pack.ts";
import { type Problem, readRulebook } from "../rules/read.ts";
import { mostRules, type Rulebook } from "../rules/rulebook.ts";

export interface RuleFile {
  readonly file: string;
  readonly text: string;
}

/** Who applies, as the journal shall tell it. */
export interface Applicant {
  readonly who: string;
  readonly clock: Clock;
  readonly random: () => string;
}

export type Applied =
  | { readonly version: number; readonly rules: number }
  | { readonly problems: readonly Problem[] }
  /** Somebody else applied meanwhile, or since the version that was seen. */
  | "overtaken";

/** Several files as one rulebook, or everything that is wrong with them; what they say against each other only when each is right. */
export function readRuleFiles(
  files: readonly RuleFile[],
  actions: readonly ActionSpec[],
): { readonly rulebook: Rulebook } | { readonly problems: readonly Problem[] } {
  const read = files.map(({ file, text }) => ({ file, ...readRulebook(text, file, actions) }));
  const problems = read.flatMap((one) => ("problems" in one ? one.problems : []));
  if (problems.length > 0) return { problems };
  const merged = mergeParts(read.filter((one) => "rulebook" in one));
  const count = "rulebook" in merged ? merged.rulebook.rules.length : 0;
  if (count <= mostRules) return merged;
  const message = `the files have ${count} rules together: at most ${mostRules}`;
  return { problems: [{ file: files.at(-1)?.file ?? "", line: 1, column: 1, path: "rules", message }] };
}

/**
 * Makes rule files the active rules of a source, as a new version. Files with an error are refused whole and the active
 * rulebook stays; a rulebook that changes nothing makes no version, so that asking again is safe. A new version and its
 * journal entry are written both or neither.
 *
 * @param seen the version that they shall follow (0: none yet); missing: whichever is active
 * @param by missing: the journal tells nothing of it, as for rules that the program brings itself
 * @throws StoreError `tooLarge`, or when the table cannot be written
 */
export async function applyRules(
  files: readonly RuleFile[],
  source: string,
  { store, actions, seen, by }: { store: Store; actions: readonly ActionSpec[]; seen?: number; by?: Applicant },
): Promise<Applied> {
  const read = readRuleFiles(files, actions);
  if ("problems" in read) return read;
  const active = await store.rulebook(source);
  const rules = JSON.stringify(read.rulebook);
  const count = read.rulebook.rules.length;
  if (active?.rules === rules) return { version: active.version, rules: count };
  const after = active?.version ?? 0;
  if (seen !== undefined && seen !== after) return "overtaken";
  const pack = packRules(read.rulebook, rules, languageOf(read.rulebook, ruleReader(actions)));
  const journal = by && entry({ source, version: after + 1, hash: sha256(rules), rules: count }, by);
  const version = await store.applyRulebook(source, rules, {
    after,
    ...(pack && { pack }),
    ...(journal && { journal }),
  });
  return version === undefined ? "overtaken" : { version, rules: count };
}

function entry(
  applied: Pick<RulesEntry, "source" | "version" | "hash" | "rules">,
  { who, clock, random }: Applicant,
): RulesEntry {
  const at = clock();
  return { kind: "rules", id: entryId(at, random()), at, ...applied, who };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
