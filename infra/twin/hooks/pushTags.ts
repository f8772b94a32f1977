import type { Commit, Project } from "../state/graph.ts";
import { shaOf } from "../state/ids.ts";
import { personOf, tell, type World } from "../state/world.ts";

export interface NewTagPush {
  /** All that one push makes, moves or deletes. */
  readonly tags: readonly string[];
  /** A username. */
  readonly by: string;
  /** Where they point. Default: a new commit for each. */
  readonly sha?: string;
  /** Makes them annotated tags. */
  readonly message?: string;
  /** Default: no. */
  readonly isDeletion?: boolean;
}

/**
 * Somebody pushes tags. Of a push of too many GitLab tells nothing at all.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Tag events" (read 2026-11).
 *
 * @throws Error when there is no such person, or no such tag to delete
 */
export function pushTags(world: World, project: Project, { tags, by, ...pushed }: NewTagPush): void {
  const person = personOf(world, by);
  const { message = null, isDeletion = false } = pushed;
  const missing = isDeletion && tags.find((tag) => !project.tags.has(tag));
  if (missing) throw new Error(`${project.path} has no tag ${missing}`);
  const isTold = tags.length <= world.settings.mostPushedTags;
  for (const tag of tags) {
    const before = project.tags.get(tag) ?? null;
    const after = isDeletion ? null : commitOf(world, project, { tag, by, sha: pushed.sha, before });
    if (after) project.tags.set(tag, after);
    else project.tags.delete(tag);
    if (isTold) tell(world, { kind: "tagPush", push: { project, person, tag, before, after, message } });
  }
}

interface Pushed {
  readonly tag: string;
  readonly by: string;
  readonly sha: string | undefined;
  readonly before: Commit | null;
}

function commitOf(world: World, { path }: Project, { tag, by, sha, before }: Pushed): Commit {
  const own = sha ?? shaOf(`${path}#${tag}${before ? `/${before.sha}` : ""}`);
  const at = world.clock();
  return { sha: own, message: `Tag ${tag}\n`, authorName: by, authorEmail: `${by}@example.com`, at };
}
