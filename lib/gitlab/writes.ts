import type { GitLabWrites } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { createEffects } from "./effects.ts";
import { deleteArtifactsOf, mostDeletes } from "./graphql/deletemany.ts";
import type { Http } from "./http/http.ts";

/** So long nothing is asked again of a GitLab that lacks it: somebody may upgrade it. */
const lackingMillis = 3_600_000;

/** What the bot may do to GitLab, and no more: a narrow view of `Effects`; see `GitLabWrites`. */
export function createWrites(http: Http, clock: Clock): GitLabWrites {
  const { retry, cancel, play, keep, deleteArtifacts, deleteProjectArtifacts, erase } = createEffects(http, clock);
  let lacks: { readonly lacking: string; readonly until: number } | undefined;
  const lack = () => (lacks && clock() < lacks.until ? { lacking: lacks.lacking } : undefined);
  return {
    retry: (projectId, jobId, inputs = {}) => retry(projectId, jobId, { inputs }),
    cancel: (projectId, jobId) => cancel(projectId, jobId),
    play: (projectId, jobId, variables, inputs = {}) => play(projectId, jobId, { variables, inputs }),
    keep: (projectId, jobId) => keep(projectId, jobId),
    deleteArtifacts: (projectId, jobId) => deleteArtifacts(projectId, jobId),
    get deletesAtOnce() {
      return lack() ? 1 : mostDeletes;
    },
    async deleteArtifactsOf(jobIds) {
      const known = lack();
      if (known) return known;
      const replies = await deleteArtifactsOf(http, jobIds);
      if ("lacking" in replies) lacks = { lacking: replies.lacking, until: clock() + lackingMillis };
      return replies;
    },
    deleteProjectArtifacts: (projectId) => deleteProjectArtifacts(projectId),
    erase: (projectId, jobId) => erase(projectId, jobId),
  };
}
