import type { Route } from "../route.ts";
import { approvalRoutes } from "./approvals.ts";
import { gateRoutes } from "./gates.ts";
import { holdRoutes } from "./holds.ts";
import { journalRoutes } from "./journal.ts";
import { overloadRoutes } from "./overload.ts";
import { planRoutes } from "./plans.ts";
import { ruleRoutes } from "./rules.ts";
import { switchRoutes } from "./switch.ts";
import { taskRoutes } from "./tasks.ts";

/** Every way to ask for something of a source; of two that fit, the first is meant. */
export const routes: readonly Route[] = [
  ...ruleRoutes,
  ...taskRoutes,
  ...holdRoutes,
  ...planRoutes,
  ...approvalRoutes,
  ...gateRoutes,
  ...journalRoutes,
  ...switchRoutes,
  ...overloadRoutes,
];
