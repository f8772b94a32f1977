import type { Job, Project } from "../state/graph.ts";
import type { Runner } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { gitHttpUrl, gitSshUrl, projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";

// What both payloads hold. Source: docs.gitlab.com/user/project/integrations/webhook_events (read 2026-11).

export const visibilityLevels = { private: 0, public: 20 } as const;

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

export function runnerPart(runner: Runner | null) {
  if (!runner) return null;
  const { id, description, tags } = runner;
  return { id, description, runner_type: "instance_type", active: true, is_shared: true, tags };
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

export function environmentPart({ environment }: Job) {
  if (!environment) return null;
  const { name, action, tier } = environment;
  return { name, action, deployment_tier: tier };
}
