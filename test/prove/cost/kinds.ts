import { deliveries } from "./deliveries.ts";
import { effects } from "./effects.ts";
import type { Kind } from "./kind.ts";
import { rounds } from "./rounds.ts";

/** Everything that is counted, in the order of docs/cost.md. */
export const kinds: readonly Kind[] = [...deliveries, ...effects, ...rounds];
