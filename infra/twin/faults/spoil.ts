import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { World } from "../state/world.ts";
import type { Aim, Break, Fault, FaultOf, GatewayStatus, Instead, OnTheWay } from "./fault.ts";
import { type Faults, usualLagSeconds } from "./faults.ts";
import { insteadOf, isDoneFirst, type Silence, silence } from "./instead.ts";
import { mangle } from "./mangle.ts";
import { mislead } from "./mislead.ts";
import { errorAnswer } from "./pages.ts";

/** What goes wrong while a body is sent. */
export interface BodyFault {
  readonly afterBytes?: number;
  readonly chunkBytes?: number;
  readonly pauseMillis?: number;
}

/** What the asker gets. */
export type Outcome = Silence | { readonly answer: Answer; readonly ofBody?: BodyFault };

/** A request that a fault hits. */
export interface Struck {
  readonly world: World;
  readonly incoming: Incoming;
  readonly faults: Faults;
  /** Does its work, or that of another request in its place. */
  readonly work: (incoming?: Incoming) => Promise<Answer>;
}

export async function spoil(fault: Fault, struck: Struck): Promise<Outcome> {
  const { incoming, work } = struck;
  switch (fault.kind) {
    case "latency":
      return { answer: await delayed(fault, struck) };
    case "late":
      return putOff(fault, struck);
    case "stale":
      return { answer: await stale(fault, struck) };
    case "cut":
    case "slow":
      return { answer: await work(), ofBody: bodyFault(fault) };
    case "shuffled":
    case "emptyPage":
    case "link":
      return { answer: await mislead(fault, incoming, work) };
    case "truncated":
    case "contentType":
    case "large":
    case "bomb":
    case "noId":
    case "oldId":
    case "fields":
      return { answer: mangle(fault, incoming, await work()) };
    default:
      if (isDoneFirst(fault)) await work();
      return isBreak(fault) ? silence(fault) : { answer: insteadOf(fault, incoming, struck.world.clock()) };
  }
}

function isBreak(fault: Aim & (Break | Instead)): fault is Aim & Break {
  return ["dropBefore", "dropAfter", "reset", "hang"].includes(fault.kind);
}

/** The work is done even if the asker has gone meanwhile, as GitLab does it. */
async function delayed(fault: FaultOf<"latency">, { world, faults, work }: Struck): Promise<Answer> {
  const { delayMillis = 0, delaySeconds = 0, when = "before" } = fault;
  const done = when === "after" ? await work() : undefined;
  if (delayMillis > 0) await pause(delayMillis, undefined, { ref: false });
  if (delaySeconds > 0) await faults.late.until(world.clock() + delaySeconds * 1000);
  return done ?? work();
}

function putOff({ afterSeconds = 150, reply = 504 }: FaultOf<"late">, { world, faults, work }: Struck): Outcome {
  // nobody is left to be told how it went
  faults.late.add(world.clock() + afterSeconds * 1000, () => void work().catch(() => undefined));
  return isStatus(reply) ? { answer: errorAnswer(reply) } : reply;
}

function isStatus(reply: Silence | GatewayStatus): reply is GatewayStatus {
  return typeof reply === "number";
}

/** A replica that lags behind answers reads; writes are the primary's. */
function stale(
  { lagSeconds = usualLagSeconds }: FaultOf<"stale">,
  { incoming, faults, work }: Struck,
): Promise<Answer> {
  const isRead = incoming.method === "GET" || incoming.method === "HEAD";
  return isRead ? faults.history.ago(lagSeconds, () => work()) : work();
}

function bodyFault(fault: OnTheWay): BodyFault {
  if (fault.kind === "cut") return { afterBytes: fault.afterBytes ?? 512 };
  return { chunkBytes: fault.chunkBytes ?? 16_384, pauseMillis: fault.pauseMillis ?? 1000 };
}
