import { instantOfId } from "./journal.ts";
import type { FoundEntry } from "./ports.ts";
import { type Instant, instantText } from "./time.ts";

// What no honest writer leaves in a journal, whatever the seals say of it: an entry whose id tells another moment than the
// entry does, or one that is still to come; one that no mark tells of; one that is old and not sealed.

/** No honest clock is ahead by more: AWS refuses a request whose signature is 5 minutes off (docs.aws.amazon.com/IAM, read 2026-11). */
const aheadMillis = 300_000;
/** A mark is there before its entry, and whoever reads later than this after the entry's moment sees both. */
const markedMillis = 600_000;
/** A seal comes 10 to 16 minutes after its entries while tick runs. */
const unsealedMillis = 1_800_000;

/** How an item was met: whether a seal covers it, and when it was read. */
interface Meeting {
  readonly isSealed: boolean;
  readonly now: Instant;
}

/** One line each. */
export interface StrayLines {
  readonly breaks: readonly string[];
  /** What is no break, and what somebody should know. */
  readonly notes: readonly string[];
}

/** The strays of a journal that is being read, in any order. */
export interface Strays {
  meet(found: FoundEntry, meeting: Meeting): void;
  /** @param asOf when the reading began */
  told(asOf: Instant): StrayLines;
}

export function openStrays(): Strays {
  const [breaks, notes]: [string[], string[]] = [[], []];
  const marked = new Set<string>();
  /** Of each hour and partition, the moments of the entries' ids: the earliest, and how many. */
  const places = new Map<string, { first: Instant; count: number }>();
  let oldest = Number.POSITIVE_INFINITY;

  function meetEntry({ stored, entry }: FoundEntry, { isSealed, now }: Meeting): void {
    const wrong = wrongMoment(stored, now);
    if (wrong !== undefined) breaks.push(`entry ${stored.id} of ${projectText(stored.scope)}: ${wrong}`);
    if (!isSealed && !entry)
      notes.push(`entry ${stored.id} of ${projectText(stored.scope)} cannot be read, and no seal covers it yet`);
    const at = instantOfId(stored.id);
    if (Number.isNaN(at)) return;
    if (!isSealed) oldest = Math.min(oldest, at);
    const name = `${hourText(at)} ${String(stored.scope)}`;
    const { first, count } = places.get(name) ?? { first: at, count: 0 };
    places.set(name, { first: Math.min(first, at), count: count + 1 });
  }

  return {
    meet(found, meeting) {
      if (found.mark === undefined) meetEntry(found, meeting);
      else if (found.mark === "unreadable")
        breaks.push(`the mark ${JSON.stringify(found.stored.id)} names no hour and project: delete that item`);
      else marked.add(`${found.mark.hour} ${found.mark.scope}`);
    },
    told(asOf) {
      const unmarked = [...places].filter(([name, { first }]) => !marked.has(name) && first <= asOf - markedMillis);
      const late = oldest <= asOf - unsealedMillis ? [`not sealed since ${instantText(oldest)}: does tick run?`] : [];
      return { breaks: [...breaks, ...unmarked.map(([name, { count }]) => unmarkedText(name, count)), ...late], notes };
    },
  };
}

/** What is wrong with the moment that an id tells; `undefined` where nothing is. */
function wrongMoment({ id, at }: FoundEntry["stored"], now: Instant): string | undefined {
  const told = instantOfId(id);
  if (Number.isNaN(told)) return "its id tells no moment: it was slipped in";
  if (typeof at === "number" && at !== told)
    return `its id tells ${instantText(told)}, and the entry ${momentText(at)}: it was slipped in or changed`;
  return told > now + aheadMillis ? `it is of ${instantText(told)}, which is still to come` : undefined;
}

/** A forged entry may hold any number. */
function momentText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? instantText(at) : String(at);
}

/** The hour of a moment, as marks name it. */
function hourText(at: Instant): string {
  return instantText(at).slice(0, 13);
}

function unmarkedText(name: string, count: number): string {
  const [hour, scope] = name.split(" ");
  return `${count === 1 ? "1 entry" : `${count} entries`} of ${projectText(scope)} in the hour ${hour} that no mark tells of: queries do not show them`;
}

/** A partition is `source/project`, or `source/-` for what named no project. */
function projectText(scope: unknown): string {
  const project = String(scope).split("/")[1] ?? "";
  return project === "-" ? "no project" : `project ${project}`;
}
