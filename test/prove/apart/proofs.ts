import type { Proof } from "../proof.ts";
import { apart } from "./apart.ts";

/** What is shown of several sources. */
export const apartProofs: readonly Proof[] = [apart];
