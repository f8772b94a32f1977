import type { RateAnswer } from "../core/throttleHeard.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Ask, Room, Throttle, TokenName } from "./throttle.ts";
import { type Desk, type Lease, openDesk } from "./throttleDesk.ts";
import { endProbe, hear, mayLook } from "./throttleEar.ts";
import { listsToken, type ThrottleWorld } from "./throttleItem.ts";
import { metered } from "./throttleMeter.ts";
import { giveBack, owe, takeFrom } from "./throttleTake.ts";

/** A source as the throttle knows it. */
export interface RatedSource {
  readonly id: string;
  /** Of each token; 60 to 1,000,000. */
  readonly requestsPerMinute: number;
  /** Which budget each token counts on: that of the token itself, or of the one that stands in for it. */
  readonly budgets: Readonly<Record<TokenName, TokenName>>;
  /** Lists of jobs that sweeps may ask for a minute; missing: only what the token has bounds them. */
  readonly listsPerMinute?: number;
}

/** Every token is itself, or `act` in place of all. */
export const oneToken = { act: "act", clean: "act", read: "act", hooks: "act" } as const;

/** The throttle, and where the clients say what GitLab answered. */
export interface SharedThrottle extends Throttle {
  heard(source: string, token: TokenName, answer: RateAnswer): void;
}

/** Requests of one budget that a run has. */
interface Part {
  readonly desk: Desk;
  readonly lease: Lease;
  /** What of it is not settled. */
  count: number;
  used: number;
}

type Parts = Map<string, Part>;

/** A part that is still to be taken; what is `used` is never given back. */
interface Wanted extends Pick<Part, "desk" | "count"> {
  readonly name: string;
  readonly used?: number;
}

/**
 * The rate budget that all processes share over the ledger.
 *
 * @param sources asked at each take, so that they may be made after it
 */
export function createThrottle(world: ThrottleWorld, sources: () => readonly RatedSource[]): SharedThrottle {
  const desks = new Map<string, Desk>();

  function deskOf(source: RatedSource, token: string, perMinute = source.requestsPerMinute): Desk {
    const key = `${source.id} ${token}`;
    const desk = desks.get(key) ?? openDesk({ source: source.id, token, perMinute, world });
    desks.set(key, desk);
    return desk;
  }

  function listsDesk(source: RatedSource): Desk | undefined {
    const { budgets, listsPerMinute } = source;
    return listsPerMinute === undefined ? undefined : deskOf(source, listsToken(budgets.act), listsPerMinute);
  }

  /** What each part of a run's requests counts on. Lists count twice: on their own budget, whatever is asked, too. */
  function wishesOf(ask: Ask, source: RatedSource): Wanted[] {
    const tokens = [...budgetsOf(ask, source)].map(([name, count]) => ({ name, desk: deskOf(source, name), count }));
    const desk = ask.lists === undefined ? undefined : listsDesk(source);
    return desk && ask.lists ? [...tokens, { name: "lists", desk, count: ask.lists, used: ask.lists }] : tokens;
  }

  return {
    async take(ask, patientUntil) {
      const source = sources().find(({ id }) => id === ask.source);
      // What is not configured is not asked either; whoever has the task will say so.
      if (!source) return roomOf(new Map(), ask.lane, oneToken);
      const parts: Parts = new Map();
      for (const { name, desk, count, used = 0 } of wishesOf(ask, source)) {
        const lease = await takeFrom(desk, { lane: ask.lane, count }, patientUntil);
        if ("closedUntil" in lease) {
          for (const part of parts.values()) endPart(part, ask.lane);
          return lease;
        }
        parts.set(name, { desk, lease, count, used });
      }
      return roomOf(parts, ask.lane, source.budgets);
    },
    async noted() {
      await Promise.all([...desks.values()].map((desk) => desk.noted));
    },
    heard(id, token, answer) {
      const source = sources().find((one) => one.id === id);
      if (!source) return;
      const { act, [token]: budget } = source.budgets;
      hear(deskOf(source, budget), answer);
      const lists = answer.ofLists && budget === act ? listsDesk(source) : undefined;
      // It is all that these lists may, as the limit of an instance is for all requests.
      if (lists) hear(lists, { ...answer, limit: "instance" });
    },
  };
}

/** What is asked of each token's budget. */
function budgetsOf({ requests }: Ask, { budgets }: RatedSource): Map<TokenName, number> {
  const sums = new Map<TokenName, number>();
  for (const name of ["act", "clean", "read", "hooks"] as const) {
    const count = requests[name] ?? 0;
    if (count > 0) sums.set(budgets[name], (sums.get(budgets[name]) ?? 0) + count);
  }
  return sums;
}

function endPart(part: Part, lane: Lane): void {
  endProbe(part.desk, part.lease);
  settlePart(part, lane);
}

function settlePart(part: Part, lane: Lane): void {
  const { desk, lease, count, used } = part;
  if (used > count) owe(desk, lane, used - count);
  else if (used < count) giveBack(desk, lane, { lease, taken: count, used });
  part.count = used;
}

function roomOf(parts: Parts, lane: Lane, budgets: RatedSource["budgets"]): Room {
  let isMetered = false;
  return {
    meter(gitlab) {
      isMetered = true;
      return metered(gitlab, {
        async mayLook() {
          const part = parts.get(budgets.act);
          if (part) await mayLook(part.desk, part.lease);
        },
        sent(token, requests) {
          const part = parts.get(budgets[token]);
          if (part) part.used += requests;
        },
      });
    },
    settle() {
      if (isMetered) for (const part of parts.values()) settlePart(part, lane);
    },
    async end() {
      if (isMetered) for (const part of parts.values()) endPart(part, lane);
      else for (const { desk, lease } of parts.values()) endProbe(desk, lease);
      await Promise.all([...parts.values()].map(({ desk }) => desk.noted));
    },
  };
}
