import type { ActionSpec } from "../core/action.ts";
import type { Store, StoredRulebook } from "../core/ports.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Aside, setAsideOf } from "./setAside.ts";

/** The rules of a source as they were applied, for people to read, with those that this version cannot use. */
export type ShownRules = { readonly version: number; readonly rules: Rulebook["rules"] } & Partial<
  Omit<Rulebook, "version" | "rules">
> & {
    /** SHA-256 of the rules' stored text, hex; missing before the first apply, which is version 0. */
    readonly hash?: string;
    readonly setAside?: readonly Aside[];
  };

interface Desk {
  readonly store: Store;
  readonly actions: readonly ActionSpec[];
}

/** One version; `undefined` where there is none of that number. @throws StoreError `corrupt` */
export async function shownVersion(
  { store, actions }: Desk,
  source: string,
  version: number,
): Promise<ShownRules | undefined> {
  const stored = await store.rulebookVersion(source, version);
  return stored && shownText(stored, actions);
}

/** A stored text, whichever it is. @throws StoreError `corrupt` */
export async function shownText(stored: StoredRulebook, actions: readonly ActionSpec[]): Promise<ShownRules> {
  const setAside = await setAsideOf(stored, actions);
  // The head's hash says that the text is the one that `applyRules` wrote.
  const { version: _, rules, ...beside } = JSON.parse(stored.rules) as Rulebook;
  const { version, hash } = stored;
  return { version, hash, ...beside, rules, ...(setAside.length > 0 && { setAside }) };
}
