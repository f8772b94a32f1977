import type { Instant } from "../../../lib/core/time.ts";
import type { Commit, Project, Release } from "./graph.ts";
import { shaOf } from "./ids.ts";
import { personOf, tell, type World } from "./world.ts";

export interface NewRelease {
  readonly tag: string;
  /** Default: the tag. */
  readonly name?: string;
  readonly description?: string;
  /** A username; default: nobody. */
  readonly by?: string;
  /** Default: now. */
  readonly releasedAt?: Instant;
}

/** A tag without a pipeline; one that is there already stays as it is. */
export function addTag(world: World, project: Project, name: string): Commit {
  const sha = shaOf(`${project.path}#${name}`);
  const author = { authorName: "Nobody", authorEmail: "nobody@example.com" };
  const commit = project.tags.get(name) ?? { sha, message: `Tag ${name}\n`, at: world.clock(), ...author };
  project.tags.set(name, commit);
  return commit;
}

/** A release, with its tag where there is none yet. @throws Error when the tag has one, or there is no such person */
export function addRelease(world: World, project: Project, added: NewRelease): Release {
  const { tag, name = tag, description = "", by, releasedAt = world.clock() } = added;
  if (project.releases.some((one) => one.tag === tag)) throw new Error(`there already is a release of ${tag}`);
  addTag(world, project, tag);
  const person = by === undefined ? null : personOf(world, by);
  const release = { tag, name, description, person, createdAt: world.clock(), releasedAt };
  project.releases.push(release);
  tell(world, { kind: "release", project, release });
  return release;
}
