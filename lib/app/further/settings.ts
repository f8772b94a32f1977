import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Looked } from "../../core/looked.ts";

/** Where the job deploys to, by name only: no API tells its tier. */
export async function lookAtEnvironment({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  if (project.path === undefined || job.isBridge) return {};
  const name = await reads.environmentName(project.path, job.id);
  return name === undefined ? {} : { environment: { name } };
}

/** No API tells how a job is started, but two states do. Source: gitlabhq app/models/ci/build.rb (read 2026-11). */
export async function lookAtWhen({ job: { status } }: Facts): Promise<Looked> {
  if (status === "manual") return { when: "manual" };
  return status === "scheduled" ? { when: "delayed" } : {};
}
