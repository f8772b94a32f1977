import type { Proof } from "../proof.ts";
import { drawn } from "./drawn.ts";
import { played } from "./played.ts";

/** What each function may do in AWS, and no more. */
export const privilegeProofs: readonly Proof[] = [drawn, played];
