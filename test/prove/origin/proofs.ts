import type { Proof } from "../proof.ts";
import { asked } from "./asked.ts";
import { heard } from "./heard.ts";
import { said } from "./said.ts";

/** What is shown of whom Penstock asks. */
export const originProofs: readonly Proof[] = [asked, heard, said];
