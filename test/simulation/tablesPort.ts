import { StoreError } from "../../lib/core/errors.ts";
import type { Committed, Store, Write } from "../../lib/core/ports.ts";
import { ask, type Process } from "./process.ts";
import type { TableFaults } from "./profile.ts";
import { withShortQuarantine } from "./quarantine.ts";
import { meaningOf } from "./rulebooks.ts";
import { source } from "./settings.ts";
import type { Stage } from "./stage.ts";
import { stepOf } from "./witness.ts";

type Fault = keyof TableFaults;
type Answer = (...given: never[]) => Promise<unknown>;

const writing: ReadonlySet<string> = new Set(["commit", "putNote", "applyRulebook"]);

/** The tables as one container reaches them: slowly, and not always. `now` is the invocation that runs in it. */
export function tablesPort(stage: Stage, now: () => Process, isDown: () => boolean): Store {
  const { store } = stage;
  const names = Object.keys(store).filter((name) => typeof store[name as keyof Store] === "function");
  const port = (name: string) => {
    const run = name === "rulebook" ? () => bookOf(stage) : (store[name as keyof Store] as Answer);
    const answer = name === "commit" ? (writes: readonly Write[]) => commit(stage, now(), writes) : run;
    return (...given: never[]) => {
      const what = name === "commit" ? labelOf(stage, given[0] as unknown as readonly Write[]) : name;
      const text = name === "applyRulebook" ? String(given[1]) : "";
      return request(stage, now(), { name, what, isDown, text, run: () => (answer as Answer)(...given) });
    };
  };
  return Object.fromEntries(names.map((name) => [name, port(name)])) as unknown as Store;
}

const books = new WeakMap<object, Awaited<ReturnType<Store["rulebook"]>>>();

/** `Store.rulebook`; a version never changes, so each is unpacked once. */
async function bookOf({ store }: Stage): Promise<Awaited<ReturnType<Store["rulebook"]>>> {
  const head = store.tables.get("rules", source, "head");
  if (!head) return undefined;
  const known = books.get(head);
  if (known) return known;
  const book = await store.rulebook(source);
  books.set(head, book);
  return book;
}

interface Operation {
  readonly name: string;
  readonly what: string;
  readonly isDown: () => boolean;
  readonly run: () => Promise<unknown>;
  /** Of a rulebook. */
  readonly text: string;
}

function noteBook({ witness, timeline }: Stage, text: string, version: unknown): void {
  const meaning = meaningOf(text);
  if (meaning) witness.books.push({ from: timeline.now(), version: Number(version), ...meaning });
}

function request(stage: Stage, process: Process, { name, what, isDown, text, run }: Operation): Promise<unknown> {
  const { random, profile, timeline } = stage;
  const fault = stage.isHostile() ? faultOf(stage, name) : undefined;
  if (fault) stage.met(`table ${fault} at ${what}`);
  const slow = stage.isHostile() ? profile.tables.slowMillis : 10;
  return ask(stage, process, {
    what: `table ${what}`,
    thereMillis: Math.round(random.next() * slow) + 1,
    backMillis: writing.has(name) ? Math.round(random.next() * slow) + 1 : 0,
    serve() {
      if (isDown()) throw new StoreError("unavailable", `the tables are down at ${timeline.now()}`);
      if (fault === "ambiguousLost") throw new StoreError("ambiguous", "emulated: not written");
      if (fault === "throttled" || fault === "conflict" || fault === "unavailable")
        throw new StoreError(fault, `emulated: ${fault}`);
      stage.witness.isIndexStale = fault === "stale";
      if (fault !== "ambiguousApplied" && name !== "applyRulebook") return run();
      return run().then((result) => {
        if (name === "applyRulebook" && result !== undefined) noteBook(stage, text, result);
        if (fault === "ambiguousApplied") throw new StoreError("ambiguous", "emulated: the answer was lost");
        return result;
      });
    },
  });
}

function faultOf({ random, profile }: Stage, name: string): Fault | undefined {
  const { throttled, conflict, ambiguousApplied, ambiguousLost, unavailable, stale } = profile.tables;
  const isWrite = writing.has(name);
  const [hinders, isStale] = [random.next(), name === "dueTasks" && random.chance(stale)];
  if (isStale) return "stale";
  const chances: readonly (readonly [Fault, number])[] = [
    ["throttled", throttled],
    ["unavailable", unavailable],
    ...(isWrite ? writeFaults({ conflict, ambiguousApplied, ambiguousLost }) : []),
  ];
  let rest = hinders;
  for (const [fault, chance] of chances) {
    rest -= chance;
    if (rest < 0) return fault;
  }
  return undefined;
}

function writeFaults(rates: Pick<TableFaults, "conflict" | "ambiguousApplied" | "ambiguousLost">) {
  return Object.entries(rates) as [Fault, number][];
}

function labelOf({ witness }: Stage, writes: readonly Write[]): string {
  const put = writes.find((write) => "put" in write);
  const isRecord = writes.some((write) => "journal" in write && write.journal.kind === "task");
  const step = put && stepOf(put, witness.tasks.get(put.put.id), isRecord);
  if (step) return step.startsWith("record") ? "record" : step;
  return writes.some((write) => "journal" in write) ? "journal" : "commit";
}

/** Writes, and lets the witness and the stream know what was really written. */
async function commit(stage: Stage, process: Process, given: readonly Write[]): Promise<Committed> {
  const writes = withShortQuarantine(given, stage.timeline.now());
  let result: Committed;
  try {
    result = await stage.store.commit(writes);
  } catch (error) {
    if (error instanceof StoreError) stage.met(`table met: ${error.code}`);
    throw error;
  }
  if (result !== "written") return result;
  stage.gates.saw(writes, process.id);
  stage.witness.saw(writes, process.id);
  return result;
}
