import type { RateAnswer } from "../core/throttleHeard.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Ask, Room, Throttle, TokenName } from "./throttle.ts";
import { type Desk, hear, type Lease, mayLook, openDesk, owe, takeFrom } from "./throttleDesk.ts";
import type { ThrottleWorld } from "./throttleItem.ts";
import { metered } from "./throttleMeter.ts";

/** A source as the throttle knows it. */
export interface RatedSource {
  readonly id: string;
  /** Of each token; 60 to 1,000,000. */
  readonly requestsPerMinute: number;
  /** Which budget each token counts on: that of the token itself, or of the one that stands in for it. */
  readonly budgets: Readonly<Record<TokenName, TokenName>>;
}

/** Every token is itself, or `act` in place of all. */
export const oneToken = { act: "act", clean: "act", read: "act" } as const;

/** The throttle, and where the clients say what GitLab answered. */
export interface SharedThrottle extends Throttle {
  heard(source: string, token: TokenName, answer: RateAnswer): void;
}

/** Requests of one budget that a run has. */
interface Part {
  readonly desk: Desk;
  readonly lease: Lease;
  readonly count: number;
  used: number;
}

type Parts = Map<TokenName, Part>;

/**
 * The rate budget that all processes share over the ledger.
 *
 * @param sources asked at each take, so that they may be made after it
 */
export function createThrottle(world: ThrottleWorld, sources: () => readonly RatedSource[]): SharedThrottle {
  const desks = new Map<string, Desk>();

  function deskOf(source: RatedSource, token: TokenName): Desk {
    const key = `${source.id} ${token}`;
    const desk = desks.get(key) ?? openDesk({ source: source.id, token, perMinute: source.requestsPerMinute, world });
    desks.set(key, desk);
    return desk;
  }

  return {
    async take(ask, patientUntil) {
      const source = sources().find(({ id }) => id === ask.source);
      // What is not configured is not asked either; whoever has the task will say so.
      if (!source) return roomOf(new Map(), ask.lane, oneToken);
      const parts: Parts = new Map();
      for (const [budget, count] of budgetsOf(ask, source)) {
        const desk = deskOf(source, budget);
        const lease = await takeFrom(desk, { lane: ask.lane, count }, patientUntil);
        if ("closedUntil" in lease) {
          for (const part of parts.values()) giveBack(part, ask.lane);
          return lease;
        }
        parts.set(budget, { desk, lease, count, used: 0 });
      }
      return roomOf(parts, ask.lane, source.budgets);
    },
    async noted() {
      await Promise.all([...desks.values()].map((desk) => desk.noted));
    },
    heard(id, token, answer) {
      const source = sources().find((one) => one.id === id);
      if (source) hear(deskOf(source, source.budgets[token]), answer);
    },
  };
}

/** What is asked of each budget. */
function budgetsOf({ requests }: Ask, { budgets }: RatedSource): Map<TokenName, number> {
  const sums = new Map<TokenName, number>();
  for (const name of ["act", "clean", "read"] as const) {
    const count = requests[name] ?? 0;
    if (count > 0) sums.set(budgets[name], (sums.get(budgets[name]) ?? 0) + count);
  }
  return sums;
}

function giveBack({ desk, lease, count, used }: Part, lane: Lane): void {
  if (used > count) owe(desk, lane, used - count);
  else lease.left += count - used;
}

function roomOf(parts: Parts, lane: Lane, budgets: RatedSource["budgets"]): Room {
  let isMetered = false;
  return {
    meter(gitlab) {
      isMetered = true;
      return metered(gitlab, {
        async mayLook() {
          const part = parts.get(budgets.act);
          if (part) await mayLook(part.desk);
        },
        sent(token, requests) {
          const part = parts.get(budgets[token]);
          if (part) part.used += requests;
        },
      });
    },
    async end() {
      if (isMetered) for (const part of parts.values()) giveBack(part, lane);
      await Promise.all([...parts.values()].map(({ desk }) => desk.noted));
    },
  };
}
