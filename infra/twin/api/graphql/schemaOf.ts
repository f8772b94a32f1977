import { jobStatuses } from "../../state/jobParts.ts";
import type { Vintage } from "../../state/world.ts";
import type { Schema } from "./schema.ts";
import { environmentTypes } from "./types/environment.ts";
import { jobTypes } from "./types/job.ts";
import { mutationInputs, mutationTypes } from "./types/mutation.ts";
import { pipelineTypes } from "./types/pipeline.ts";
import { queryTypes } from "./types/query.ts";

const statuses = jobStatuses.map((status) => status.toUpperCase());

const newest: Schema = {
  types: { ...queryTypes, ...mutationTypes, ...pipelineTypes, ...jobTypes, ...environmentTypes },
  inputs: mutationInputs,
  enums: { CiJobStatus: statuses, PipelineStatusEnum: statuses, CiJobKind: ["BUILD", "BRIDGE"] },
};

/**
 * The first year of a field; one that is not named here is as old as the API.
 * Source: the "Introduced in" notes of docs.gitlab.com/api/graphql/reference and gitlabhq's tags (read 2026-11).
 */
const since: Readonly<Record<string, Vintage>> = {
  "Project.job": 2024, // 15.x
  "Project.jobs": 2024, // 13.x
  "Project.environment": 2024, // 13.x
  "Environment.protectedEnvironments": 2024, // 15.4, gitlab-org/gitlab!96221
  "Pipeline.commit": 2024, // 14.5, gitlab-org/gitlab!73171
  "Pipeline.jobs": 2024, // 13.2
  "Pipeline.job": 2024, // 13.x
  "Pipeline.ref": 2024, // 15.x
  "Pipeline.refPath": 2024, // 14.x
  "Mutation.jobPlay": 2024, // 13.12
  "Mutation.jobRetry": 2024, // 13.12
  "Mutation.jobCancel": 2024, // 14.0
  "Mutation.jobUnschedule": 2024, // 14.0
  "Mutation.jobArtifactsDestroy": 2024, // 15.5
  "Mutation.bulkDestroyJobArtifacts": 2024, // 15.10
  "Metadata.enterprise": 2024, // 15.6
  "CiJob.exitCode": 2024, // 16.10
  "CiJob.expandedEnvironmentName": 2026, // 19.x, gitlab-org/gitlab!254782
  "JobPlayInput.inputs": 2026, // 18.10
  "JobRetryInput.inputs": 2026, // 18.10
};

/** What a GitLab of that year knows. */
export function schemaOf(vintage: Vintage): Schema {
  if (vintage === 2026) return newest;
  return { ...newest, types: asOf(vintage, newest.types), inputs: asOf(vintage, newest.inputs) };
}

type Named<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

function asOf<T>(vintage: Vintage, types: Named<T>): Named<T> {
  return Object.fromEntries(
    Object.entries(types).map(([type, fields]) => {
      const known = Object.entries(fields).filter(([field]) => vintage >= (since[`${type}.${field}`] ?? 2016));
      return [type, Object.fromEntries(known)] as const;
    }),
  );
}
