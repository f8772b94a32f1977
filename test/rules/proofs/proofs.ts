import type { Proof } from "../../prove/proof.ts";
import { brokenAlone } from "./aside.ts";
import { bounded, hostileTexts } from "./bounded.ts";
import { sameAsNaive } from "./evaluator.ts";
import { rollOut } from "./rollOut.ts";

export const ruleProofs: readonly Proof[] = [brokenAlone, sameAsNaive, bounded, hostileTexts, rollOut];
