import type { Facts } from "../core/event.ts";
import type { Instant } from "../core/time.ts";
import type { Clause } from "../core/verdict.ts";

/** One condition, ready to be asked. */
export type Check = (facts: Facts, now: Instant) => Clause;
