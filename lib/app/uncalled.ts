import { GitLabError } from "../core/errors.ts";
import { backoffSeconds, mostTroubleSeconds } from "../core/outcome.ts";
import { saidBy } from "../core/redact.ts";
import type { Task } from "../core/task.ts";
import type { End } from "./look.ts";
import type { Worker } from "./worker.ts";

/** What GitLab answers to a look for good: repeating it only makes sense a few times. */
const lasting: ReadonlySet<string> = new Set(["forbidden", "oddAnswer", "redirected"]);

/** A run that failed before it called: GitLab could not be asked, or the fault is ours. */
export function uncalled(held: Task, error: unknown, worker: Worker): End {
  const isGitLabs = error instanceof GitLabError;
  const isTrouble = isGitLabs && !lasting.has(error.code);
  const pause = backoffSeconds(held.setbacks ?? 0, worker.luck(), isTrouble ? mostTroubleSeconds : undefined);
  const seconds = Math.max(pause, (isGitLabs ? error.retryAfterSeconds : undefined) ?? 0);
  const message = saidBy(error);
  if (!isGitLabs) worker.log.error("fault", { task: held.id, reason: message });
  return {
    outcome: {
      kind: "again",
      at: worker.clock() + Math.round(seconds * 1000),
      why: isTrouble ? "trouble" : "setback",
      reason: isGitLabs ? `${message}. ${error.advice}` : `a fault of Penstock: ${message}`,
    },
    settled: held.unsure !== true,
    giveBack: false,
  };
}
