import type { Clock } from "../../../lib/core/time.ts";
import { type Answer, text } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import type { Rate } from "../state/limits.ts";
import type { Vintage, World } from "../state/world.ts";
import { requesterOf } from "./requester.ts";

/** The limits that GitLab keeps before anything else of it sees a request. */
export interface Door {
  /** Counts the request. What of it is left to say is in the answer: 429, or what `work` says, with how much is left. */
  pass(incoming: Incoming, work: () => Promise<Answer>): Promise<Answer>;
}

/** Requests that were counted together, the last one included. */
interface Count {
  readonly name: string;
  readonly rate: Rate;
  readonly observed: number;
  /** Whole seconds since 1970. */
  readonly now: number;
}

/**
 * Source: gitlabhq lib/gitlab/rack_attack.rb and rack_attack/request_throttle_data.rb; the periods are rack-attack's, which
 * begin at whole multiples of themselves (read 2026-11).
 */
export function makeDoor(world: World): Door {
  const observe = makeCounter(world.clock);
  return {
    async pass(incoming, work) {
      const limit = limitOf(world, incoming);
      if (!limit) return work();
      const count = observe(limit);
      if (count.observed > limit.rate.requests)
        return text(429, "Retry later\n", throttledHeaders(world.vintage, count));
      const given = await work();
      const isTold = tellsAlways(world.vintage) && given.status !== 429;
      return isTold ? { ...given, headers: { ...given.headers, ...countHeaders(count) } } : given;
    },
  };
}

interface Limit {
  readonly name: string;
  readonly of: string;
  readonly rate: Rate;
}

function limitOf(world: World, incoming: Incoming): Limit | undefined {
  const { api, anonymousApi } = world.settings.limits;
  if (!incoming.target.startsWith("/api") || !(api || anonymousApi)) return undefined;
  const person = requesterOf(world, incoming);
  if (person) return api && { name: "throttle_authenticated_api", of: `user:${person.id}`, rate: api };
  return anonymousApi && { name: "throttle_unauthenticated_api", of: addressOf(incoming), rate: anonymousApi };
}

/** Who asks from this machine may be a proxy, whose word on the address counts. */
function addressOf({ headers }: Incoming): string {
  return headers["x-forwarded-for"]?.split(",").at(-1)?.trim() || "127.0.0.1";
}

function makeCounter(clock: Clock): (limit: Limit) => Count {
  const counts = new Map<string, { readonly period: number; readonly observed: number }>();
  return ({ name, of, rate }) => {
    const now = Math.floor(clock() / 1000);
    const period = Math.floor(now / periodOf(rate));
    const known = counts.get(`${name} ${of}`);
    const observed = (known?.period === period ? known.observed : 0) + 1;
    counts.set(`${name} ${of}`, { period, observed });
    return { name, rate, observed, now };
  };
}

function periodOf({ periodSeconds = 60 }: Rate): number {
  return periodSeconds;
}

/** The limit is told as one of a minute, rounded up, whatever its period is; what remains is not. */
function countHeaders({ name, rate, observed, now }: Count): Record<string, string> {
  return {
    "RateLimit-Name": name,
    "RateLimit-Limit": String(Math.ceil((rate.requests * 60) / periodOf(rate))),
    "RateLimit-Observed": String(observed),
    "RateLimit-Remaining": String(Math.max(0, rate.requests - observed)),
    "RateLimit-Reset": String(now + restSeconds(rate, now)),
  };
}

function restSeconds(rate: Rate, now: number): number {
  return periodOf(rate) - (now % periodOf(rate));
}

/** Until 13.8 there is but a Retry-After, and it tells the whole period. Source: rack-attack 4.4's default (read 2026-11). */
function throttledHeaders(vintage: Vintage, count: Count): Record<string, string> {
  const { rate, now } = count;
  if (vintage < 2024) return { "Retry-After": String(periodOf(rate)) };
  const rest = restSeconds(rate, now);
  return {
    ...countHeaders(count),
    "RateLimit-ResetTime": new Date((now + rest) * 1000).toUTCString(),
    "Retry-After": String(rest),
  };
}

/** Later ones tell every request what is left. Source: gitlabhq lib/gitlab/middleware/rack_attack_headers.rb (read 2026-11). */
function tellsAlways(vintage: Vintage): boolean {
  return vintage >= 2026;
}
