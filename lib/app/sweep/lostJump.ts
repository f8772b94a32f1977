import type { Coverage } from "../../core/coverage.ts";
import type { EmptyRange } from "../../core/emptyRange.ts";
import { GitLabError, type GitLabErrorCode } from "../../core/errors.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import type { Turn } from "./turn.ts";

const lasting: ReadonlySet<GitLabErrorCode> = new Set(["badRequest", "notFound", "oddAnswer"]);

/** Whether a walk cannot go on from where a known range led it: GitLab does not take that cursor any more. */
export function isLostJump(error: unknown, cursor: string | undefined, ranges: readonly EmptyRange[]): boolean {
  if (!(error instanceof GitLabError) || cursor === undefined) return false;
  return lasting.has(error.code) && ranges.some(({ next }) => next === cursor);
}

/** Lets go of all ranges of the project, and of what this cycle has seen: its next step begins anew and reads everything. */
export async function forget(
  turn: Turn,
  { key, text, store }: { readonly key: LedgerKey; readonly text: string | undefined; readonly store: Store },
): Promise<void> {
  const { running: _, ...rest }: Coverage = turn.coverage;
  await store.putNote(key, "[]", text);
  await store.putNote(turn.key, JSON.stringify(rest), turn.seen);
}
