import type { Ablation } from "./ablation.ts";
import { callAblations } from "./listCall.ts";
import { eventAblations } from "./listEvents.ts";
import { gateAblations } from "./listGates.ts";
import { limitAblations } from "./listLimits.ts";
import { markAblations } from "./listMark.ts";
import { restartAblations } from "./listRestart.ts";

/** Every guard that is taken out once, each of a sentence of `tasks.md`. */
export const ablations: readonly Ablation[] = [
  ...callAblations,
  ...markAblations,
  ...eventAblations,
  ...limitAblations,
  ...restartAblations,
  ...gateAblations,
];
