import type { Command } from "../core/command.ts";
import { GitLabError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import type { GitLab } from "../core/gitlab.ts";
import type { Instant } from "../core/time.ts";
import { findOut } from "./further.ts";
import { factsFor } from "./given.ts";
import { asksFor, isWanted } from "./judge.ts";
import type { Live } from "./live.ts";

/** What GitLab answers for good: asking once more seldom helps. */
const lasting: ReadonlySet<string> = new Set(["oddAnswer", "redirected"]);

/**
 * What the rules need to know, found out: once for what GitLab told, and once for each person who said so, since their
 * rights differ. What cannot be learnt for good stays unknown where another rule says yes without it.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function findOutAll(live: Live, gitlab: Pick<GitLab, "reads">, now: Instant): Promise<Live> {
  const { wants } = live.held;
  const mayMiss = (known: Live, error: unknown) =>
    error instanceof GitLabError && lasting.has(error.code) && isWanted(known, now);
  const plain = wants.filter(({ given }) => !given);
  const facts = await findOut(live.facts, (known) => asksFor({ ...live, facts: known }, now, plain), {
    gitlab,
    mayMiss: (known, error) => mayMiss({ ...live, facts: known }, error),
  });
  const told = new Map<Command, Facts>();
  for (const want of wants) {
    const { given } = want;
    if (!given) continue;
    const alone = (known: Facts): Live => ({ ...live, facts, told: new Map([...told, [given, known]]) });
    const found = await findOut(factsFor(want, { facts }), (known) => asksFor(alone(known), now, [want]), {
      gitlab,
      mayMiss: (known, error) => mayMiss(alone(known), error),
    });
    told.set(given, found);
  }
  return { ...live, facts, told };
}
