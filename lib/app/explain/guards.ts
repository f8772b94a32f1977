import type { Guard } from "./explanation.ts";
import { askCalendar } from "./guards/calendar.ts";
import { askGate } from "./guards/gate.ts";
import type { AskGuard, Guarded } from "./guards/guarded.ts";
import { askLook, askState, askTime, askWatched } from "./guards/job.ts";
import { askOutage } from "./guards/outage.ts";
import { askRights } from "./guards/rights.ts";
import { askHold, askLimit, askSwitch } from "./guards/tables.ts";
import { askTask } from "./guards/task.ts";
import { askThrottle } from "./guards/throttle.ts";
import { askTrigger } from "./guards/trigger.ts";
import { askContent, askInvariant, askMode, askOthers } from "./guards/wish.ts";

/** In the order in which a worker asks; GitLab itself comes last. */
const before: readonly AskGuard[] = [
  askTrigger,
  askTask,
  askThrottle,
  askWatched,
  askState,
  askLook,
  askTime,
  askMode,
  askContent,
];
const after: readonly AskGuard[] = [
  askInvariant,
  askCalendar,
  askGate,
  askSwitch,
  askOutage,
  askLimit,
  askHold,
  askRights,
];

/** Every guard that has to do with what a rule wants. */
export async function guardsOf(guarded: Guarded): Promise<readonly Guard[]> {
  const first = await askAll(before, guarded);
  const last = await askAll(after, guarded);
  const isFree = [...first, ...last].every(({ guard, stops }) => stops !== true || guard === "rights");
  const isYes = guarded.wishing.verdict.answer === "yes";
  const others = isFree && isYes ? askOthers(guarded.prospect.outlook) : undefined;
  return [...first, ...(others ? [others] : []), ...last];
}

async function askAll(guards: readonly AskGuard[], guarded: Guarded): Promise<Guard[]> {
  const asked = await Promise.all(guards.map((ask) => ask(guarded)));
  return asked.filter((guard) => guard !== undefined);
}
