import { noRecord } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import type { MergeRequest, Pipeline, Project } from "../state/graph.ts";
import { pipelinesOf } from "../state/history.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { personBasicEntity, pipelineDetailEntity } from "./entities.ts";
import { readId } from "./within.ts";

/** A merge request that some pipeline ran for: there are no others here. Source: docs.gitlab.com/api/merge_requests (read 2026-11). */
export function showMergeRequest(call: Call, project: Project): Answer {
  const iid = readId(call.params.merge_request_iid);
  if (iid === undefined) return parameterError("merge_request_iid is invalid");
  for (const pipeline of pipelinesOf(project)) {
    const { mergeRequest } = pipeline;
    if (mergeRequest?.iid === iid) return json(200, entity(call, pipeline, mergeRequest));
  }
  return refusal(noRecord());
}

function entity({ world }: Call, { project, person, commit, createdAt }: Pipeline, request: MergeRequest) {
  const { id, iid, title, sourceBranch, targetBranch, sourceProjectId, author: opener = person } = request;
  return {
    id,
    iid,
    project_id: project.id,
    title,
    description: null,
    state: "opened",
    created_at: apiDate(createdAt),
    updated_at: apiDate(createdAt),
    target_branch: targetBranch,
    source_branch: sourceBranch,
    author: opener && personBasicEntity(world, opener),
    source_project_id: sourceProjectId,
    target_project_id: project.id,
    labels: [],
    draft: false,
    merge_status: "can_be_merged",
    sha: commit.sha,
    ...(world.vintage >= 2020 && { head_pipeline: headEntity(world, request, project) }),
    web_url: `${projectUrl(world, project)}/-/merge_requests/${iid}`,
  };
}

/** The newest pipeline of a merge request, which runs in the fork where it is from one. */
function headEntity(world: World, { iid, sourceBranch, sourceProjectId }: MergeRequest, project: Project) {
  const own = project.pipelines.findLast(({ mergeRequest }) => mergeRequest?.iid === iid);
  const fork = world.projects.find(({ id }) => id === sourceProjectId && id !== project.id);
  const there = fork?.pipelines.findLast(({ ref }) => ref === sourceBranch);
  const head = !own || (there && there.id > own.id) ? there : own;
  return head ? pipelineDetailEntity(world, head) : null;
}
