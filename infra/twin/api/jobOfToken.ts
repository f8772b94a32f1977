import { notFound } from "../machine/refusal.ts";
import { accessLevels } from "../state/person.ts";
import { accessLevel } from "../state/project.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { jobEntity } from "./jobEntity.ts";

// What a job's own token tells of itself. Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/ci/jobs.rb (read 2026-11).

export function showOwnJob({ world, tokenJob }: Call): Answer {
  return tokenJob ? json(200, jobEntity(world, tokenJob)) : refusal(notFound("Job"));
}

/** Nobody in the twin has them. Source: gitlabhq lib/gitlab/access.rb (read 2026-11). */
const newerRoles = { planner: 15, security_manager: 25 };

/** The twin has no Kubernetes agents. */
export function showAllowedAgents({ world, tokenJob, person }: Call): Answer {
  if (!tokenJob) return refusal(notFound("Job"));
  const { id, pipeline, environment } = tokenJob;
  const level = accessLevel(pipeline.project, person);
  const all = Object.entries({ ...accessLevels, ...(world.vintage === 2026 && newerRoles) });
  const roles = all.filter(([, needed]) => needed <= level).sort(([, one], [, other]) => one - other);
  return json(200, {
    allowed_agents: [],
    job: { id },
    pipeline: { id: pipeline.id },
    project: { id: pipeline.project.id, groups: [] },
    user: {
      id: person.id,
      username: person.username,
      roles_in_project: roles.map(([role]) => role),
    },
    ...(environment && { environment: { tier: environment.tier, slug: environment.name } }),
  });
}
