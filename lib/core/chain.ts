import { idBound, instantOfId, type SealEntry } from "./journal.ts";
import { contentOf, type FoundHead, hashOfSeal, type SealHead } from "./seal.ts";
import { type Instant, instantText } from "./time.ts";

/** A source's seals in their order, and where the ledger says that they end. */
export interface Chain {
  readonly seals: readonly SealEntry[];
  readonly head: FoundHead;
}

/** A seal as somebody knows it from elsewhere, such as the log. */
export interface KnownSeal {
  readonly number: number;
  readonly hash: string;
}

/**
 * What is wrong with the chain itself, whatever the entries are.
 *
 * @param after the seal that the chain is followed from: somebody vouches for it, and what came before is not looked at
 */
export function chainBreaks({ seals, head }: Chain, known: readonly KnownSeal[], after?: KnownSeal): string[] {
  const breaks = [...known, ...(after ? [after] : [])].flatMap((one) => unlike(one, seals));
  let before: SealHead = { number: 0, to: "", hash: "", ...after };
  for (const seal of seals) {
    if (seal.number < (after?.number ?? 0)) continue;
    const { number, from, previous, hash } = seal;
    if (number === after?.number) before = seal;
    else if (number !== before.number + 1) breaks.push(missing(before.number + 1, number - 1));
    else if (previous !== before.hash || from !== before.to)
      breaks.push(`${sealText(seal)}: it does not follow seal ${before.number}`);
    if (hash !== hashOfSeal(seal))
      breaks.push(`${sealText(seal)}: it was changed: its hash is not that of what it says`);
    before = seal;
  }
  return [...breaks, ...headBreaks(head, before)];
}

/** Whether the head names the last seal, with all that it holds: the next seal is made of it. */
function headBreaks(head: FoundHead, last: SealHead): string[] {
  if (head === "unreadable") return ["the chain's head cannot be read: nothing is sealed"];
  const number = head?.number ?? 0;
  if (number > last.number) return [missing(last.number + 1, number)];
  if (number < last.number)
    return [`the chain has ${last.number} seals, and its head names seal ${head?.number ?? "none"}: nothing is sealed`];
  if (head && head.hash !== last.hash) return [`seal ${number} is not the one that the chain's head names`];
  if (head && head.to !== last.to)
    return [`seal ${number} reaches to ${boundText(last.to)}, and the chain's head says ${boundText(head.to)}`];
  return [];
}

/** How a seal differs from what somebody knows of it. */
function unlike({ number, hash }: KnownSeal, seals: readonly SealEntry[]): string[] {
  const seal = seals.find((one) => one.number === number);
  if (seal?.hash === hash) return [];
  return [`seal ${number} was ${hash}, and ${seal ? `is ${seal.hash}` : "is not there"}`];
}

function missing(first: number, last: number): string {
  return first === last ? `seal ${first} is missing` : `seals ${first} to ${last} are missing`;
}

/** The seal that covers an id; `undefined` for what was written since the last. */
export function sealOver(seals: readonly SealEntry[], id: string): SealEntry | undefined {
  let [low, high] = [0, seals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seals[middle]?.to ?? "") < id) low = middle + 1;
    else high = middle;
  }
  return seals[low];
}

/** How a seal's entries were found. */
export interface Checked {
  /** What is broken; missing where all is well. */
  readonly broken?: string;
  /** What nobody can tell any more; missing where all can be told. */
  readonly unsure?: string;
  /** How many are gone because their days are over. */
  readonly forgotten: number;
}

/** Compares a seal with the digests of the entries that are there. */
export function checkSeal(seal: SealEntry, digests: readonly string[], now: Instant): Checked {
  const [sealed, found] = [seal.count, digests.length];
  if (found === sealed && contentOf(digests) === seal.content) return { forgotten: 0 };
  const mayForget = seal.forgetAt !== undefined && seal.forgetAt <= now;
  if (found < sealed && mayForget)
    return { forgotten: sealed - found, ...(found > 0 && { unsure: unsureText(seal, found) }) };
  const what =
    found === sealed
      ? "at least one was changed"
      : found > sealed
        ? `${found - sealed} appeared afterwards`
        : `${sealed - found} vanished`;
  const broken = `${sealText(seal)}: it covers ${sealed} entries, and ${found} are there: ${what}${queryText(seal)}`;
  return { broken, forgotten: 0 };
}

/** A seal's content is one hash over all that it covers. */
function unsureText(seal: SealEntry, found: number): string {
  const gone = `the days of ${seal.count - found} of its ${seal.count} entries are over`;
  return `what is left of seal ${seal.number} (${stretchText(seal)}) cannot be checked any more: ${gone}`;
}

/** How somebody sees what lies under a seal now; nothing where its bounds are forged. */
function queryText({ from, to }: SealEntry): string {
  const [begin, end] = [from === "" ? 0 : instantOfId(from), instantOfId(to)];
  if (Number.isNaN(begin + end)) return "";
  const since = from === "" ? "" : ` --since ${new Date(begin).toISOString()}`;
  // A seal that was full ends with an entry's id, and covers that entry.
  const until = new Date(to === idBound(end) ? end : end + 1).toISOString();
  return `; look at it with: penstock journal query${since} --until ${until}`;
}

/** A seal by its number and the time that it covers. */
function sealText(seal: SealEntry): string {
  return `seal ${seal.number} (${stretchText(seal)})`;
}

/** The time that a seal covers, e.g. `2026-11-20T09:00:00Z to 2026-11-20T09:05:00Z`. */
export function stretchText({ from, to }: Pick<SealEntry, "from" | "to">): string {
  return `${from === "" ? "the beginning" : boundText(from)} to ${boundText(to)}`;
}

/** A forged seal may hold anything. */
function boundText(bound: string): string {
  const at = instantOfId(bound);
  return Number.isNaN(at) ? JSON.stringify(bound) : instantText(at);
}
