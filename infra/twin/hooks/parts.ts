import { commitDate } from "../state/dates.ts";
import type { Commit, Job, MergeRequest, Pipeline, Project } from "../state/graph.ts";
import type { Runner } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { runnerType } from "../state/runner.ts";
import { gitHttpUrl, gitSshUrl, projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { hookAsOf } from "./vintages.ts";

// What several payloads hold. Source: docs.gitlab.com/user/project/integrations/webhook_events (read 2026-11).

const visibilityLevels = { private: 0, public: 20 } as const;

export function personPart(world: World, person: Person | null) {
  if (!person) return null;
  const { id, name, username } = person;
  return {
    id,
    name,
    username,
    avatar_url: `${world.url}/uploads/-/system/user/avatar/${id}/avatar.png`,
    email: "[REDACTED]",
  };
}

export function runnerPart({ vintage }: World, runner: Runner | null) {
  if (!runner) return null;
  const { id, description, tags, isPaused } = runner;
  const type = runnerType(runner);
  const shown = { id, description, runner_type: type, active: !isPaused, is_shared: type === "instance_type", tags };
  return hookAsOf(vintage, "runner", shown);
}

export function projectPart(world: World, project: Project) {
  return {
    id: project.id,
    name: project.name,
    description: null,
    web_url: projectUrl(world, project),
    avatar_url: null,
    git_ssh_url: gitSshUrl(world, project),
    git_http_url: gitHttpUrl(world, project),
    namespace: project.namespace,
    visibility_level: visibilityLevels[project.settings.visibility],
    path_with_namespace: project.path,
    default_branch: project.defaultBranch,
    ci_config_path: null,
  };
}

/** As `projectPart`, with the older names that hooks about anything but pipelines and jobs still have. */
export function oldProjectPart(world: World, project: Project) {
  const web = projectUrl(world, project);
  const ssh = gitSshUrl(world, project);
  const older = { homepage: web, url: ssh, ssh_url: ssh, http_url: gitHttpUrl(world, project) };
  return hookAsOf(world.vintage, "projectOfEvent", { ...projectPart(world, project), ...older });
}

export function repositoryPart(world: World, project: Project) {
  return {
    name: project.name,
    url: gitSshUrl(world, project),
    description: null,
    homepage: projectUrl(world, project),
    git_http_url: gitHttpUrl(world, project),
    git_ssh_url: gitSshUrl(world, project),
    visibility_level: visibilityLevels[project.settings.visibility],
  };
}

export function commitPart(world: World, project: Project, commit: Commit) {
  return {
    id: commit.sha,
    message: commit.message,
    title: commit.message.split("\n")[0],
    timestamp: commitDate(commit.at),
    url: `${projectUrl(world, project)}/-/commit/${commit.sha}`,
    author: { name: commit.authorName, email: commit.authorEmail },
  };
}

/** What began a pipeline, where that was a bridge; no field otherwise. */
export function sourcePart(world: World, { triggeredBy }: Pipeline) {
  if (!triggeredBy) return {};
  const { project, id } = triggeredBy.pipeline;
  const shown = { id: project.id, web_url: projectUrl(world, project), path_with_namespace: project.path };
  return { source_pipeline: { project: shown, job_id: triggeredBy.id, pipeline_id: id } };
}

export function environmentPart({ environment }: Job) {
  if (!environment) return null;
  const { name, action, tier } = environment;
  return { name, action, deployment_tier: tier };
}

/** What is told of a merge request wherever it shows. */
export function requestFields(project: Project, request: MergeRequest) {
  const { id, iid, title, sourceBranch, targetBranch, sourceProjectId } = request;
  return {
    id,
    iid,
    title,
    source_branch: sourceBranch,
    source_project_id: sourceProjectId,
    target_branch: targetBranch,
    target_project_id: project.id,
    state: "opened",
    merge_status: "can_be_merged",
    detailed_merge_status: "mergeable",
  };
}
