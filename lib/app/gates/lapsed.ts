import type { Gate } from "../../core/gate.ts";
import type { Instant } from "../../core/time.ts";
import type { Live } from "../live.ts";
import { armedFor } from "./armed.ts";
import { missingOf, type Quorum, whyOld } from "./quorum.ts";
import type { Wish } from "./standing.ts";

const pauseMillis = 5_000;

/** What let a play pass its gate, as the look saw it. */
interface Leave {
  readonly gate: Gate;
  readonly quorums: readonly Quorum[];
  readonly live: Pick<Live, "held">;
}

/**
 * How a run ends whose leave has run out right before the call: the gate has expired, a yes has become too old, an arming is
 * over, or a calendar has closed. Where the tables were slow the look is long ago by then.
 *
 * @param lookedAt when the leave was given
 */
export function unlessLapsed(leave: Leave, closedAt: Wish["closedAt"], lookedAt: Instant): Wish["closedAt"] {
  return (at) => {
    const lapsed = whyLapsed(leave, lookedAt, at);
    return lapsed === undefined ? closedAt(at) : { kind: "again", at: at + pauseMillis, why: "wait", reason: lapsed };
  };
}

function whyLapsed({ gate, quorums, live }: Leave, lookedAt: Instant, at: Instant): string | undefined {
  if (gate.expiresAt !== undefined && gate.expiresAt <= at) return "the gate expired before the call";
  const armed = armedFor(live.held, { gate }, lookedAt);
  if (armed && armed.until <= at) return `the arming of @${armed.username} ended before the call`;
  const isShort = quorums.some((quorum) => missingOf({ ...quorum, given: stillNew(quorum, gate, at) }) > 0);
  return isShort ? "an approval became too old before the call" : undefined;
}

function stillNew({ given, needs }: Quorum, gate: Gate, now: Instant): Quorum["given"] {
  return given.filter((approval) => whyOld(approval, needs, { gate, now }) === undefined);
}
