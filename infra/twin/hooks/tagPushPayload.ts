import { protections } from "../state/project.ts";
import type { TagPush } from "../state/tagPush.ts";
import type { World } from "../state/world.ts";
import { oldProjectPart, personPart, repositoryPart } from "./parts.ts";
import { hookAsOf } from "./vintages.ts";

const nothing = "0".repeat(40);

/**
 * The body of a Tag Push Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Tag events", and gitlabhq
 * lib/gitlab/data_builder/push.rb (read 2026-11).
 */
export function tagPushPayload(world: World, { project, person, tag, before, after, message }: TagPush) {
  return hookAsOf(world.vintage, "tagPush", {
    object_kind: "tag_push",
    event_name: "tag_push",
    before: before?.sha ?? nothing,
    after: after?.sha ?? nothing,
    ref: `refs/tags/${tag}`,
    ref_protected: protections(project, tag, true).length > 0,
    checkout_sha: after?.sha ?? null,
    message,
    user_id: person.id,
    user_name: person.name,
    user_username: person.username,
    user_email: "",
    user_avatar: personPart(world, person)?.avatar_url ?? null,
    project_id: project.id,
    project: oldProjectPart(world, project),
    commits: [],
    total_commits_count: 0,
    push_options: {},
    repository: repositoryPart(world, project),
  });
}
