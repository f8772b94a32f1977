import { type Command, Option } from "commander";
import { GitLabError } from "../../core/errors.ts";
import { spanSeconds, spanText } from "../../core/span.ts";
import { type Instant, millis } from "../../core/time.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { carryOut, type Errand } from "./carry.ts";
import type { Outcome } from "./outcome.ts";
import { lookPatiently } from "./patience.ts";
import { performOn, type VerbOptions } from "./perform.ts";
import { Problem, problemText } from "./problem.ts";
import { sendRetry } from "./retry.ts";
import { closed, jobText, statusText } from "./text.ts";
import { oneJob, verbCommand } from "./verbs.ts";

/** `penstock jobs restart` */
export function restartCommand(): Command {
  return verbCommand("restart", "cancel a job that does not get on, and retry it once it has ended")
    .argument(...oneJob)
    .addOption(new Option("--wait <span>", "how long its runner may take to end it: 90s, 5m").default("2m"))
    .action(async (job: string, { wait, ...options }: VerbOptions & { wait: string }) => {
      const waitSeconds = spanSeconds(wait);
      if (waitSeconds === undefined) throw new Problem("--wait takes a span such as 90s or 5m");
      await performOn([job], {
        verb: "restart",
        how: {},
        options,
        carryOut: (errand) => restart(errand, waitSeconds),
      });
    });
}

/** Cancels, looks until it has ended, and retries: two requests, each sent once. */
export async function restart(errand: Errand, waitSeconds: number): Promise<Outcome> {
  const stopped = errand.job.status === "canceling" ? undefined : await cancel(errand);
  if (stopped && stopped.kind !== "done")
    return { ...stopped, message: `${closed(stopped.message)} It was not retried` };
  const ended = await waitUntilCanceled(errand, waitSeconds);
  if ("kind" in ended) return ended;
  if (ended.status === "canceled" || ended.status === "failed") return await sendRetry(errand);
  return {
    kind: "refused",
    message: `${jobText(ended)} is ${statusText(ended)}: it ended before it was canceled, and was not retried`,
    cure: "If it should run again all the same: penstock jobs retry.",
  };
}

function cancel(errand: Errand): Promise<Outcome> {
  const { client, target } = errand;
  return carryOut({ ...errand, verb: "cancel" }, () => client.api.effects.cancel(target.project, target.jobId));
}

const [firstPause, longestPause] = [1, 5];

/** The job once its runner has let go of it, or why that is not waited for any longer. */
async function waitUntilCanceled(errand: Errand, waitSeconds: number): Promise<JobDetail | Outcome> {
  const { client, job } = errand;
  const until = client.clock() + millis(waitSeconds);
  for (let seconds = firstPause; ; seconds = Math.min(seconds * 2, longestPause)) {
    const now = await look(errand, until);
    if ("kind" in now || now.status !== "canceling") return now;
    if (client.clock() >= until)
      return {
        kind: "unknown",
        message: `${jobText(job)} is canceling still after ${spanText(waitSeconds)}, and was not retried`,
        cure: "When its runner has ended it: penstock jobs retry. To wait longer: --wait.",
      };
    await client.pause(seconds);
  }
}

async function look({ client, target, job }: Errand, until: Instant): Promise<JobDetail | Outcome> {
  const { api, clock, pause } = client;
  const cure = "It was told to cancel, and not retried: look at it, then say penstock jobs retry.";
  try {
    const get = () => api.jobs.get(target.project, target.jobId);
    const now = await lookPatiently(get, { clock, pause, until, hasAnswered: true });
    return now ?? { kind: "unknown", message: `${jobText(job)} is not there any more`, cure };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { kind: "unknown", message: problemText(error, client), cure };
  }
}
