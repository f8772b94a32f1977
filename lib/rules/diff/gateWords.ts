import * as z from "zod";
import { Approvals, FromPeople } from "../approvals.ts";
import type { Change } from "./changes.ts";
import { loosened, type Required } from "./loosened.ts";

/** As much of a stored rule's `require` as this version knows. */
const Known: z.ZodType<Required> = z.object({
  approvals: z.object({ ...exact(Approvals.shape), count: Approvals.shape.count.exactOptional() }).exactOptional(),
  calendar: z.string().exactOptional(),
  plan: z.literal(true).exactOptional(),
  override: z.object({ from: FromPeople }).exactOptional(),
});

function exact({ from, notAuthor, within }: typeof Approvals.shape) {
  return { from, notAuthor, within };
}

/** What a change of a rule's `require` means to people: what is looser now, in capitals; `undefined`: nothing is. */
export function gateWords({ key, before, after }: Change): string | undefined {
  const [first, ...steps] = key.split(".");
  if (first !== "require") return undefined;
  const known = (value: unknown): Required => Known.safeParse(at(steps, value)).data ?? {};
  const words = loosened(known(before), known(after));
  return words.length === 0 ? undefined : words.join(", ");
}

/** A value as it stands below some keys; where there is none, the map that it is missing in. */
function at(steps: readonly string[], value: unknown): unknown {
  return steps.reduceRight<unknown>((inner, step) => (inner === undefined ? {} : { [step]: inner }), value) ?? {};
}
