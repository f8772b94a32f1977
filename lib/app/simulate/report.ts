import type { Project } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";
import type { Comparison, Counts, Difference } from "./compare.ts";
import type { Tally } from "./tally.ts";
import type { Unsimulated } from "./unsimulated.ts";

const sideNames = ["active", "candidate"] as const;
export type SideName = (typeof sideNames)[number];

/** How often something held for a rule of one of the rulebooks. */
interface OfRule {
  readonly side: SideName;
  readonly rule: string;
  readonly count: number;
}

/** What a candidate would have changed. */
export interface SimulationReport extends Counts {
  /** From the first event to the end of what was simulated; missing where nothing was heard. */
  readonly period?: { readonly from: Instant; readonly until: Instant };
  readonly events: number;
  /** Deliveries that came more than once. */
  readonly repeated: number;
  /** Looks of workers, whose facts answered what no event told. */
  readonly looks: number;
  /** Entries whose facts cannot be read, and deliveries without any. */
  readonly unreadable: number;
  readonly untold: number;
  /** Deliveries from times when only what the rules wanted was recorded: what a candidate would add is missing there. */
  readonly onlyWanted: number;
  readonly projects: number;
  readonly versions: Readonly<Record<SideName, number>>;
  readonly actions: Readonly<Record<SideName, number>>;
  /** Of these, decisions that rest on what a look told. */
  readonly looked: Readonly<Record<SideName, number>>;
  /** Decisions that could not be made, and for which condition of which rule. */
  readonly undecided: Readonly<Record<SideName, number>>;
  readonly unknown: readonly (OfRule & { readonly condition: string; readonly ask?: string })[];
  readonly heldByLimit: readonly (OfRule & { readonly limit: string })[];
  readonly reported: readonly OfRule[];
  /** Effects that wait at their gates: nobody knows whom people would have let through. None of them counts as an action. */
  readonly waitsAtGate: readonly OfRule[];
  readonly waitedForCalendar: Readonly<Record<SideName, number>>;
  /** Effects that nothing came of, because rules wanted different things of one job. */
  readonly disputed: Readonly<Record<SideName, number>>;
  /** Effects whose time had not come at the end. */
  readonly stillWaiting: Readonly<Record<SideName, number>>;
  readonly notSimulated: readonly (Unsimulated & { readonly side: SideName })[];
  readonly byRule: readonly (Counts & { readonly rule: string })[];
  readonly byProject: readonly (Counts & { readonly project: Project })[];
  readonly examples: readonly Difference[];
}

/** What was taken. */
export type Intake = Pick<
  SimulationReport,
  "events" | "repeated" | "looks" | "unreadable" | "untold" | "onlyWanted" | "projects"
> & { readonly period?: { readonly from: Instant; readonly until: Instant } };

interface OfSide {
  readonly version: number;
  readonly tally: Tally;
  readonly unsimulated: readonly Unsimulated[];
}

/** What two rulebooks came to, beside each other. */
export function reportOf(
  intake: Intake,
  sides: Readonly<Record<SideName, OfSide>>,
  comparison: Comparison,
): SimulationReport {
  const both = <T>(read: (side: OfSide) => T) => ({ active: read(sides.active), candidate: read(sides.candidate) });
  const tallied = (read: (tally: Tally) => number) => both(({ tally }) => read(tally));
  const listed = <T>(read: (side: OfSide) => readonly T[]) =>
    sideNames.flatMap((side) => read(sides[side]).map((one) => ({ side, ...one })));
  const { examples, byRule, byProject, ...counts } = comparison;
  return {
    ...intake,
    ...counts,
    versions: both(({ version }) => version),
    actions: tallied(({ actions }) => actions.size),
    looked: tallied(({ actions }) => [...actions.values()].filter(({ isLooked }) => isLooked).length),
    undecided: tallied(({ undecided }) => undecided),
    unknown: listed(({ tally }) => unknownOf(tally)),
    heldByLimit: listed(({ tally }) => heldOf(tally)),
    reported: listed(({ tally }) => [...tally.reports].map(([rule, count]) => ({ rule, count }))),
    waitsAtGate: listed(({ tally }) => [...tally.gates].map(([rule, count]) => ({ rule, count }))),
    waitedForCalendar: tallied(({ waitedForCalendar }) => waitedForCalendar),
    disputed: tallied(({ disputed }) => disputed),
    stillWaiting: tallied(({ stillWaiting }) => stillWaiting),
    notSimulated: listed(({ unsimulated }) => unsimulated),
    byRule,
    byProject,
    examples,
  };
}

function unknownOf({ unknowns }: Tally) {
  return [...unknowns].flatMap(([rule, conditions]) =>
    [...conditions.values()].map(({ lack: { condition, ask }, count }) => ({
      rule,
      condition,
      ...(ask !== undefined && { ask }),
      count,
    })),
  );
}

function heldOf({ limits }: Tally) {
  return [...limits].flatMap(([rule, kinds]) => [...kinds].map(([limit, count]) => ({ rule, limit, count })));
}
