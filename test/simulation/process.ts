import type { Instant } from "../../lib/core/time.ts";
import type { Stage } from "./stage.ts";

export type FunctionName = "webhook" | "work" | "tick" | "patrol" | "api";

/** How long Lambda lets each run, in seconds, as `serverless.yml` says. */
export const timeLimits: Readonly<Record<FunctionName, number>> = {
  webhook: 8,
  work: 60,
  tick: 120,
  patrol: 600,
  api: 29,
};

/** One invocation of a function, in a container with a clock of its own. */
export interface Process {
  readonly name: FunctionName;
  readonly id: string;
  /** How far its clock is ahead of the true time. */
  readonly skewMillis: number;
  readonly startedAt: Instant;
  /** Lambda's bound, true time. */
  readonly endsAt: Instant;
  /** When it is really ended. */
  readonly killedAt: Instant;
  isDead: boolean;
  frozenUntil: Instant;
  requests: number;
}

/** One request of a process to something outside of it. */
export interface Request<T> {
  /** What it is called in the trace and in the table of crash points. */
  readonly what: string;
  readonly thereMillis: number;
  /** 0: the answer is there as soon as it is made. */
  readonly backMillis: number;
  /** Happens on the other side, whatever became of the process meanwhile. */
  readonly serve: () => T | Promise<T>;
}

/**
 * Sends a request and gives its answer: the only thing that a process ever waits for. Around it a process may crash, so
 * that nothing of it goes on, freeze, or come to its time.
 */
export function ask<T>(stage: Stage, process: Process, request: Request<T>): Promise<T> {
  const { timeline } = stage;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  process.requests++;
  if (isOver(stage, process, request.what, "before")) return promise;
  const answer = (give: () => void) => {
    const hand = () => {
      if (process.frozenUntil > timeline.now()) return timeline.at(process.frozenUntil, hand);
      if (isOver(stage, process, request.what, "after")) return undefined;
      freeze(stage, process);
      if (process.frozenUntil > timeline.now()) return timeline.at(process.frozenUntil, hand);
      timeline.wake();
      return give();
    };
    if (request.backMillis === 0) hand();
    else timeline.after(request.backMillis, hand);
  };
  timeline.after(request.thereMillis, () => {
    timeline.wake();
    try {
      const served = request.serve();
      if (served instanceof Promise)
        served.then(
          (value: T) => answer(() => resolve(value)),
          (error: unknown) => answer(() => reject(error)),
        );
      else answer(() => resolve(served));
    } catch (error) {
      answer(() => reject(error));
    }
  });
  return promise;
}

/** A wait of the code itself, such as before a write is tried again. */
export function pause(stage: Stage, process: Process, millis: number): Promise<void> {
  return ask(stage, process, { what: "pause", thereMillis: millis, backMillis: 0, serve: () => undefined });
}

function isOver(stage: Stage, process: Process, what: string, when: "before" | "after"): boolean {
  if (process.isDead) return true;
  if (stage.timeline.now() >= process.killedAt) {
    end(stage, process, `its time was over ${when} ${what}`);
    stage.met(`killed ${when} ${what}`);
    return true;
  }
  if (!stage.isHostile() || !stage.random.chance(stage.profile.processes.crash)) return false;
  stage.met(`crash ${when} ${what}`);
  end(stage, process, `crashed ${when} ${what}`);
  return true;
}

function end(stage: Stage, process: Process, why: string): void {
  process.isDead = true;
  stage.say(() => `${process.id}: ${why}`);
}

function freeze(stage: Stage, process: Process): void {
  const { freeze: rate, freezeSeconds } = stage.profile.processes;
  if (!stage.isHostile() || !stage.random.chance(rate)) return;
  const millis = Math.round(stage.random.next() * freezeSeconds * 1000);
  process.frozenUntil = stage.timeline.now() + millis;
  stage.met("frozen");
  stage.say(() => `${process.id}: frozen for ${millis} ms`);
}
