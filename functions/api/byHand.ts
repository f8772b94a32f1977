import * as z from "zod";
import type { Deed, DeedDone } from "../../lib/app/byHand.ts";
import { dismiss } from "../../lib/app/dismiss.ts";
import { redrive } from "../../lib/app/redrive.ts";
import { shownTask } from "../../lib/app/tasks.ts";
import type { Task } from "../../lib/core/task.ts";
import { instantText } from "../../lib/core/time.ts";
import type { ApiWorld } from "../world/api.ts";
import { canBeTask, noTask } from "./noTask.ts";
import { Reason, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

export const ByHand = z.strictObject({ task: z.string().min(1).max(2000), reason: Reason });

/** A deed's request: who asks for it, and where. */
interface Asked {
  readonly source: string;
  readonly who: string;
  readonly world: ApiWorld;
}

/**
 * `POST /api/{source}/redrive` with `{ task, reason }` -> `{ task }`, waiting again; a task that has not ended is refused
 * (409). The id stands in the body: it has slashes and percent signs, which a gateway may decode in a path.
 */
export async function redriveTask(request: Request, asked: Asked): Promise<Response> {
  return await byHand(request, redrive, asked);
}

/**
 * `POST /api/{source}/dismiss` with `{ task, reason }` -> `{ task, unchanged? }`: off the list of those in `attention`,
 * forgotten 90 days later. Asking again, or of a task that is not on it, changes nothing and says so; a task that has not ended is refused (409).
 */
export async function dismissTask(request: Request, asked: Asked): Promise<Response> {
  return await byHand(request, dismiss, asked);
}

async function byHand(
  request: Request,
  step: (deed: Deed, world: ApiWorld) => Promise<DeedDone>,
  { source, who, world }: Asked,
): Promise<Response> {
  const body = await readBody(request, ByHand);
  if ("refused" in body) return body.refused;
  const { task: id, reason } = body.data;
  if (!canBeTask(id)) return await noTask(id, source, world);
  const done = await step({ source, task: id, who, reason }, world);
  if (done === "missing") return await noTask(id, source, world);
  if ("open" in done) return refuse("isOpen", openText(done.open));
  world.log.info("by hand", { source, who, id, state: done.task.state, rev: done.task.rev });
  return answer({ task: shownTask(done.task), ...(done.unchanged && { unchanged: true }) });
}

/** What a task that has not ended does, and when somebody looks at it. */
function openText({ id, state, due = 0, reason }: Task): { message: string; cure: string } {
  const why = state !== "waiting" ? "a worker has it" : (reason ?? "nobody has looked at it yet");
  return {
    message: `the task ${id} is ${state}: ${why}`,
    cure: `It comes due by itself at ${instantText(due)}; only a task that has ended can be redriven or dismissed.`,
  };
}
