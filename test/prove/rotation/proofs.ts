import type { Proof } from "../proof.ts";
import { webhookRotation } from "./webhooks.ts";
import { tokenRotation } from "./workers.ts";

/** Proofs that exchanging a secret loses nothing. */
export const rotationProofs: readonly Proof[] = [webhookRotation, tokenRotation];
