import type { Held } from "./ledger.ts";
import type { Acted, Seen } from "./run.ts";
import type { Lack } from "./unknown.ts";

/** What one rulebook came to. */
export interface Tally {
  /** By task: one effect, however often it was wanted. */
  readonly actions: ReadonlyMap<string, Acted>;
  /** Effects that rules which only report would have had, by rule. */
  readonly reports: ReadonlyMap<string, number>;
  /** Effects that wait at their gates for people, by rule that asks for them. */
  readonly gates: ReadonlyMap<string, number>;
  /** By rule, then by what was lacking: how many decisions could not be made. */
  readonly unknowns: ReadonlyMap<string, ReadonlyMap<string, { readonly lack: Lack; readonly count: number }>>;
  /** By rule, then by limit: how many effects it held up, or kept back. */
  readonly limits: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Effects that waited for a calendar to open, and those that a person must decide: rules want different things. */
  readonly waitedForCalendar: number;
  readonly disputed: number;
  /** Decisions that could not be made. */
  readonly undecided: number;
  /** Effects whose time had not come at the end. */
  readonly stillWaiting: number;
}

export interface OpenTally {
  readonly tally: Tally;
  hasActed(task: string): boolean;
  acted(task: string, acted: Acted): void;
  /** Why the other rulebook did not do it after all. */
  explained(task: string, whyNot: string): void;
  /** A restart's second half is done with its first. */
  followed(task: string): void;
  reported(task: string, seen: Seen): void;
  lacked(lacks: ReadonlyMap<string, readonly Lack[]>): void;
  held(task: string, held: Held): void;
  waited(task: string): void;
  gated(task: string, rules: readonly string[]): void;
  disputed(task: string): void;
  unripe(): void;
}

export function createTally(): OpenTally {
  const actions = new Map<string, Acted>();
  const followed = new Set<string>();
  const reports = new Map<string, number>();
  const gates = new Map<string, number>();
  const unknowns = new Map<string, Map<string, { lack: Lack; count: number }>>();
  const limits = new Map<string, Map<string, number>>();
  const once = new Set<string>();
  let [waitedForCalendar, disputed, undecided, stillWaiting] = [0, 0, 0, 0];
  const isFirst = (what: string, task: string) => {
    const key = `${what} ${task}`;
    if (once.has(key)) return false;
    once.add(key);
    return true;
  };
  return {
    tally: {
      actions,
      reports,
      gates,
      unknowns,
      limits,
      get waitedForCalendar() {
        return waitedForCalendar;
      },
      get disputed() {
        return disputed;
      },
      get undecided() {
        return undecided;
      },
      get stillWaiting() {
        return stillWaiting;
      },
    },
    hasActed: (task) => actions.has(task) || followed.has(task),
    acted: (task, acted) => void actions.set(task, acted),
    explained(task, whyNot) {
      const acted = actions.get(task);
      if (acted) actions.set(task, { ...acted, whyNot });
    },
    followed: (task) => void followed.add(task),
    reported(task, { live }) {
      if (!isFirst("reported", task)) return;
      const ids = new Set(live.held.wants.map(({ rule }) => rule.slice(0, rule.lastIndexOf("@"))));
      for (const id of ids) reports.set(id, (reports.get(id) ?? 0) + 1);
    },
    lacked(lacks) {
      undecided++;
      for (const [rule, list] of lacks) {
        const known = at(unknowns, rule);
        for (const lack of list)
          known.set(lack.condition, { lack, count: (known.get(lack.condition)?.count ?? 0) + 1 });
      }
    },
    held(task, { kind, rules }) {
      if (!isFirst(kind, task)) return;
      for (const rule of rules) at(limits, rule).set(kind, (at(limits, rule).get(kind) ?? 0) + 1);
    },
    waited(task) {
      if (isFirst("calendar", task)) waitedForCalendar++;
    },
    gated(task, rules) {
      for (const rule of rules) if (isFirst(`gate ${rule}`, task)) gates.set(rule, (gates.get(rule) ?? 0) + 1);
    },
    disputed(task) {
      if (isFirst("disputed", task)) disputed++;
    },
    unripe() {
      stillWaiting++;
    },
  };
}

function at<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = maps.get(key);
  if (known) return known;
  const fresh = new Map<string, T>();
  maps.set(key, fresh);
  return fresh;
}
