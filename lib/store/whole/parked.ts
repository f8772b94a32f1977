import { destroyingVerbs } from "../../core/hold.ts";
import { isOpen, type Task } from "../../core/task.ts";
import { dueNow, type Instant, instantText } from "../../core/time.ts";
import { ended, next } from "../../core/transitions.ts";

/**
 * A task of a backup as it may stand in a table again. What was done since the backup nobody here knows, so of what is open:
 * - a delete ends, for holds and keeps may have come since: rules mark again, with a whole quarantine;
 * - a notice ends: it may have been told;
 * - a play needs a person, for a yes may have become a no; redriving it opens its gate anew, empty;
 * - all else waits and looks: GitLab shows what was done. A call that was under way then is one whose outcome is open.
 *
 * A task that has ended stays as it is.
 */
export function parked(task: Task, backedUpAt: Instant, now: Instant): Task {
  if (!isOpen(task)) return task;
  const since = `restored from a backup of ${instantText(backedUpAt)}`;
  const free: Task = next(task, {
    ...{ owner: undefined, hint: undefined, inflight: undefined, flights: undefined, parked: undefined },
    ...(task.state === "calling" && { unsure: true as const }),
    rev: task.rev + 1,
  });
  if (destroyingVerbs.some((verb) => verb === task.verb))
    return ended(free, "skipped", `${since}: what shall be deleted is marked anew`, now);
  if (task.verb === "notify") return ended(free, "skipped", `${since}: it may have been told already`, now);
  if (task.verb === "play")
    return ended(
      { ...free, remedy },
      "attention",
      `${since}: whether it was played or refused since is not known`,
      now,
    );
  return { ...free, state: "waiting", due: dueNow(now), reason: since };
}

const remedy =
  "Look at the job in GitLab. If it shall be played, redrive the task: its gate opens anew and asks again.";
