import type { Armed, Gate } from "../../core/gate.ts";
import type { Task, Want } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { Live } from "../live.ts";

/** The word that people arm with: rules name it in `on: { command: arm }`. */
export const armVerb = "arm";

/** Whether an arming caused a want. */
export function isArming({ given }: Pick<Want, "given">): boolean {
  return given?.verb === armVerb;
}

/** Who armed the job of a task, while that holds and the task knows of it. */
export function armedFor(
  { wants }: Pick<Task, "wants">,
  gate: Pick<NonNullable<Live["gate"]>, "gate"> | undefined,
  now: Instant,
): Armed | undefined {
  const armed = gate?.gate?.armed;
  if (!armed || armed.until <= now) return undefined;
  return wants.some((want) => isArming(want) && want.given?.by.userId === armed.userId) ? armed : undefined;
}

/**
 * Why what a person armed is wanted no more; `undefined`: it is, or nobody armed it. It counts while the gate's item says
 * that this person armed it, and as long as GitLab would let them play it. Where nobody asked the ledger, it counts.
 */
export function whyUnarmed(
  want: Pick<Want, "given">,
  { gate, armer }: Pick<Live, "gate" | "armer">,
  now: Instant,
): string | undefined {
  const { given } = want;
  if (!given || !isArming(want) || !gate) return undefined;
  const { armed, closed } = gate.gate ?? {};
  const who = `@${given.by.username}`;
  if (!armed) return closed?.how === "disarmed" ? closed.why : `${who} does not arm it any more`;
  if (armed.userId !== given.by.userId) return `@${armed.username} armed it in the place of ${who}`;
  if (armed.until !== (given.until ?? armed.until)) return `${who} armed it anew, until ${instantText(armed.until)}`;
  if (armed.until <= now) return `the arming ended at ${instantText(armed.until)}: the job could not be played`;
  return armer?.may === false ? `${who} armed it, and may not play it now: ${armer.why}` : undefined;
}

/** When the arming of a gate ends, while it holds. */
export function endOfArming({ armed }: Gate, now: Instant): Instant | undefined {
  return armed && armed.until > now ? armed.until : undefined;
}

/** A gate that somebody disarmed is open again for whatever else wants it. */
export function withoutDisarm(gate: Gate | undefined): Gate | undefined {
  if (gate?.closed?.how !== "disarmed") return gate;
  const { closed: _, ...open } = gate;
  return open;
}
