import { type Account, enterTasks } from "./account.ts";
import type { DeliveryEntry, Entry } from "./journal.ts";
import { sweepAim } from "./sweep.ts";
import { type BookedTask, compareTasks, type TaskBooks } from "./taskBooks.ts";
import type { Instant } from "./time.ts";

// Double entry: the journal and the task table tell the same story twice, and neither is made from the other. Whatever is
// told once only is a difference.

/** What a delivery came to: the strongest of what was done to its tasks; `nothing`: no rule wanted anything. */
export const ways = ["planned", "revived", "merged", "poked", "confirmed", "closed", "left", "nothing"] as const;
type Way = (typeof ways)[number];

export interface BooksOptions {
  /**
   * What may lack its entry: ids of deliveries and findings that were planned and not journalled, because the tables failed
   * or the process died (a deferred delivery is in no book). `unknown`: nobody knows, so what they would explain is counted
   * and is no difference. Default: none.
   */
  readonly unrecorded?: ReadonlySet<string> | "unknown";
  /** How many deliveries were answered as stored, where somebody counted. */
  readonly received?: number;
  /** When the tasks were read, in a Penstock that runs: what has moved since is left out. Default: nothing moves. */
  readonly asOf?: Instant;
  /** From when on the journal is whole; default: from the beginning. */
  readonly since?: Instant;
}

export interface Books {
  readonly balanced: boolean;
  /** received = ignored + decided; decided = the sum of its ways. */
  readonly deliveries: Told & { readonly received: number; readonly ignored: Readonly<Record<string, number>> };
  /** What the patrol found and changed something. */
  readonly findings: Told;
  readonly tasks: TaskBooks["tasks"];
  readonly calls: TaskBooks["calls"];
  /** What does not fit, one line each. */
  readonly differences: readonly string[];
  /** What these books cannot tell, and why. */
  readonly limits: readonly string[];
}

interface Told {
  readonly decided: number;
  readonly ways: Readonly<Record<Way, number>>;
}

/** Books that are still being written: entries come in any order, then the tasks. */
export interface OpenBooks {
  enter(entry: Entry): void;
  balance(tasks: Iterable<BookedTask>, options?: BooksOptions): Books;
}

/** Books of all that a journal and a task table hold of one source. */
export function booksOf(entries: Iterable<Entry>, tasks: Iterable<BookedTask>, options: BooksOptions = {}): Books {
  const books = openBooks();
  for (const entry of entries) books.enter(entry);
  return books.balance(tasks, options);
}

/** Above this many a delivery's verdicts or tasks are not all in its entry. */
const mostVerdicts = 50;
const mostTasks = 2_000;
export function openBooks(): OpenBooks {
  const accounts = new Map<string, Account>();
  const deliveries = { received: 0, ignored: {} as Record<string, number>, ...noneTold() };
  const findings = noneTold();
  const differences: string[] = [];
  let recordsWantedOnly = false;

  function hear(entry: DeliveryEntry): void {
    recordsWantedOnly ||= entry.recorded === "wanted";
    const wrong = contradiction(entry);
    if (wrong) differences.push(`delivery ${entry.delivery} (entry ${entry.id}): ${wrong}`);
    if (!entry.finding) deliveries.received++;
    if (entry.ignored !== undefined) count(deliveries.ignored, entry.ignored);
    else {
      const told = entry.finding ? findings : deliveries;
      told.decided++;
      count(told.ways, wayOf(entry));
    }
  }

  return {
    enter(entry) {
      if (entry.kind === "delivery") hear(entry);
      enterTasks(accounts, entry);
    },
    balance(tasks, options = {}) {
      const { received = deliveries.received } = options;
      const heard = `${received} deliveries were answered as stored, and ${deliveries.received} are journalled`;
      const counted = received === deliveries.received || recordsWantedOnly ? [] : [heard];
      const { unrecorded = new Set<string>() } = options;
      const rest = compareTasks(tasks, accounts, { ...options, unrecorded, recordsWantedOnly });
      const all = [...counted, ...differences, ...rest.differences];
      const limits = recordsWantedOnly ? [...wantedLimits, ...rest.limits] : rest.limits;
      return { ...rest, balanced: all.length === 0, deliveries, findings, differences: all, limits };
    },
  };
}

const wantedLimits = [
  "PENSTOCK_RECORD is wanted: deliveries that no rule wanted are not journalled, so received, ignored and nothing wanted are not whole",
];

function noneTold() {
  return { decided: 0, ways: Object.fromEntries(ways.map((way) => [way, 0])) as Record<Way, number> };
}

function wayOf({ tasks }: DeliveryEntry): Way {
  return ways.find((way) => tasks.some(({ step }) => step === way)) ?? "nothing";
}

/**
 * A rule that did not say no wants one effect, and each effect has one task that was planned or told. Where no rule wants
 * anything a task may be closed, or its open call confirmed, and what is kept may be reviewed.
 */
function contradiction({ ignored, verdicts, tasks }: DeliveryEntry): string | undefined {
  if (ignored !== undefined) return verdicts.length + tasks.length > 0 ? "it was ignored, and decided" : undefined;
  if (verdicts.length >= mostVerdicts || tasks.length >= mostTasks) return undefined;
  const wanted = verdicts.filter(({ answer }) => answer !== "no").length;
  const effects = tasks.filter(({ id }) => sweepAim({ id })?.kind !== "keeps");
  const told = effects.filter(({ step }) => step !== "closed" && step !== "confirmed").length;
  return wanted === told ? undefined : `rules wanted ${wanted} effects, and ${told} tasks were planned or told`;
}

function count<Key extends string>(counts: Record<Key, number>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
