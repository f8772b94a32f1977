import { isEnded } from "../../core/job.ts";
import { millis } from "../../core/time.ts";
import type { Downloaded } from "../../gitlab/http/sink.ts";
import type { Target } from "./address.ts";
import type { Client } from "./client.ts";
import type { LogView } from "./logview.ts";
import { lookPatiently } from "./patience.ts";

const [pauseSeconds, longestPauseSeconds] = [3, 60];
/** GitLab gives no more in one part. Source: gitlabhq lib/gitlab/ci/trace/stream.rb (read 2026-11). */
const mostPartBytes = 512_000;
/** A GitLab that sends the log from its beginning each time is asked the less often the longer it is. */
const rereadBytesPerSecond = 1_000_000;
const troubleSeconds = 300;

/** Shows what a job's log gets, until the job has ended. @returns the bytes that came; `undefined`: there is no such job */
export async function followLog(
  { api, clock, pause }: Pick<Client, "api" | "clock" | "pause">,
  target: Target,
  view: LogView,
): Promise<number | undefined> {
  let [first, hasAnswered] = [0, false];
  const sink = {
    // counted piece by piece: what breaks off goes on where it ended
    async write(piece: Uint8Array) {
      await view.sink.write(piece);
      first += piece.length;
    },
  };
  const look = async <T>(ask: () => Promise<T>): Promise<T> => {
    const found = await lookPatiently(ask, { clock, pause, until: clock() + millis(troubleSeconds), hasAnswered });
    hasAnswered = true;
    return found;
  };
  const readOn = () => api.logs.part(target, { first, bytes: Number.MAX_SAFE_INTEGER - first }, sink);

  for (;;) {
    // asked before the log: what a job writes last is there once it has ended
    const job = await look(() => api.jobs.get(target.project, target.jobId));
    if (!job) return undefined;
    let came: Downloaded | undefined;
    do {
      came = await look(readOn);
    } while (came?.bytes === mostPartBytes);
    if (isEnded(job.status)) return first;
    await pause(pauseAfter(came));
  }
}

/** Only where no parts are served is it known how long the whole is. */
function pauseAfter(came: Downloaded | undefined): number {
  return Math.min(longestPauseSeconds, pauseSeconds + Math.floor((came?.ofBytes ?? 0) / rereadBytesPerSecond));
}
