import * as z from "zod";
import type { Gate } from "../../core/gate.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";

/** What was shown of a gate in a channel: one ledger item, as long as somebody may wait there. */
const Shown = z.object({
  project: z.int(),
  job: z.int(),
  /** Its name in the settings. */
  channel: z.string(),
  /** What the gate would let through, as it was shown. */
  digest: z.string(),
  /** A fingerprint of all that was shown. */
  shape: z.string(),
  /** Of its buttons. */
  nonce: z.string(),
  /** Whose yes was shown, by GitLab's numbers. */
  yes: z.array(z.int()),
  /** How many messages there were about it. */
  round: z.int(),
  at: z.number(),
  /** The chat's id of the message, and what became of it where there is none: see `Post.noteRef`. */
  ref: z.string().exactOptional(),
  lost: z.enum(["notShown", "unknown"]).exactOptional(),
  /** It stood in a list of many, and has no message of its own. */
  isListed: z.literal(true).exactOptional(),
  /** Up to which moment its reminders were told. */
  remindedAt: z.number().exactOptional(),
});
export type Shown = z.infer<typeof Shown>;

/** An item as the ledger has it. */
export interface StoredRequest {
  readonly note: LedgerKey;
  readonly seen: string;
  readonly shown: Shown;
}

export function requestsScope(source: string): string {
  return `request#${joinKey(source)}`;
}

export function requestKey(
  source: string,
  { project, job }: Pick<Gate, "project" | "job">,
  channel: string,
): LedgerKey {
  return { scope: requestsScope(source), key: joinKey(project, job, channel) };
}

/** All that is shown of a source's gates, by key. @throws StoreError */
export async function requestsOf(source: string, store: Pick<Store, "notes">): Promise<Map<string, StoredRequest>> {
  const scope = requestsScope(source);
  const found = new Map<string, StoredRequest>();
  for (const { key, value } of await store.notes(scope)) {
    const shown = readShown(value);
    if (shown) found.set(key, { note: { scope, key }, seen: value, shown });
  }
  return found;
}

/** What was shown, as an item says; `undefined`: nothing that this version knows. */
export function readShown(text: string): Shown | undefined {
  try {
    return Shown.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
