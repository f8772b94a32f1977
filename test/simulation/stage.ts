import type { Twin } from "../../infra/twin/twin.ts";
import type { Task } from "../../lib/core/task.ts";
import type { Instant } from "../../lib/core/time.ts";
import type { MemoryStore } from "../../lib/store/memory.ts";
import type { GateWitness } from "./gateWitness.ts";
import type { Profile } from "./profile.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";
import type { Sent, Witness } from "./witness.ts";

export type Mode = "safety" | "liveness";

/** All that one schedule is made of. */
export interface Stage {
  readonly seed: number;
  readonly mode: Mode;
  readonly profile: Profile;
  /** What is drawn as things happen. */
  readonly random: Random;
  readonly timeline: Timeline;
  readonly store: MemoryStore;
  readonly twin: Twin;
  readonly witness: Witness;
  /** What was said at gates, and who might. */
  readonly gates: GateWitness;
  /** When faults stop in liveness mode. */
  readonly calmAt: Instant;
  /** Told of every task that is written. */
  readonly followers: ((task: Task) => void)[];
  /** Whether anything may go wrong now; in liveness mode faults stop. */
  isHostile(): boolean;
  /** Something was met once more; `word` names it. */
  met(word: string): void;
  /** A request that changes something is on its way now. */
  called(sent: Sent): void;
  /** Keeps a job as it is now, for replicas that lag and for whoever judges later. */
  noteJob(jobId: number): void;
  /** A line of the trace; the text is only made where somebody reads it. */
  say(text: () => string): void;
  /** Chance that belongs to a word, whatever was drawn before. */
  fate(word: string): Random;
}

/** Whether the moment lies in a gap of so many seconds, which begins somewhere in the active time. */
export function gapOf(stage: Pick<Stage, "fate" | "profile">, name: string, seconds: number, start: Instant) {
  if (seconds <= 0) return () => false;
  const from = start + stage.fate(`gap ${name}`).next() * stage.profile.activeSeconds * 1000;
  const to = from + seconds * 1000;
  return (at: Instant) => at >= from && at < to;
}
