import * as z from "zod";
import { Id, nullable, optional, Word } from "../fields.ts";
import { known } from "../known.ts";

/** What the job of a job token may reach in Kubernetes. */
export interface AllowedAgents {
  readonly agents: readonly { readonly id: number; readonly configProjectId?: number }[];
  readonly jobId: number;
  readonly pipelineId?: number;
  readonly projectId?: number;
  /** The environment's slug. */
  readonly environment?: string;
  readonly userName?: string;
}

const Numbered = nullable(z.object({ id: optional(Id) }));

// Source: docs.gitlab.com/api/jobs, GET /job/allowed_agents, and gitlabhq lib/api/ci/jobs.rb (read 2026-11). Only jobs with
// an environment have one, and in old GitLabs none has.
const AgentsAnswer = z.object({
  allowed_agents: z.array(z.object({ id: Id, config_project: Numbered })),
  job: z.object({ id: Id }),
  pipeline: Numbered,
  project: Numbered,
  environment: nullable(z.object({ slug: Word })),
  user: nullable(z.object({ username: Word })),
});

/** The agents of a job token's job, or `undefined` when the answer has no job, or an agent without an id. */
export function toAllowedAgents(value: unknown): AllowedAgents | undefined {
  const { data: answer } = AgentsAnswer.safeParse(value);
  if (!answer) return undefined;
  return known({
    agents: answer.allowed_agents.map(({ id, config_project }) => known({ id, configProjectId: config_project?.id })),
    jobId: answer.job.id,
    pipelineId: answer.pipeline?.id,
    projectId: answer.project?.id,
    environment: answer.environment?.slug,
    userName: answer.user?.username,
  });
}
