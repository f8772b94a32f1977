import type { Clock, Instant } from "../../../lib/core/time.ts";

// The actors of a scene. Each asks before every step; who may go on is the explorer's choice, and nothing moves meanwhile.

/** What an actor is about to do. */
export interface Step {
  readonly actor: string;
  readonly what: string;
  /** The ways in which it can go well. Default: one. */
  readonly ways?: readonly string[];
  /** The ways in which it can go wrong, where the scene allows them; `crash` ends the actor instead. */
  readonly mishaps?: readonly string[];
  /** Whether it can be taken now. Default: always. */
  readonly isOpen?: () => boolean;
}

export interface Cast {
  /** One mishap of these may happen in a play. Default: none. */
  allow(mishaps: readonly string[]): void;
  /** Begins an actor's part, which must wait for nothing but steps. */
  actor(name: string, part: () => Promise<void>): void;
  /** Waits until the step may be taken, and takes it. */
  step<T>(step: Step, deed: (way: string) => T | Promise<T>): Promise<T>;
  /** Ends an actor at the step that it is taking. */
  crash(actor: string): void;
  /** Comes back when every actor waits for its next step or is through. */
  rest(): Promise<void>;
  /** What can be done next. */
  options(): readonly (() => void)[];
  /** What every actor has met so far: with the scene's own state, all that what follows depends on. */
  memory(): unknown;
  /** The steps that were taken, for people. */
  told(): string;
  /** The present moment: it moves only where somebody moves it. */
  readonly clock: Clock;
  pass(millis: number): void;
}

/** A scene sets actors on. */
export type Scene = (cast: Cast) => Plot;

export interface Plot {
  /** All that the actors share, as plain values. */
  state(): unknown;
  /** What is broken at the end. */
  broken(): readonly string[];
}

interface Waiting {
  readonly step: Step;
  readonly go: (way: string) => void;
}

const onlyWay: readonly string[] = [""];

/** When every scene begins. */
export const dawn: Instant = Date.UTC(2026, 10, 20, 9);

/** A stage on which nobody has begun. */
export function createCast(): Cast {
  let now = dawn;
  let waiting: Waiting[] = [];
  const met = new Map<string, unknown[]>();
  const playing = new Set<string>();
  const crashed = new Set<string>();
  const told: string[] = [];
  let allowed: readonly string[] = [];
  const faults: string[] = [];

  // What an actor keeps in mind may stem from the moment of any of its steps.
  const remember = (actor: string, what: unknown) => met.set(actor, [...(met.get(actor) ?? []), [now, what]]);

  // Who is through takes no step any more: what it left behind is in the scene's own state.
  const forget = (actor: string) => met.set(actor, []);

  function take(one: Waiting, way: string): void {
    const { actor, what } = one.step;
    waiting = waiting.filter((other) => other !== one);
    told.push(`${actor}: ${what}${way && ` (${way})`}`);
    if (one.step.mishaps?.includes(way)) allowed = [];
    if (way === "crash") crash(actor);
    else one.go(way);
  }

  function crash(actor: string): void {
    crashed.add(actor);
    playing.delete(actor);
    waiting = waiting.filter(({ step }) => step.actor !== actor);
    forget(actor);
  }

  const waysOf = ({ ways = onlyWay, mishaps = [] }: Step) => [
    ...ways,
    ...mishaps.filter((one) => allowed.includes(one)),
  ];

  return {
    allow: (mishaps) => {
      allowed = mishaps;
    },
    crash,
    actor(name, part) {
      playing.add(name);
      part().then(
        () => {
          playing.delete(name);
          forget(name);
        },
        (error: unknown) => faults.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`),
      );
    },
    async step(step, deed) {
      const way = await new Promise<string>((go) => waiting.push({ step, go }));
      const never = new Promise<never>(() => {});
      try {
        const result = await deed(way);
        if (crashed.has(step.actor)) return await never;
        remember(step.actor, [step.what, way, result]);
        return result;
      } catch (error) {
        if (crashed.has(step.actor)) return await never;
        remember(step.actor, [step.what, way, String(error)]);
        throw error;
      }
    },
    async rest() {
      await new Promise<void>((done) => setImmediate(done));
      if (faults.length > 0) throw new Error(`${faults.join("\n")}\nSteps: ${told.join(", ")}`);
      for (const actor of playing)
        if (!waiting.some(({ step }) => step.actor === actor || step.actor === "table"))
          throw new Error(`${actor} waits for something that is no step, after ${told.join(", ")}`);
    },
    options: () =>
      waiting
        .filter(({ step }) => step.isOpen?.() ?? true)
        .flatMap((one) => waysOf(one.step).map((way) => () => take(one, way))),
    memory: () => [
      now,
      allowed,
      [...met].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      waiting.map(({ step }) => `${step.actor}: ${step.what}`).toSorted(),
    ],
    told: () => told.join(", "),
    clock: () => now,
    pass: (millis) => {
      now += millis;
    },
  };
}
