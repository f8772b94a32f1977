import type { Said } from "../../said.ts";
import type { Guard } from "../explanation.ts";
import type { Prospect, Wishing } from "../prospect.ts";
import type { Question, Site } from "../site.ts";

/** One rule that does not say no, and all that a guard may ask. */
export interface Guarded {
  readonly wishing: Wishing;
  readonly prospect: Prospect;
  /** What the rule says as a worker would ask it; `gone`: it wants nothing of this. */
  readonly said: Said | { readonly gone: string };
  readonly question: Question;
  readonly site: Site;
}

/** Asks one guard; `undefined`: it has nothing to do with what the rule wants. */
export type AskGuard = (guarded: Guarded) => Promise<Guard | undefined> | Guard | undefined;

/** What is told where tables or GitLab are not at hand. */
export function unasked(guard: Guard["guard"], what: string): Guard {
  return { guard, stops: "unknown", text: `not asked: ${what}` };
}
