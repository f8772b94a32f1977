import { dismissed } from "../core/byHand.ts";
import { type Deed, type DeedDesk, type DeedDone, doByHand } from "./byHand.ts";

/**
 * Takes a task that a person had to look at off the list of those: it is forgotten 90 days later. Any other task that has
 * ended is forgotten by itself and stays as it is.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function dismiss(deed: Deed, desk: DeedDesk): Promise<DeedDone> {
  return await doByHand(deed, { name: "dismiss", after: dismissed }, desk);
}
