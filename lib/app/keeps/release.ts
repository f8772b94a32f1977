import { keepText, keptAgain, keptKey, type NotedKeep, readNoted } from "../../core/keep.ts";
import type { Instant } from "../../core/time.ts";
import { listProject } from "./enter.ts";
import type { Review } from "./reviewed.ts";

/**
 * Enters that a release keeps a pipeline, so that nothing of it is deleted from then on.
 *
 * @returns whether it was not kept for a release before
 */
export async function keepForRelease(
  { held, project, worker }: Review,
  { pipelineId, tag }: { readonly pipelineId: number; readonly tag: string },
): Promise<boolean> {
  const { store, clock } = worker;
  const key = keptKey({ source: held.source, project: project.id, on: `pipeline:${pipelineId}` });
  await listProject(store, held.source, project);
  const seen = await store.note(key);
  const before = seen === undefined ? undefined : readNoted(seen);
  // What this version cannot read is kept all the same.
  if (seen !== undefined && (!before || (before.release !== undefined && before.state === "kept"))) return false;
  const fresh = forRelease({ pipelineId, tag, path: project.path, now: clock() });
  return await store.putNote(key, keepText(before ? keptAgain({ ...before, release: tag }) : fresh), seen);
}

function forRelease({
  pipelineId,
  tag,
  path,
  now,
}: {
  pipelineId: number;
  tag: string;
  path: string;
  now: Instant;
}): NotedKeep {
  return {
    path,
    ref: tag,
    tag: true,
    release: tag,
    pipelineId,
    why: `the release ${tag}`,
    rules: [],
    since: now,
    state: "kept",
  };
}
