import { gatesScope } from "../../../lib/core/gate.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import type { Cast, Plot } from "./cast.ts";
import type { GateGround } from "./gate.ts";

/** What everybody did at a gate, as only the scene can know. */
export interface Story {
  /** Who has said yes, told of it or not. */
  readonly yeses: Set<string>;
  /** Each mark: how many had said yes, and what stood against it. */
  readonly marks: { readonly yeses: number; readonly against: readonly string[] }[];
  /** What stood against it already when a worker's look began. */
  readonly known: Map<string, readonly string[]>;
  plays: number;
  isRejected: boolean;
  isReworded: boolean;
  isDemoted: boolean;
}

export function newStory(): Story {
  const nothing = { plays: 0, isRejected: false, isReworded: false, isDemoted: false };
  return { yeses: new Set(), marks: [], known: new Map(), ...nothing };
}

/** A worker begins to look: what is so now it must heed. */
export function beginLook({ known, isReworded, isDemoted }: Story, actor: string): void {
  known.set(actor, [
    ...(isReworded ? ["its rule had changed before anybody looked"] : []),
    ...(isDemoted ? ["an approver had lost the role before anybody looked"] : []),
  ]);
}

/** A store that lets the story know what was really written, and by whom. */
export function noting(store: MemoryStore, story: Story, actor: string): MemoryStore {
  return {
    ...store,
    tables: store.tables,
    async commit(writes) {
      const no = story.isRejected ? ["it had been rejected"] : [];
      const mark = { yeses: story.yeses.size, against: [...no, ...(story.known.get(actor) ?? [])] };
      const written = await store.commit(writes);
      if (written !== "written") return written;
      for (const write of writes) {
        if ("put" in write && write.put.state === "calling") story.marks.push(mark);
        if (!("journal" in write) || write.journal.kind !== "byHand" || write.journal.refused) continue;
        if (write.journal.step === "approve") story.yeses.add(actor);
      }
      return written;
    },
  };
}

interface Ended {
  readonly cast: Cast;
  readonly store: MemoryStore;
  readonly story: Story;
  readonly ground: GateGround;
  /** How many people must say yes. */
  readonly count: number;
  readonly status: () => string;
}

export function plotOf({ cast, store, story, ground, count, status }: Ended): Plot {
  const task = () => store.tables.get("tasks", ground.task.id);
  return {
    state: () => [store.tables.all("tasks"), store.tables.all("ledger"), status(), told(story)],
    broken() {
      const { plays, marks, yeses, isRejected, isReworded, isDemoted } = story;
      const isWanted = yeses.size >= count && !isRejected && !isReworded && !isDemoted && !isClosed(store);
      const isSeen = Number(task()?.due ?? Number.POSITIVE_INFINITY) <= cast.clock() + leaseMillis;
      return [
        ...(plays > 1 ? [`it was played ${plays} times`] : []),
        ...marks.flatMap(({ yeses: given, against }) => [
          ...(given < count ? [`it was marked with ${given} of ${count} approvals`] : []),
          ...against.map((why) => `it was marked although ${why}`),
        ]),
        ...(isWanted && plays === 0 && !isSeen ? ["everybody said yes, and nobody looks any more"] : []),
      ];
    },
  };
}

/** Whoever took a task looks again, or another one does, after so long. */
const leaseMillis = 300_000;

function told({ yeses, marks, known, ...rest }: Story) {
  return [[...yeses].sort(), marks, [...known].sort(), rest];
}

/** Whether somebody has shut the gate, told of it or not. */
function isClosed(store: MemoryStore): boolean {
  const items = store.tables.all("ledger").filter(({ scope }) => scope === gatesScope("gitlab"));
  return items.some(({ value }) => String(value).includes('"closed"'));
}
