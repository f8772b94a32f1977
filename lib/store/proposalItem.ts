import * as z from "zod";
import { StoreError } from "../core/errors.ts";
import type { StoredProposal } from "../core/ports.ts";
import { understood, written } from "./format.ts";
import { checked, type Item, type OnCorrupt } from "./items.ts";
import { hashOf, packedText, unpacked } from "./rulebookItem.ts";

/** The sort key of the rules that wait beside the active ones: not one that the head's reader meets. */
export const proposalKey = "proposal";

/** A proposal as the table holds it. @throws StoreError `tooLarge` */
export function proposalItem(source: string, proposal: Omit<StoredProposal, "hash">): Item {
  const { rules, needs, ...others } = proposal;
  const packed = packedText(source, rules);
  return written("rulebook", {
    source,
    version: proposalKey,
    ...others,
    needs: [...needs],
    packed,
    hash: hashOf(rules),
  });
}

/** What stays of it, so that the next one has a number of its own. */
export function endedItem(source: string, number: number): Item {
  return written("rulebook", { source, version: proposalKey, number, ended: true });
}

const Ended = z.lazy(() => z.looseObject({ number: z.int().min(1), ended: z.literal(true) }));

const ProposalItem = z.lazy(() =>
  z.looseObject({
    number: z.int().min(1),
    after: z.int().min(0),
    by: z.string(),
    at: z.number(),
    reason: z.string().exactOptional(),
    needs: z.array(z.string()),
    hash: z.string(),
    packed: z.instanceof(Uint8Array),
  }),
);

/**
 * The proposal that an item holds, or the number of one that has ended.
 *
 * @throws StoreError `corrupt`
 */
function readProposal(source: string, item: Item): StoredProposal | { readonly ended: number } {
  const ended = Ended.safeParse(item);
  if (ended.success) return { ended: ended.data.number };
  const name = `the proposal for ${source}`;
  const { number, after, by, at, reason, needs, hash, packed } = checked(
    ProposalItem,
    understood("rulebook", item),
    name,
  );
  const rules = unpacked(packed, name);
  if (hashOf(rules) !== hash) throw new StoreError("corrupt", `${name}: its text does not match its hash`);
  return { number, after, by, at, needs, hash, rules, ...(reason !== undefined && { reason }) };
}

/** As `readProposal`; one that cannot be read has ended, and `onCorrupt` is told why. @throws StoreError `newer` */
export function proposalOf(source: string, item: Item | undefined, onCorrupt: OnCorrupt) {
  if (!item) return undefined;
  try {
    return readProposal(source, item);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "newer") throw error;
    onCorrupt(`${source} ${proposalKey}`, error.message);
    return { ended: numberOf(item) ?? 0 };
  }
}

/** The number in whatever stands there; `undefined`: nothing does, or it has none. */
export function numberOf(item: Item | undefined): number | undefined {
  return z.int().optional().catch(undefined).parse(item?.number);
}
