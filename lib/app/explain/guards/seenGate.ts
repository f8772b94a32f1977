import type { Gate } from "../../../core/gate.ts";
import type { Prospect } from "../prospect.ts";

/** The gate as a look leaves it now, else as the ledger has it. */
export function gateSeen({ outlook, live }: Pick<Prospect, "outlook" | "live">): Gate | undefined {
  return "unknown" in outlook ? live.gate?.gate : (outlook.gate ?? live.gate?.gate);
}
