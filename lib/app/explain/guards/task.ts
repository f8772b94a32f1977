import { isPending } from "../../../core/byHand.ts";
import { isOpen } from "../../../core/task.ts";
import { instantText } from "../../../core/time.ts";
import type { Guard } from "../explanation.ts";
import { type AskGuard, unasked } from "./guarded.ts";

/** The task that is there already: each effect happens once, and what waits is not hurried. */
export const askTask: AskGuard = ({ prospect, site }) => {
  const { stored, task } = prospect;
  if (!site.store) return unasked("task", "no Penstock was asked which tasks there are");
  if (!stored) return { guard: "task", stops: false, text: "there is none yet: the next event of the job plans one" };
  const because = stored.reason === undefined ? "" : `: ${stored.reason}`;
  if (isOpen(task)) return openTask(task, { isRevived: !isOpen(stored), because, now: site.now });
  if (stored.state === "done") return stopping(`it was done already${because}`);
  if (stored.state !== "attention")
    return stopping(
      `it ended as ${stored.state}${because}; nothing has changed since, so only a new event of the job, or a person's redrive, has it looked at again`,
    );
  const remedy = stored.remedy === undefined ? "" : ` ${stored.remedy}`;
  return stopping(`it ${isPending(stored) ? "waits for a person" : "was dismissed"}${because}.${remedy}`);
};

function openTask(
  { state, due = 0 }: { readonly state: string; readonly due?: number },
  { isRevived, because, now }: { isRevived: boolean; because: string; now: number },
): Guard {
  if (state !== "waiting") return { guard: "task", stops: true, text: "a worker has it at this moment", until: due };
  if (isRevived)
    return {
      guard: "task",
      stops: false,
      text: `it ended${because}; things look different now, so the patrol takes it up again`,
    };
  if (due <= now) return { guard: "task", stops: false, text: "it waits, and is due now" };
  return { guard: "task", stops: true, text: `it waits until ${instantText(due)}${because}`, until: due };
}

function stopping(text: string): Guard {
  return { guard: "task", stops: true, text };
}
