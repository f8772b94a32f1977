import { GitLabError } from "../core/errors.ts";
import type { GitLabWrites, Reply } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { toJob } from "./answers/job.ts";
import { type Answer, answerValue } from "./http/answerbody.ts";
import { nameOf } from "./http/errors.ts";
import type { Call, Http } from "./http/http.ts";

/** Acts on GitLab with one token: each call sends one request, once; see `GitLabWrites`. */
export function createWrites(http: Http, clock: Clock): GitLabWrites {
  async function effect(call: Call): Promise<Reply> {
    try {
      return accepted(call, await http.send(call), clock);
    } catch (error) {
      return failed(call, error);
    }
  }
  const post = (projectId: number, jobId: number, verb: string) =>
    effect({ method: "POST", path: `${jobPath(projectId, jobId)}/${verb}` });

  return {
    retry: (projectId, jobId) => post(projectId, jobId, "retry"),
    cancel: (projectId, jobId) => post(projectId, jobId, "cancel"),
    keep: (projectId, jobId) => post(projectId, jobId, "artifacts/keep"),
    deleteArtifacts: (projectId, jobId) => effect({ method: "DELETE", path: `${jobPath(projectId, jobId)}/artifacts` }),
    play: (projectId, jobId, variables) => {
      const list = Object.entries(variables).map(([key, value]) => ({ key, value }));
      return effect({
        method: "POST",
        path: `${jobPath(projectId, jobId)}/play`,
        // even an empty list needs the right to set variables, which many projects give to nobody
        ...(list.length > 0 && { json: { job_variables_attributes: list } }),
        // GitLab may quote a value that it does not like
        veiled: Object.values(variables),
      });
    },
  };
}

function jobPath(projectId: number, jobId: number): string {
  return `/projects/${projectId}/jobs/${jobId}`;
}

/** A delete answers nothing (204); every other effect answers the job, and a 2xx without one makes no sense. */
function accepted({ method, path }: Call, answer: Answer, clock: Clock): Reply {
  const { status } = answer;
  const body = answerValue(answer);
  if (method === "DELETE" && "value" in body) return { kind: "accepted", status };
  const job = "value" in body ? toJob(body.value, clock()) : undefined;
  if (job) return { kind: "accepted", status, job };
  const problem = "problem" in body ? body.problem : "the answer holds no job";
  return { kind: "unknown", message: `${method} ${path}: ${status}, but ${problem}` };
}

function failed({ method, path }: Call, error: unknown): Reply {
  if (!(error instanceof GitLabError)) return { kind: "unknown", message: `${method} ${path}: ${nameOf(error)}` };
  const { code, message, status, retryAfterSeconds } = error;
  if (code === "refusedConnection") return { kind: "notSent", message };
  // 408 may be a proxy's word for a GitLab that was still at work
  if (status === undefined || status < 300 || status === 408 || status > 499) return { kind: "unknown", message };
  return { kind: "rejected", status, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
