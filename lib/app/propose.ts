import type { Store, StoredProposal } from "../core/ports.ts";
import { type Applicant, rulesEntry } from "./applicant.ts";
import { textHash } from "./standing.ts";

/** Rules that wait for a second person; `replaces`: the hash of those that waited before. */
export type Proposed = Omit<StoredProposal, "rules"> & { readonly replaces?: string };

/** Rules that must wait. */
interface Wish {
  readonly source: string;
  readonly text: string;
  /** The version that they follow. */
  readonly after: number;
  readonly count: number;
  readonly needs: readonly string[];
}

/**
 * Lays rules beside the active ones, until somebody else approves them. There is one proposal at a time: a new one takes
 * the place of the old one. The same rules proposed again change nothing, whoever does it.
 *
 * @returns `overtaken`: somebody else proposed, approved or rejected meanwhile
 * @throws StoreError when the table cannot be written
 */
export async function propose(
  { source, text, after, count, needs }: Wish,
  by: Applicant,
  store: Store,
): Promise<{ readonly proposal: Proposed } | "overtaken"> {
  const found = await store.proposal(source);
  const waiting = found && "hash" in found ? found : undefined;
  const hash = textHash(text);
  if (waiting?.hash === hash && waiting.after === after) return { proposal: told(waiting) };
  const number = 1 + (found ? ("ended" in found ? found.ended : found.number) : 0);
  const { who, reason } = by;
  const journal = rulesEntry(
    { step: "propose", source, version: after + 1, hash, rules: count, proposal: number, needs },
    by,
  );
  const proposal = {
    number,
    after,
    rules: text,
    by: who,
    at: journal.at,
    needs,
    ...(reason !== undefined && { reason }),
  };
  if (!(await store.propose(source, proposal, journal))) return "overtaken";
  return { proposal: { ...told({ ...proposal, hash }), ...(waiting && { replaces: waiting.hash }) } };
}

/** A proposal without its text. */
function told<T extends { readonly rules: string }>({ rules: _, ...others }: T): Omit<T, "rules"> {
  return others;
}
