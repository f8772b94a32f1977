import type { GitLabWrites } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { createEffects } from "./effects.ts";
import type { Http } from "./http/http.ts";

/** What the bot may do to GitLab, and no more: a narrow view of `Effects`; see `GitLabWrites`. */
export function createWrites(http: Http, clock: Clock): GitLabWrites {
  const { retry, cancel, play, keep, deleteArtifacts, erase } = createEffects(http, clock);
  return {
    retry: (projectId, jobId, inputs = {}) => retry(projectId, jobId, { inputs }),
    cancel: (projectId, jobId) => cancel(projectId, jobId),
    play: (projectId, jobId, variables, inputs = {}) => play(projectId, jobId, { variables, inputs }),
    keep: (projectId, jobId) => keep(projectId, jobId),
    deleteArtifacts: (projectId, jobId) => deleteArtifacts(projectId, jobId),
    erase: (projectId, jobId) => erase(projectId, jobId),
  };
}
