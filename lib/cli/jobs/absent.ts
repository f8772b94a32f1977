import type { ProjectRef } from "../../gitlab/place.ts";
import { safe } from "../render.ts";
import type { Target } from "./address.ts";
import { projectText } from "./text.ts";

// GitLab says the same of what is not there and of what the token must not see.

export function absentText({ project, jobId }: Target): string {
  return `no job ${jobId} in ${projectText(project)}, or the token must not see it (GitLab answers the same to both). A trigger job (bridge) is not found this way either: see penstock jobs list --project ${safe(String(project))} --pipeline ID --bridges`;
}

export function absentProjectText(project: ProjectRef): string {
  return `no ${typeof project === "number" ? "" : "project "}${projectText(project)}, or the token must not see it (GitLab answers the same to both): check the path with its groups, and the token's membership`;
}

export function absentPipelineText(project: ProjectRef, pipelineId: number): string {
  return `no pipeline ${pipelineId} in ${projectText(project)}, or the token must not see it (GitLab answers the same to both): check the id (not the number with # of the page) and the project`;
}
