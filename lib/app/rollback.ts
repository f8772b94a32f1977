import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Store, StoredRulebook } from "../core/ports.ts";
import { activationFaults } from "../rules/activation.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Applicant, rulesEntry } from "./applicant.ts";
import { packOf } from "./packOf.ts";
import { type Aside, setAsideOf } from "./setAside.ts";
import { standingRules, textRules } from "./standing.ts";

/** Which version shall be active again, and the one that was active when the person looked. */
export interface Wish {
  readonly source: string;
  readonly version: number;
  readonly seen: number;
}

export type RolledBack =
  | {
      readonly version: number;
      readonly rules: number;
      /** The version whose rules they are. */
      readonly of: number;
      readonly unchanged?: true;
      /** Rules that this version of Penstock cannot use. */
      readonly setAside?: readonly Aside[];
      /** What would keep them from being applied today. */
      readonly faults?: readonly string[];
    }
  | "overtaken"
  | Refused;

/** There is no such version, or its text is no rulebook any more. */
interface Refused {
  readonly refused: "noRules" | "brokenRules";
  readonly why: string;
}

/**
 * Makes the text of an old version the active one again, as a new version. It is the way out: nobody else needs to say
 * yes, since the text was active before; rules in it that this version of Penstock cannot use are set aside, and told;
 * what newer checks would refuse is told and does not stop it. Only a text that is no rulebook any more is refused.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function rollBack(
  { source, version: of, seen }: Wish,
  by: Applicant,
  { store, actions }: { store: Store; actions: readonly ActionSpec[] },
): Promise<RolledBack> {
  const old = await oldVersion(store, source, of);
  if ("refused" in old) return old;
  const standing = await standingRules(store, source);
  const { version: after, stored } = standing;
  const fit = await fitness(old, actions);
  if ("refused" in fit) return fit;
  const { rulebook, told } = fit;
  const rules = rulebook.rules.length;
  if (stored?.rules === old.rules) return { version: after, rules, of, unchanged: true, ...told };
  if (seen !== after) return "overtaken";
  const pack = told.setAside ? undefined : packOf(rulebook, old.rules, actions);
  const journal = rulesEntry({ step: "rollback", source, version: after + 1, hash: old.hash, rules, of }, by);
  const version = await store.applyRulebook(source, old.rules, {
    after,
    journal,
    ...(pack && { pack }),
    ...(standing.broken !== undefined && { mends: true as const }),
  });
  return version === undefined ? "overtaken" : { version, rules, of, ...told };
}

async function oldVersion(store: Store, source: string, version: number): Promise<StoredRulebook | Refused> {
  try {
    return (
      (await store.rulebookVersion(source, version)) ?? { refused: "noRules", why: `there is no version ${version}` }
    );
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt") return { refused: "brokenRules", why: error.message };
    throw error;
  }
}

interface Fit {
  readonly rulebook: Rulebook;
  readonly told: { readonly setAside?: readonly Aside[]; readonly faults?: readonly string[] };
}

async function fitness(old: StoredRulebook, actions: readonly ActionSpec[]): Promise<Fit | Refused> {
  try {
    const rulebook = textRules(old.rules);
    if (!rulebook) return { refused: "brokenRules", why: `version ${old.version} holds no rules` };
    const setAside = await setAsideOf(old, actions);
    // What is set aside does nothing, so it breaks no promise either.
    const aside = new Set(setAside.map(({ id }) => id));
    const usable = { ...rulebook, rules: rulebook.rules.filter((rule) => !aside.has(rule?.id ?? "")) };
    const faults = aside.size === 0 ? activationFaults(usable, actions).map(({ message }) => message) : [];
    const told = { ...(setAside.length > 0 && { setAside }), ...(faults.length > 0 && { faults }) };
    return { rulebook, told };
  } catch (error) {
    if (error instanceof StoreError) return { refused: "brokenRules", why: error.message };
    throw error;
  }
}
