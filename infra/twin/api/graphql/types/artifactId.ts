import type { JobFile } from "../../../state/jobParts.ts";
import type { World } from "../../../state/world.ts";

/** The number of a file, which only GraphQL tells; the same one each time. */
export function artifactId({ artifactIds, ids }: World, file: JobFile): number {
  const known = file.id ?? artifactIds.get(file);
  if (known !== undefined) return known;
  const id = ids.next("artifact");
  artifactIds.set(file, id);
  return id;
}
