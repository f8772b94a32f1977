import { type Keep, keptProjectsScope, keptScope, readKeep } from "../../core/keep.ts";
import type { Store } from "../../core/ports.ts";

/**
 * What a source keeps, or one of its projects, read consistently: by project, then by what is kept.
 *
 * @throws StoreError when the tables cannot be read
 */
export async function keepsOf(store: Store, source: string, project?: number): Promise<Keep[]> {
  const projects = project === undefined ? await keptProjects(store, source) : [project];
  const keeps: Keep[] = [];
  for (const id of projects) {
    const notes = await store.notes(keptScope(source, id));
    keeps.push(...notes.map(({ key, value }) => readKeep(id, key, value)));
  }
  return keeps;
}

async function keptProjects(store: Store, source: string): Promise<readonly number[]> {
  const notes = await store.notes(keptProjectsScope(source));
  return notes.map(({ key }) => Number(key)).toSorted((one, other) => one - other);
}
