import * as z from "zod";
import { erasableFiles, type Job } from "../core/job.ts";
import type { Reply } from "../core/ports.ts";
import { type Instant, instantText } from "../core/time.ts";
import { defineAction, jobText, type Sight } from "./action.ts";

/** Clocks differ: what has expired by ours a moment ago GitLab may still keep. */
const clockMillis = 60_000;

const earlier =
  "Keep earlier, e.g. by a rule on: job with status: success, or lengthen expire_in in the job's artifacts.";

/**
 * Takes the expiry off a job's artifacts, so that they stay. GitLab refuses once they have expired, so this is done when
 * the job ends, not when the release is made.
 * Source: docs.gitlab.com/api/job_artifacts, "Keep job artifacts", and app/models/ci/build.rb (read 2026-11).
 */
export const keep = defineAction({
  name: "keep",
  verb: "keep",
  help: "Keep a job's artifacts for good.",
  params: z.strictObject({}),
  triggers: ["job", "pipeline", "schedule", "command"],
  defaultLimit: {},
  startsFrom: ["success", "failed", "canceled"],

  look: async ({ job, now }) => sightOf(job, now),

  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.keep(projectId, jobId),

  accepted(reply, job) {
    if (reply.job && reply.job.artifacts?.expireAt === null)
      return { kind: "done", reason: `the artifacts of ${jobText(job)} are kept` };
    return { kind: "unknown", reason: `GitLab accepted the keep of ${jobText(job)}, but an expiry still shows` };
  },

  rejected(reply, job) {
    if (reply.status === 403) return { kind: "refused", reason: forbiddenText(reply, job) };
    if (reply.status !== 404) return undefined;
    return {
      kind: "refused",
      reason: `GitLab keeps nothing of ${jobText(job)}: its archive has expired or it has none. ${earlier}`,
    };
  },
});

/** What is kept already stays so: GitLab has no way to give it an expiry again. */
function sightOf(job: Job, now: Instant): Sight {
  if (job.artifacts?.expireAt === null && hasArchive(job)) {
    const reason = `the artifacts of ${jobText(job)} are kept already`;
    return { earlier: "ours", stop: { kind: "skipped", reason }, asksRules: true };
  }
  const reason = whyImpossible(job, now);
  if (reason === undefined) return { earlier: "notDone" };
  return { earlier: "notDone", stop: { kind: "refused", reason }, asksRules: true };
}

function hasArchive({ artifacts }: Job): boolean {
  return artifacts?.files.some(({ type }) => type === "archive") === true;
}

/** Why GitLab would refuse, in words that name the job, the reason and the cure. */
function whyImpossible(job: Job, now: Instant): string | undefined {
  const name = jobText(job);
  if (job.artifacts === undefined)
    return `GitLab does not tell what ${name} left behind, or when that expires. Press Keep on the job's page, or look at its artifacts there.`;
  if (typeof job.erasedAt === "number")
    return `${name} was erased at ${instantText(job.erasedAt)}: nothing is left to keep. Run it again if its artifacts are needed.`;
  const expireAt = job.artifacts?.expireAt;
  if (typeof expireAt === "number" && expireAt + clockMillis < now)
    return `the artifacts of ${name} expired at ${instantText(expireAt)}, and GitLab keeps none that have expired. ${earlier}`;
  if (!hasArchive(job))
    return (erasableFiles(job) ?? []).length > 0
      ? `${name} left reports and no archive, and GitLab keeps archives only. List the files under artifacts: paths as well, or let the rule ask for artifacts: { types: archive }.`
      : `${name} has no artifacts archive to keep. Let the rule ask for artifacts: present.`;
  if (job.archived)
    return `${name} is archived, and GitLab keeps none of those. Download its artifacts, or have an administrator raise the age at which jobs are archived.`;
  return undefined;
}

/** GitLab keeps nothing of a protected ref for somebody who may not push there: who must allow what. */
function forbiddenText(reply: Reply & { kind: "rejected" }, job: Job): string {
  const said = `GitLab answered 403 to keep of ${jobText(job)}: ${reply.message}`;
  const user = "the user of Penstock's token";
  if (job.tag === false) {
    const branch = job.ref === undefined ? "its branch" : `the branch ${job.ref}`;
    return `${said}. ${user} needs the Developer role, and if ${branch} is protected, a maintainer must allow it to push or merge there (Settings > Repository > Protected branches).`;
  }
  const tag = job.ref === undefined ? "its tag" : `the tag ${job.ref}`;
  return `${said}. ${user} needs the Developer role, and if ${tag} is protected, a maintainer must add it to "Allowed to create" there (Settings > Repository > Protected tags).`;
}
