import type { ProtectedRefs, SeenProject } from "../../../core/doctorLooks.ts";
import { GitLabError } from "../../../core/errors.ts";
import type { Grant, Protection } from "../../../core/rights.ts";
import { type Grantee, isGrantedEnvironment, isGrantedRef } from "../../rights/granted.ts";
import type { Known } from "../../rights/right.ts";
import { someAtOnce } from "../../someAtOnce.ts";
import { levelFor, type Standing } from "./watched.ts";

/** What of a project is protected from the token that acts, by name. What cannot be learnt is not among it. */
export interface Barred {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly environments: readonly string[];
}

const atOnce = 4;

/**
 * Where the user of `act` may not act although the role would do. Only Maintainers may read what is protected, so `looker`
 * asks; where it is none, nothing is learnt.
 */
export async function barredIn(
  projects: readonly SeenProject[],
  act: Standing,
  looker: Standing,
): Promise<ReadonlyMap<number, Barred>> {
  const userId = act.self.told.user?.id;
  const [mayLook, mayAct, levels] = [
    await looker.atLeast(levelFor.clean),
    await act.atLeast(levelFor.act),
    levelsOf(act),
  ];
  if (userId === undefined || !mayLook || !mayAct) return new Map();
  const near = projects.filter(({ id }) => mayLook.has(id) && mayAct.has(id));
  const found = await someAtOnce(near, atOnce, async ({ id }): Promise<[number, Barred]> => {
    const asker: Grantee = { userId, level: await levels(id), projectId: id, reads: looker.looks.rights };
    return [id, await barredOf(asker, looker)];
  });
  return new Map(found);
}

/** Developer, or what more the lists tell. */
function levelsOf(act: Standing): (projectId: number) => Promise<number> {
  return async (projectId) => {
    const isMore = (await act.atLeast(levelFor.clean))?.has(projectId);
    return isMore ? levelFor.clean : levelFor.act;
  };
}

async function barredOf(asker: Grantee, { looks }: Standing): Promise<Barred> {
  const refs = await looks.protectedRefs(asker.projectId);
  const { branches, tags }: ProtectedRefs = "told" in refs ? refs.told : { branches: [], tags: [] };
  const environments = await unlessError(() => looks.rights.environmentProtections({ project: asker.projectId }));
  return {
    branches: await closed(branches, (grants) => isGrantedRef(grants, asker)),
    tags: await closed(tags, (grants) => isGrantedRef(grants, asker)),
    environments: await closed(environments?.list ?? [], (grants) => isGrantedEnvironment(grants, asker)),
  };
}

/** Those that certainly let the asker not through. */
async function closed(
  protections: readonly Protection[],
  ask: (grants: readonly Grant[]) => Promise<Known>,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, grants } of protections) if ((await unlessError(() => ask(grants))) === false) names.push(name);
  return names;
}

async function unlessError<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GitLabError) return undefined;
    throw error;
  }
}
