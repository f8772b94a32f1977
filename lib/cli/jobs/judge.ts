import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { type Asked, type Deed, refused, type Verb } from "./deed.ts";
import { deleteArtifacts, erase, keep } from "./files.ts";
import { cancel, play, restart, retry } from "./runs.ts";
import { jobText } from "./text.ts";

/**
 * Judges a verb on a job.
 * Source: gitlabhq app/models/ci/build.rb, processable.rb, commit_status.rb and app/policies/ci (read 2026-11).
 */
export function whatToDo(job: JobDetail, verb: Verb, asked: Asked): Deed {
  if (job.status === "other")
    return refused(
      `the status of ${jobText(job)} is unknown to this version`,
      "Look at it in GitLab, and update Penstock.",
    );
  if (job.archived && freshened.includes(verb))
    return refused(`${jobText(job)} is archived`, "GitLab changes no archived jobs: run a new pipeline.");
  return judges[verb](job, asked);
}

/** Cleaning up is allowed on archived jobs. Source: gitlabhq app/models/concerns/ci/job_abilities.rb (read 2026-11). */
const freshened: readonly Verb[] = ["retry", "restart", "play", "keep"];

const judges: Readonly<Record<Verb, (job: JobDetail, asked: Asked) => Deed>> = {
  retry,
  restart,
  play,
  cancel,
  erase,
  keep,
  "delete-artifacts": deleteArtifacts,
};
