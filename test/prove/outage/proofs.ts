import type { Proof } from "../proof.ts";
import { away } from "./away.ts";
import { hookless } from "./hookless.ts";
import { tables } from "./tables.ts";
import { tickless } from "./tickless.ts";

export const outageProofs: readonly Proof[] = [away, tables, tickless, hookless];
