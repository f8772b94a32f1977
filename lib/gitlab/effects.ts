import { GitLabError } from "../core/errors.ts";
import type { Job } from "../core/job.ts";
import type { Reply } from "../core/ports.ts";
import type { Clock, Instant } from "../core/time.ts";
import { toJob } from "./answers/job.ts";
import { type Answer, answerValue, requestIdOf } from "./http/answerbody.ts";
import { nameOf } from "./http/errors.ts";
import type { Http } from "./http/http.ts";
import { known } from "./known.ts";
import { isNoEndpoint, lackText, type Novelty } from "./lacking.ts";
import { jobPath, type ProjectRef, projectPath } from "./place.ts";
import { plainWords } from "./plainwords.ts";

type Unaccepted = Exclude<Reply, { kind: "accepted" }>;

/** A job's input: what `.gitlab-ci.yml` declares under `inputs` of a job (GitLab 18.10). */
export type Inputs = Readonly<Record<string, string | number | boolean | readonly unknown[]>>;

/** Every effect on jobs. Each sends one request, once, and never throws: what happened is a value. */
export interface Effects {
  /** A pending job is canceled at once, a running one may be `canceling` first. `force`: a job that is canceling (Maintainer). */
  cancel(project: ProjectRef, jobId: number, how?: { readonly force?: boolean }): Promise<Reply>;
  /** A new job; the answer's. Inputs replace those of the old one. */
  retry(project: ProjectRef, jobId: number, how?: { readonly inputs?: Inputs }): Promise<Reply>;
  /** Another id in the answer: the job had ended already, and GitLab ran it again, without these variables and inputs. */
  play(
    project: ProjectRef,
    jobId: number,
    how?: { readonly variables?: Readonly<Record<string, string>>; readonly inputs?: Inputs },
  ): Promise<Reply>;
  keep(project: ProjectRef, jobId: number): Promise<Reply>;
  /** Artifacts and log. */
  erase(project: ProjectRef, jobId: number): Promise<Reply>;
  /** Every file but the log. */
  deleteArtifacts(project: ProjectRef, jobId: number): Promise<Reply>;
  /** Lets every artifact of the project expire now that GitLab does not keep as the newest of its ref. */
  deleteProjectArtifacts(project: ProjectRef): Promise<Reply>;
}

/**
 * Acts on GitLab with one token.
 * Source: docs.gitlab.com/api/jobs and /api/job_artifacts; gitlabhq lib/api/ci/jobs.rb (read 2026-11).
 */
export function createEffects(http: Http, clock: Clock): Effects {
  async function effect({ method, path, json, ...expected }: Order): Promise<Reply> {
    let where: string = method;
    try {
      const call = { method, path: path(), ...(json !== undefined && { json }) };
      where = `${method} ${call.path}`;
      return accepted(await http.send(call), { where, method, now: clock(), ...expected });
    } catch (error) {
      return withPlainWords(replyToFailure(where, error, expected.novelty), where, expected.names);
    }
  }
  const post = (
    project: ProjectRef,
    jobId: number,
    { verb, ...more }: { verb: string } & Omit<Order, "method" | "path">,
  ) => effect({ method: "POST", path: () => `${jobPath(project, jobId)}/${verb}`, ...more });

  return {
    cancel: (project, jobId, { force = false } = {}) =>
      post(project, jobId, { verb: "cancel", problem: unlessJob(jobId), ...(force && { json: { force } }) }),

    retry: (project, jobId, { inputs = {} } = {}) =>
      post(project, jobId, {
        verb: "retry",
        problem: (job) => (job.id === jobId ? "the answer names no new job" : undefined),
        // the code reads `inputs`, the documentation says `job_inputs`; GitLab ignores the one that it does not know
        ...(!isEmpty(inputs) && { json: { inputs, job_inputs: inputs }, names: Object.keys(inputs) }),
      }),

    play: (project, jobId, { variables = {}, inputs = {} } = {}) => {
      const json = {
        // even an empty list needs the right to set variables, which many projects give to nobody
        ...(!isEmpty(variables) && { job_variables_attributes: listOf(variables) }),
        ...(!isEmpty(inputs) && { job_inputs: inputs }),
      };
      const names = Object.keys({ ...variables, ...inputs });
      // after its end GitLab runs the job again: another id is an answer too
      return post(project, jobId, { verb: "play", ...(!isEmpty(json) && { json, names }) });
    },

    keep: (project, jobId) => post(project, jobId, { verb: "artifacts/keep", problem: unlessJob(jobId) }),
    erase: (project, jobId) => post(project, jobId, { verb: "erase", problem: unlessJob(jobId) }),
    deleteArtifacts: (project, jobId) =>
      effect({ method: "DELETE", path: () => `${jobPath(project, jobId)}/artifacts`, novelty: deletion("11.9") }),
    deleteProjectArtifacts: (project) =>
      effect({ method: "DELETE", path: () => `${projectPath(project)}/artifacts`, novelty: deletion("14.7") }),
  };
}

/** A request to change something, and what is known about its answer beforehand. */
interface Order {
  readonly method: "POST" | "DELETE";
  /** May throw `badRequest`, which is a reply like any other. */
  readonly path: () => string;
  readonly json?: unknown;
  /** Why the job in the answer is not the one that it must be. */
  readonly problem?: (job: Job) => string | undefined;
  /** Of the variables and inputs that it gives. Missing: it gives none. */
  readonly names?: readonly string[];
  /** What not every GitLab can do. */
  readonly novelty?: Novelty;
}

function unlessJob(jobId: number): (job: Job) => string | undefined {
  return ({ id }) => (id === jobId ? undefined : `the answer is about job ${id}`);
}

function deletion(since: string): Novelty {
  return { what: "deletion of artifacts", since };
}

/**
 * What a request to change something came to when it was not answered 2xx.
 *
 * @param where e.g. `POST /projects/7/jobs/1001/retry`
 * @param novelty what old GitLabs lack, if it is that
 */
export function replyToFailure(where: string, error: unknown, novelty?: Novelty): Unaccepted {
  if (!(error instanceof GitLabError)) return { kind: "unknown", message: `${where}: ${nameOf(error)}` };
  const { code, status, retryAfterSeconds, limit, requestId } = error;
  const message = novelty && isNoEndpoint(error) ? `${error.message}: ${lackText(novelty)}` : error.message;
  if (code === "refusedConnection" || code === "badRequest") return { kind: "notSent", message };
  // 408 may be a proxy's word for a GitLab that was still at work
  if (status === undefined || status < 300 || status === 408 || status > 499)
    return { kind: "unknown", message, ...known({ requestId }) };
  return { kind: "rejected", status, message, ...known({ retryAfterSeconds, limit, requestId }) };
}

/** GitLab, or a proxy that echoes the request, may quote a value; what is said without a status is ours. */
function withPlainWords(reply: Unaccepted, where: string, names: readonly string[] | undefined): Unaccepted {
  const start = `${where}: `;
  const said = reply.message.startsWith(start) ? reply.message.slice(start.length) : "";
  return names && /^\d{3}/.test(said) ? { ...reply, message: start + plainWords(said, names) } : reply;
}

/** A delete answers nothing (204, 202); every other effect answers the job, and a 2xx without one makes no sense. */
function accepted(
  answer: Answer,
  { where, method, problem, now }: Pick<Order, "method" | "problem"> & { where: string; now: Instant },
): Reply {
  const { status } = answer;
  const body = answerValue(answer);
  const named = known({ requestId: requestIdOf(answer.headers) });
  if (method === "DELETE" && "value" in body) return { kind: "accepted", status, ...named };
  const job = "value" in body ? toJob(body.value, now) : undefined;
  const trouble = job ? problem?.(job) : "problem" in body ? body.problem : "the answer holds no job";
  if (job && trouble === undefined) return { kind: "accepted", status, job, ...named };
  return { kind: "unknown", message: `${where}: ${status}, but ${trouble}`, ...named };
}

function listOf(variables: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(variables).map(([key, value]) => ({ key, value }));
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}
