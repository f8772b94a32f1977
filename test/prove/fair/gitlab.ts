import type { Job } from "../../../lib/core/job.ts";
import type { GitLab } from "../../../lib/core/ports.ts";

/** A call that acts, as GitLab got it. */
export interface Effect {
  readonly verb: "retry" | "keep";
  readonly project: number;
  readonly job: number;
}

/** Jobs from this id on have succeeded and have an archive; those before it have failed. */
export const firstSuccess = 500_000_000;
const bot = { id: 900, username: "penstock" };

/**
 * A GitLab without memory: every job is alone in its pipeline and has just failed, or has an archive that expires soon.
 *
 * @param answer waits as long as an answer takes
 */
export function endlessGitLab(answer: () => Promise<void>, told: (effect: Effect) => void): GitLab {
  const expireAt = Date.UTC(2027, 0, 1);
  const job = (id: number): Job => ({
    ...{ id, name: "build", pipelineId: id, sha: "0a1b2c", ref: "main" },
    ...(id < firstSuccess
      ? { status: "failed" }
      : { status: "success", artifacts: { files: [{ type: "archive", sizeBytes: 10 }], expireAt } }),
  });
  const slow =
    <Given extends readonly unknown[], T>(ask: (...given: Given) => T) =>
    async (...given: Given) => {
      await answer();
      return ask(...given);
    };
  const act = (verb: Effect["verb"], after: (id: number) => Job) => async (project: number, id: number) => {
    told({ verb, project, job: id });
    await answer();
    return { kind: "accepted" as const, status: 201, job: after(id) };
  };
  const reads = {
    job: slow((_: number, id: number) => job(id)),
    pipelineJobs: slow((_: number, id: number) => [job(id)]),
    project: slow((id: number) => ({ id, path: `shop/p${id}` })),
    me: slow(() => bot),
  };
  const writes = {
    retry: act("retry", (id) => ({ ...job(id + 1_000_000_000), status: "pending", userId: bot.id })),
    keep: act("keep", (id) => ({ ...job(id), artifacts: { files: [], expireAt: null } })),
  };
  return { reads, writes } as unknown as GitLab;
}
