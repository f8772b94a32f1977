import type { LedgerKey } from "../core/key.ts";
import type { Write } from "../core/ports.ts";
import { entryScope } from "./entryItem.ts";

/** One write of a commit and where it stood there, so that a lost one can be named. */
export interface Step {
  readonly write: Write;
  readonly index: number;
  /** The table and the key of the item that it touches. */
  readonly item: string;
}

type Count = Extract<Write, { count: unknown }>;

/** DynamoDB's bound for one transaction. */
const mostSteps = 100;

/**
 * The writes of one commit, each on an item of its own, as DynamoDB wants them: counts of the same counter are added up
 * (the stricter bound and the later `forgetAt` hold).
 *
 * @throws RangeError over 100 steps, or when two other writes meet on one item
 */
export function stepsOf(writes: readonly Write[]): Step[] {
  const steps = new Map<string, Step>();
  for (const [index, write] of writes.entries()) {
    const item = itemOf(write);
    const known = steps.get(item);
    if (!known) steps.set(item, { write, index, item });
    else if ("count" in known.write && "count" in write)
      steps.set(item, { ...known, write: addedUp(known.write, write) });
    else throw new RangeError(`two writes of one commit meet on ${item}`);
  }
  if (steps.size > mostSteps) throw new RangeError(`a commit of ${steps.size} writes: ${mostSteps} is the most`);
  return [...steps.values()];
}

/** The table and the key of the item that a write touches. */
function itemOf(write: Write): string {
  if ("put" in write) return `tasks ${write.put.id}`;
  if ("journal" in write) return `journal ${pairText(entryScope(write.journal), write.journal.id)}`;
  return ledgerItem(ledgerKeyOf(write));
}

/** As `Step.item`, of an item of the ledger. */
export function ledgerItem({ scope, key }: LedgerKey): string {
  return `ledger ${pairText(scope, key)}`;
}

/** Two texts as one that no other two make. */
export function pairText(one: string, other: string): string {
  return `${one.length} ${one} ${other}`;
}

function ledgerKeyOf(write: Exclude<Write, { put: unknown } | { journal: unknown }>): LedgerKey {
  if ("count" in write) return write.count;
  if ("note" in write) return write.note;
  return "drop" in write ? write.drop : write.unless;
}

/**
 * Whether the steps must go as a transaction. A lone count must: sent again after a lost answer it would count twice; and
 * a lone note would then meet its own value, and a lone drop nothing. Only a transaction has a token against that.
 */
export function needsTransaction(steps: readonly Step[]): boolean {
  return steps.length > 1 || steps.some(({ write }) => "count" in write || "note" in write || "drop" in write);
}

function addedUp(one: Count, other: Count): Count {
  const bounds = [one.most, other.most].filter((most) => most !== undefined);
  return {
    count: one.count,
    by: one.by + other.by,
    ...(bounds.length > 0 && { most: Math.min(...bounds) }),
    forgetAt: Math.max(one.forgetAt, other.forgetAt),
  };
}
