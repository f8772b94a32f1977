import type { Job } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Reply } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { jobText } from "./action.ts";

/** GitLab deletes nothing while it counts a project's files anew. */
export function recounted(reply: Reply & { kind: "rejected" }, job: Job, now: Instant): Outcome | undefined {
  if (reply.status !== 409) return undefined;
  const reason = `GitLab recounts the project of ${jobText(job)}; no deletes meanwhile`;
  return { kind: "again", at: now + 3_600_000, why: "setback", reason };
}
