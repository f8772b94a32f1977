import type { Proof } from "../proof.ts";
import { talk } from "./talk.ts";

/** What is shown of chat. */
export const talkProofs: readonly Proof[] = [talk];
