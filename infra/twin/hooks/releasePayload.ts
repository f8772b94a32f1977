import { hookDate } from "../state/dates.ts";
import type { Project, Release } from "../state/graph.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { commitPart, oldProjectPart } from "./parts.ts";

/**
 * The body of a Release Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Release events" (read 2026-11).
 */
export function releasePayload(world: World, { project, release }: { project: Project; release: Release }) {
  const commit = project.tags.get(release.tag);
  const web = projectUrl(world, project);
  return {
    id: project.releases.indexOf(release) + 1,
    created_at: hookDate(release.createdAt),
    description: release.description,
    name: release.name,
    released_at: hookDate(release.releasedAt),
    tag: release.tag,
    object_kind: "release",
    project: oldProjectPart(world, project),
    url: `${web}/-/releases/${encodeURIComponent(release.tag)}`,
    action: "create",
    assets: { count: 0, links: [], sources: [] },
    commit: commit && commitPart(world, project, commit),
  };
}
