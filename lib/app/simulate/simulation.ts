import type { Action } from "../../actions/action.ts";
import { type Event, factsOf } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import { compare } from "./compare.ts";
import type { Recorded } from "./entry.ts";
import { createHistory } from "./history.ts";
import { createOrder } from "./order.ts";
import { reactionMillis } from "./pace.ts";
import { reportOf, type SimulationReport } from "./report.ts";
import { createSide, type Side } from "./side.ts";
import { unsimulated } from "./unsimulated.ts";

export type { SimulationReport } from "./report.ts";

/** Two rulebooks that are asked about the same past. */
export interface Simulation {
  /** Takes what comes next, in the journal's order; what is a few seconds out of order is put right. */
  take(one: Recorded): void;
  /** Counts an entry that tells nothing: its facts cannot be read, or it has none. */
  miss(why: "unreadable" | "untold"): void;
  /** Counts a delivery from a time when only what the rules wanted was recorded. */
  limited(): void;
  /** What it comes to. Nothing may be taken after it. */
  report(): SimulationReport;
}

export interface SimulationOptions {
  readonly active: ActiveRules;
  readonly candidate: ActiveRules;
  readonly actions: readonly Action[];
  readonly source: string;
  /** Until when things happen after the last event. Default: until a second after it. */
  readonly until?: Instant;
  /** Of each change. Default: 5. */
  readonly examples?: number;
}

const dayMillis = 86_400_000;

/**
 * Asks two rulebooks about recorded events: what each would have done, by the code that decides in earnest. What would have
 * happened after an action that did not happen then nobody knows: the events stay as they were.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const { actions, source, until, examples = 5 } = options;
  const history = createHistory();
  const rules = { actions, history };
  const sides: Readonly<Record<"active" | "candidate", Side>> = {
    active: createSide({ ...rules, active: options.active, other: () => sides.candidate }),
    candidate: createSide({ ...rules, active: options.candidate, other: () => sides.active }),
  };
  const both = Object.values(sides);
  const projects = new Set<number>();
  const missed = { unreadable: 0, untold: 0 };
  let [events, looks, onlyWanted] = [0, 0, 0];
  let [from, last, day] = [Number.NaN, Number.NaN, 0];

  function happen(one: Recorded): void {
    for (const side of both) side.pass(one.at);
    age(one.at);
    if (one.kind === "event") hear(one);
    else see(one);
  }

  function see({ at, look }: Extract<Recorded, { kind: "look" }>): void {
    looks++;
    history.seen(look);
    for (const side of both) side.see(look.job.id, at);
  }

  function hear({ at, delivery, event, isFinding }: Extract<Recorded, { kind: "event" }>): void {
    events++;
    if (Number.isNaN(from)) from = at;
    last = at;
    projects.add(event.project.id);
    const heard: Event = { ...event, id: delivery, source, receivedAt: at };
    const news = factsOf(heard).filter((facts) => history.heard(facts));
    for (const side of both) side.hear(heard, news, isFinding === true);
  }

  /** What nothing was heard of for long is let go. */
  function age(now: Instant): void {
    if (now - day < dayMillis) return;
    day = now;
    history.forget(now);
    for (const side of both) side.forget(now);
  }

  const order = createOrder(happen);
  return {
    take: order.add,
    miss(why) {
      missed[why]++;
    },
    limited() {
      onlyWanted++;
    },
    report() {
      order.end();
      const end = Math.max(until ?? 0, last + reactionMillis);
      for (const side of both) {
        side.pass(end);
        side.end(end);
      }
      const { repeated } = order;
      const taken = { events, repeated, looks, ...missed, onlyWanted, projects: projects.size };
      const intake = events === 0 ? taken : { ...taken, period: { from, until: end } };
      const { active, candidate } = sides;
      const comparison = compare(active.tally.actions, candidate.tally.actions, examples);
      return reportOf(intake, { active: outcomeOf(active), candidate: outcomeOf(candidate) }, comparison);
    },
  };
}

function outcomeOf({ active, tally }: Side) {
  return { version: active.version, tally, unsimulated: unsimulated(active.rules) };
}
