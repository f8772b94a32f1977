import * as z from "zod";
import type { Person } from "../../core/gate.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Ask } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";

/**
 * An ask as the ledger keeps it: `open` until it is answered, `answered` while the ends of its tasks are waited for. What is
 * done for it may be done again without a second effect, so that whoever stops in the middle leaves nothing behind.
 */
export interface StoredAsk {
  readonly ask: Ask;
  /** Who asked, by the link that stood then. */
  readonly person: Person;
  readonly state: "open" | "answered";
  /** Nobody else answers it before that. */
  readonly leaseUntil?: Instant;
  /** How often somebody began to answer it. */
  readonly tries: number;
  /** Tasks whose ends are still to be told. */
  readonly awaits: readonly string[];
}

const Stored = z.object({
  ask: z.custom<Ask>((value) => typeof value === "object" && value !== null),
  person: z.object({ userId: z.int(), username: z.string() }),
  state: z.enum(["open", "answered"]),
  leaseUntil: z.number().exactOptional(),
  tries: z.int(),
  awaits: z.array(z.string()),
});

/** Where asks stand: those that wait for their answers, which everybody reads who asks something, apart from all others. */
export function asksScope(source: string, state: StoredAsk["state"] = "open"): string {
  return `${state === "open" ? "ask" : "asked"}#${joinKey(source)}`;
}

export function askKey({ source, id }: Pick<Ask, "source" | "id">, state: StoredAsk["state"] = "open"): LedgerKey {
  return { scope: asksScope(source, state), key: id };
}

/** An ask as it is kept once it is answered: what people gave to be played stands in no table after that. */
export function withoutValues(ask: Ask): Ask {
  return "press" in ask.said ? ask : { ...ask, said: { ...ask.said, values: {} } };
}

export function askText(stored: StoredAsk): string {
  return JSON.stringify(stored);
}

/** The ask that an item is; `undefined`: it says nothing that this version knows. */
export function readAsk(text: string): StoredAsk | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
