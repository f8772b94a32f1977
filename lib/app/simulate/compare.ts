import type { Project } from "../../core/event.ts";
import type { Acted } from "./run.ts";

export const changes = ["added", "removed", "changed"] as const;
export type Change = (typeof changes)[number];

export interface Counts {
  /** Effects that only the candidate has, only the active rules have, both have in different ways, both have alike. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
}

/** One effect that differs. */
export interface Difference {
  readonly change: Change;
  readonly task: string;
  /** As the candidate does it; of what is removed as the active rules do. */
  readonly action: string;
  readonly rules: readonly string[];
  readonly project: Project;
  readonly job: Acted["job"];
  readonly at: number;
  /** What the rule saw. */
  readonly because: string;
  /** Of what is added or removed: why the other rulebook does not do it. */
  readonly whyNot?: string;
  /** Of what is changed: what differs. */
  readonly what?: readonly ("action" | "content" | "time")[];
}

export interface Comparison extends Counts {
  readonly byRule: readonly (Counts & { readonly rule: string })[];
  readonly byProject: readonly (Counts & { readonly project: Project })[];
  readonly examples: readonly Difference[];
}

/** Both are performed by the minute: less apart is the same time. */
const sameMillis = 60_000;

/** @param most examples of each change, the earliest of each rule first */
export function compare(
  active: ReadonlyMap<string, Acted>,
  candidate: ReadonlyMap<string, Acted>,
  most: number,
): Comparison {
  const all = noCounts();
  const rules = new Map<string, Counting>();
  const projects = new Map<number, Counting & { project: Project }>();
  const differences = createExamples(most);

  function note(task: string, before: Acted | undefined, after: Acted | undefined): void {
    const acted = after ?? before;
    if (!acted) return;
    const what = before && after ? whatDiffers(before, after) : [];
    const kind = !before ? "added" : !after ? "removed" : what.length > 0 ? "changed" : "same";
    all[kind]++;
    const { project } = acted;
    entryAt(projects, project.id, () => ({ ...noCounts(), project }))[kind]++;
    for (const rule of new Set([...(before?.rules ?? []), ...(after?.rules ?? [])]))
      entryAt(rules, rule, noCounts)[kind]++;
    if (kind !== "same") differences.add(differenceOf(task, kind, { acted, what }));
  }

  for (const [task, before] of active) note(task, before, candidate.get(task));
  for (const [task, after] of candidate) if (!active.has(task)) note(task, undefined, after);
  return {
    ...all,
    byRule: [...rules].map(([rule, counts]) => ({ rule, ...counts })).toSorted(mostChangedFirst),
    byProject: [...projects.values()].toSorted(mostChangedFirst),
    examples: differences.list(),
  };
}

type Counting = { -readonly [Kind in keyof Counts]: number };

function noCounts(): Counting {
  return { added: 0, removed: 0, changed: 0, same: 0 };
}

function entryAt<Key, T>(map: Map<Key, T>, key: Key, make: () => T): T {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function mostChangedFirst(one: Counts, other: Counts): number {
  const changed = ({ added, removed, changed }: Counts) => added + removed + changed;
  return changed(other) - changed(one) || other.same - one.same;
}

function whatDiffers(before: Acted, after: Acted): NonNullable<Difference["what"]> {
  return [
    ...(before.action === after.action ? [] : (["action"] as const)),
    ...(before.content === after.content ? [] : (["content"] as const)),
    ...(Math.abs(before.at - after.at) < sameMillis ? [] : (["time"] as const)),
  ];
}

function differenceOf(
  task: string,
  change: Change,
  { acted, what }: { acted: Acted; what: NonNullable<Difference["what"]> },
): Difference {
  const { action, rules, project, job, at, because, whyNot } = acted;
  const more = change === "changed" ? { what } : { whyNot };
  return { change, task, action, rules, project, job, at, because, ...more };
}

/** The earliest of each change and rule, so that a rule with thousands hides no other. */
function createExamples(most: number) {
  const found = new Map<string, Difference[]>();
  return {
    add(one: Difference): void {
      const key = `${one.change} ${one.rules.join(" ")}`;
      const others = found.get(key);
      if (!others) found.set(key, [one]);
      else if (others.length < most) others.push(one);
    },
    list(): readonly Difference[] {
      const rows = [...found.values()].map((list) => list.toSorted((one, other) => one.at - other.at));
      return changes.flatMap((change) => {
        const mine = rows.filter(([first]) => first?.change === change);
        const turns = Array.from({ length: most }, (_, turn) => mine.flatMap((row) => row[turn] ?? [])).flat();
        return turns.slice(0, most);
      });
    },
  };
}
