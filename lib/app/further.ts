import type { Facts } from "../core/event.ts";
import type { GitLab } from "../core/gitlab.ts";
import { type Ask, askKey } from "../core/looked.ts";
import { lookFurther } from "./further/look.ts";

/** Whoever looks further: with what of GitLab. */
export interface Further {
  readonly gitlab: Pick<GitLab, "reads">;
  /** Whether one thing may stay unknown that could not be asked for; default: never. */
  readonly mayMiss?: (facts: Facts, error: unknown) => boolean;
}

/**
 * Finds out what rules ask for until none asks for anything new: each thing once, the cheapest first, and nothing that a
 * cheaper answer has made needless.
 *
 * @param asksOf what the rules lack to decide on these facts
 * @throws GitLabError when GitLab cannot be asked
 */
export async function findOut(
  facts: Facts,
  asksOf: (facts: Facts) => readonly Ask[],
  { gitlab, mayMiss }: Further,
): Promise<Facts> {
  const asked = new Set<string>();
  let known = facts;
  for (;;) {
    const ask = asksOf(known).find((one) => !asked.has(askKey(one)));
    if (!ask) return known;
    asked.add(askKey(ask));
    try {
      known = await lookFurther(known, ask, gitlab.reads);
    } catch (error) {
      if (!mayMiss?.(known, error)) throw error;
    }
  }
}
