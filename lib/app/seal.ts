import { StoreError } from "../core/errors.ts";
import { instantOfId, type SealEntry } from "../core/journal.ts";
import {
  isWorthSealing,
  nextRange,
  readSealHead,
  type SealHead,
  sealed,
  sealHeadKey,
  sealHeadText,
} from "../core/seal.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { Worker } from "./worker.ts";

/** What sealing needs of the world. */
export type SealDesk = Pick<Worker, "store" | "clock" | "leaseEnd" | "log">;

/** One seal's worth, so that it fits into memory; and one tick's, so that an outage is caught up with in a few minutes. */
const mostEntries = 10_000;
const mostSeals = 10;
const spareMillis = 20_000;

/**
 * Seals what was written to a source's journal since its last seal, as far as nobody can append there any more. Safe to
 * run twice, also at once: a seal and the chain's new head are one conditional write. What is left over the next tick
 * seals. The log tells each seal's hash: somebody who can rewrite the tables cannot rewrite that.
 *
 * @returns the seals that this run made
 * @throws StoreError when the tables cannot be read or written; `corrupt` when the chain's head does not fit its seals or
 * the clock: nothing is sealed until a person has put it right
 */
export async function sealJournal(source: string, desk: SealDesk): Promise<readonly SealEntry[]> {
  const { clock, leaseEnd, log } = desk;
  const seals: SealEntry[] = [];
  while (seals.length < mostSeals && leaseEnd() - clock() > spareMillis) {
    const note = await desk.store.note(sealHeadKey(source));
    const head = readSealHead(note);
    refuseAhead(head, clock());
    const seal = await nextSeal(source, head, desk);
    // Another tick was faster: what follows is its business, or the next one's.
    if (!seal || !(await isAppended(seal, note, desk))) break;
    seals.push(seal);
    log.info("seal", { source, number: seal.number, to: seal.to, count: seal.count, hash: seal.hash });
  }
  return seals;
}

/** Also tells a head that somebody moved ahead: the sealing would wait for ever, without a word. */
function refuseAhead(head: SealHead | undefined, now: Instant): void {
  if (head && instantOfId(head.to) > now)
    throw new StoreError(
      "corrupt",
      `seal ${head.number} reaches to ${instantText(instantOfId(head.to))}, which is still to come: nothing is sealed until then. Was a clock wrong? See what journal verify says`,
    );
}

/** @returns `false` when another tick was faster */
async function isAppended(seal: SealEntry, note: string | undefined, { store }: SealDesk): Promise<boolean> {
  const writes = [{ note: sealHeadKey(seal.source), value: sealHeadText(seal), seen: note }, { journal: seal }];
  try {
    const answer = await store.commit(writes);
    if (answer === "written") return true;
    if (answer.lost === 0) return false;
  } catch (error) {
    if (error instanceof StoreError && error.code === "conflict") return false;
    throw error;
  }
  // The head is as it was read, so no other tick was faster.
  throw new StoreError(
    "corrupt",
    `seal ${seal.number} is there already, and the chain's head does not name it: nothing is sealed. Somebody changed the ledger: see what journal verify says`,
  );
}

async function nextSeal(
  source: string,
  head: SealHead | undefined,
  { store, clock }: SealDesk,
): Promise<SealEntry | undefined> {
  const at = clock();
  const range = nextRange(head, at);
  if (!range) return undefined;
  const { items, next, keepDays } = await store.toSeal({ source, ...range }, mostEntries);
  const covered = { from: range.from, to: next ?? range.to };
  if (items.length === 0 && !isWorthSealing(covered)) return undefined;
  return sealed(items, { source, head, range: covered, keepDays, at });
}
