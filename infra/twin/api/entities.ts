import { apiDate } from "../state/dates.ts";
import type { Commit, Pipeline, Project } from "../state/graph.ts";
import { accessLevels, addressOf, type Person } from "../state/person.ts";
import { accessLevel } from "../state/project.ts";
import { gitHttpUrl, gitSshUrl, personUrl, projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { asOf } from "./vintageFields.ts";

/** A person as jobs and pipelines show it. Source: docs.gitlab.com/api/jobs (read 2026-11). */
export function personEntity(world: World, person: Person) {
  const { vintage } = world;
  return asOf(vintage, "person", {
    id: person.id,
    username: person.username,
    public_email: "",
    name: person.name,
    state: person.state,
    locked: false,
    avatar_url: `${world.url}/uploads/-/system/user/avatar/${person.id}/avatar.png`,
    web_url: personUrl(world, person),
    created_at: apiDate(person.createdAt),
    bio: null,
    location: null,
    ...(vintage < 2026 && { skype: "" }),
    linkedin: "",
    twitter: "",
    website_url: "",
    organization: "",
    bot: person.isBot,
  });
}

/** A person in a list of members. Source: gitlabhq lib/api/entities/user_basic.rb (read 2026-11). */
export function personBasicEntity(world: World, person: Person) {
  const { id, username, public_email, name, state, locked, avatar_url, web_url } = personEntity(world, person);
  return { id, username, public_email, name, state, locked, avatar_url, web_url };
}

/** The token's own person. Source: docs.gitlab.com/api/users, "Get the current user" (read 2026-11). */
export function selfEntity(world: World, person: Person) {
  const email = addressOf(person);
  return { ...personEntity(world, person), email, commit_email: email, two_factor_enabled: false, external: false };
}

export function commitEntity({ sha, message, authorName, authorEmail, at }: Commit) {
  const date = `${apiDate(at).slice(0, -1)}+00:00`;
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    created_at: date,
    title: message.split("\n")[0],
    message,
    author_name: authorName,
    author_email: authorEmail,
    authored_date: date,
    committer_name: authorName,
    committer_email: authorEmail,
    committed_date: date,
  };
}

/** A pipeline in a list and inside a job. Source: docs.gitlab.com/api/pipelines (read 2026-11). */
export function pipelineEntity(world: World, pipeline: Pipeline) {
  const { id, iid, project, commit, ref, status, source, createdAt, updatedAt } = pipeline;
  return asOf(world.vintage, "pipeline", {
    id,
    iid,
    project_id: project.id,
    sha: commit.sha,
    ref,
    status,
    source,
    created_at: apiDate(createdAt),
    updated_at: apiDate(updatedAt),
    web_url: `${projectUrl(world, project)}/-/pipelines/${id}`,
  });
}

/** A pipeline by itself. */
export function pipelineDetailEntity(world: World, pipeline: Pipeline) {
  const { person, tag, startedAt, finishedAt, durationSeconds, createdAt } = pipeline;
  const detail = {
    ...pipelineEntity(world, pipeline),
    name: null,
    before_sha: "0".repeat(40),
    tag,
    yaml_errors: null,
    user: person && personEntity(world, person),
    started_at: apiDate(startedAt),
    finished_at: apiDate(finishedAt),
    committed_at: null,
    duration: durationSeconds,
    queued_duration: startedAt === null ? null : Math.floor((startedAt - createdAt) / 1000),
    coverage: null,
    archived: pipeline.isArchived,
  };
  const dates = { created_at: apiDate(createdAt), updated_at: apiDate(pipeline.updatedAt) };
  return { ...asOf(world.vintage, "pipeline", detail), ...dates };
}

/** A project in a list and by itself. Source: docs.gitlab.com/api/projects (read 2026-11). */
export function projectEntity(world: World, project: Project, person: Person) {
  const level = accessLevel(project, person);
  return {
    id: project.id,
    description: null,
    name: project.name,
    name_with_namespace: project.namespace ? `${project.namespace} / ${project.name}` : project.name,
    path: project.path.split("/").at(-1),
    path_with_namespace: project.path,
    created_at: apiDate(project.createdAt),
    default_branch: project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: gitSshUrl(world, project),
    http_url_to_repo: gitHttpUrl(world, project),
    web_url: projectUrl(world, project),
    avatar_url: null,
    visibility: project.settings.visibility,
    archived: project.settings.isArchived,
    empty_repo: false,
    jobs_enabled: project.settings.hasJobs,
    builds_access_level: project.settings.hasJobs ? "enabled" : "disabled",
    namespace: namespaceEntity(project),
    shared_with_groups: [...project.invited].map(([{ id: group_id, path }, role]) => ({
      group_id,
      group_name: path.split("/").at(-1),
      group_full_path: path,
      group_access_level: accessLevels[role],
      expires_at: null,
    })),
    ci_pipeline_variables_minimum_override_role: project.settings.pipelineVariables,
    permissions: {
      project_access: level > 0 ? { access_level: level, notification_level: 3 } : null,
      group_access: null,
    },
  };
}

/** The group, or the person whose own project it is. Source: gitlabhq lib/api/entities/namespace_basic.rb (read 2026-11). */
function namespaceEntity({ id, path, group }: Project) {
  const above = group?.path ?? path;
  return {
    id: group?.id ?? id,
    name: above,
    path: above.split("/").at(-1),
    kind: group ? "group" : "user",
    full_path: above,
  };
}
