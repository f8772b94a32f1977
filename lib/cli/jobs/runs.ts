import { isEnded, type JobStatus } from "../../core/job.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { type Asked, act, type Deed, type How, isNow, refused } from "./deed.ts";
import { jobText, statusText } from "./text.ts";

// What may be done to a job's run.
// Source: gitlabhq app/models/ci/build.rb, processable.rb and commit_status.rb (read 2026-11).

const waitingOrRunning: readonly JobStatus[] = [
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
];

function pipelineText({ pipelineId }: JobDetail): string {
  return pipelineId === undefined ? "" : ` in pipeline ${pipelineId}`;
}

export function retry(job: JobDetail): Deed {
  const { status } = job;
  if (isEnded(status) && status !== "skipped")
    return act(`retry ${jobText(job)}, which is ${statusText(job)}: GitLab makes a new job${pipelineText(job)}`);
  if (status === "canceling")
    return act(
      `retry ${jobText(job)} while its old run is still canceling: GitLab makes a new job${pipelineText(job)}`,
    );
  const why = isNow(job);
  if (waitingOrRunning.includes(status))
    return refused(why, "GitLab retries only what has ended: to cancel it first, use penstock jobs restart.");
  if (status === "manual" || status === "scheduled")
    return refused(why, `It never ran: start it with penstock jobs play${status === "scheduled" ? " --now" : ""}.`);
  if (status === "skipped")
    return refused(why, "It was skipped because an earlier job did not succeed: retry that one, and it gets its turn.");
  return refused(why, "It has not begun: it waits for earlier jobs.");
}

export function restart(job: JobDetail): Deed {
  const { status } = job;
  if (waitingOrRunning.includes(status))
    return act(`cancel ${jobText(job)}, which is ${status}, and retry it: GitLab makes a new job${pipelineText(job)}`);
  if (status === "canceling") return act(`wait until ${jobText(job)} is canceled, and retry it`);
  if (isEnded(status) && status !== "skipped")
    return refused(isNow(job), "There is nothing to cancel: use penstock jobs retry.");
  return retry(job);
}

export function play(job: JobDetail, { how }: Asked): Deed {
  const { status } = job;
  const gives = how.gives && how.gives.length > 0 ? ` with ${how.gives.join(", ")}` : "";
  if (status === "manual") return act(`play ${jobText(job)}${gives}`);
  if (status === "scheduled")
    return how.now
      ? act(`start ${jobText(job)} now, before its time${gives}`)
      : refused(`${jobText(job)} is delayed and starts by itself`, "To start it now, say --now.");
  if (waitingOrRunning.includes(status)) return refused(isNow(job), "It was started already.");
  if (status === "created" || status === "skipped")
    return refused(isNow(job), "It can be played once the jobs before it have succeeded.");
  return rerun(job, how);
}

/** Source: gitlabhq app/services/ci/play_build_service.rb: what ended runs again, without what was given (read 2026-11). */
function rerun(job: JobDetail, { rerun: wanted, gives = [] }: How): Deed {
  if (!wanted)
    return refused(
      isNow(job),
      "If it is a manual job, GitLab would run it again as a new job: say --rerun if you want that.",
    );
  if (gives.length > 0)
    return refused(
      isNow(job),
      "GitLab drops variables and inputs when it runs a job again: use penstock jobs retry --input, or leave them out.",
    );
  return act(
    `play ${jobText(job)}, which is ${statusText(job)}: GitLab runs it again as a new job${pipelineText(job)}`,
  );
}

export function cancel(job: JobDetail, { how }: Asked): Deed {
  const { status } = job;
  if (status === "canceled") return { kind: "nothing", why: `${jobText(job)} is canceled already` };
  if (how.force && status !== "canceling")
    return refused(isNow(job), "--force is for a job that is canceling: leave it out.");
  if (status === "canceling")
    return how.force
      ? act(`cancel ${jobText(job)} by force: its runner is not waited for`)
      : {
          kind: "nothing",
          why: `${jobText(job)} is canceling already`,
          cure: "Its runner ends it. A Maintainer need not wait: say --force.",
        };
  // the API's cancel takes delayed jobs as well, unlike the page's: it asks the state machine only
  if (waitingOrRunning.includes(status) || status === "created" || status === "scheduled")
    return act(`cancel ${jobText(job)}, which is ${status}`);
  if (isEnded(status)) return refused(isNow(job), "It has ended: there is nothing to cancel.");
  return refused(isNow(job), "It does not run: there is nothing to cancel.");
}
