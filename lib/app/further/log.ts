import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type LogAsk, type Looked, logKey } from "../../core/looked.ts";

// A trigger job has no script and no log.

export async function lookAtExitCode({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const exitCode = job.isBridge ? null : await reads.exitCode(project.id, job.id);
  return exitCode === undefined ? {} : { exitCode };
}

export async function lookAtLog({ project, job, looked }: Facts, reads: GitLabReads, ask: LogAsk): Promise<Looked> {
  const text = job.isBridge ? null : await reads.logTail(project.id, job.id, ask);
  return text === undefined ? {} : { logs: new Map([...(looked?.logs ?? []), [logKey(ask), text]]) };
}
