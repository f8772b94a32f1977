import type { Instant } from "../../core/time.ts";
import type { Api } from "../../gitlab/api.ts";
import { cardLines } from "./card.ts";
import { jsonOf, jsonText } from "./json.ts";
import { Problem } from "./problem.ts";

/**
 * The job that the client's CI job token belongs to, with the Kubernetes agents that it may use.
 *
 * @throws Problem when the token is of another kind
 */
export async function tokenJob({ jobs }: Pick<Api, "jobs">, now: Instant, asJson: boolean): Promise<string[]> {
  const job = await jobs.ofToken();
  if (!job)
    throw new Problem(
      "the token belongs to no job: inside a job, set PENSTOCK_GITLAB_TOKEN to its CI_JOB_TOKEN and PENSTOCK_GITLAB_TOKEN_AS to job",
    );
  const allowed = await jobs.allowedAgents();
  const agents = allowed?.agents.map(({ id }) => id) ?? [];
  if (asJson) return [jsonText({ job: jsonOf(job), agents })];
  const listed = agents.length === 0 ? "none" : agents.join(", ");
  return [...cardLines(job, now), `  ${"agents".padEnd(11)} ${listed}`];
}
