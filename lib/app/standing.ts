import { createHash } from "node:crypto";
import { StoreError } from "../core/errors.ts";
import type { Store, StoredRulebook } from "../core/ports.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** What is active for a source, and what a new version must follow. */
export interface Standing {
  /** 0 before the first apply. */
  readonly version: number;
  /** Missing before the first apply, and where it is `broken`. */
  readonly stored?: StoredRulebook;
  /** Why what is active cannot be read. */
  readonly broken?: string;
}

/** What is active, read consistently; what cannot be read must not keep anybody from applying something else. */
export async function standingRules(store: Store, source: string): Promise<Standing> {
  try {
    const stored = await store.rulebook(source);
    if (stored) return { version: stored.version, stored };
    const version = await store.newestVersion(source);
    return version === 0 ? { version } : { version, broken: "nothing says which version is active" };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
    return { version: await store.newestVersion(source), broken: error.message };
  }
}

/** The rules that new ones are compared with: the active ones, or if they are broken what the version itself still tells. */
export async function comparedRules(store: Store, source: string, standing: Standing): Promise<Rulebook | undefined> {
  const { stored, broken, version } = standing;
  if (stored) return textRules(stored.rules);
  if (broken === undefined) return undefined;
  const kept = await store.rulebookVersion(source, version).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "corrupt") return undefined;
    throw error;
  });
  return kept && textRules(kept.rules);
}

/** The rules in a stored text, unchecked; `undefined` where it is none. */
export function textRules(text: string): Rulebook | undefined {
  try {
    const found = JSON.parse(text) as Rulebook | null;
    return Array.isArray(found?.rules) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 of a rulebook's text, hex. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
