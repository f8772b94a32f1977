import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenProject, Told, Untold } from "../../../core/doctorLooks.ts";
import { roleLevels } from "../../../core/looked.ts";
import type { Page } from "../../../core/page.ts";
import { projectsCheck } from "../../../rules/projects.ts";
import type { TokenName } from "../../throttle.ts";
import { ill } from "./diagnose.ts";
import { aboutGitLab, type SeenToken } from "./reach.ts";

/** 100 projects each. */
const mostPages = 20;

/** What each token needs of its user, by GitLab's number. Source: docs.gitlab.com/user/permissions (read 2026-11). */
export const levelFor: Readonly<Record<TokenName, number>> = {
  read: roleLevels.reporter,
  act: roleLevels.developer,
  clean: roleLevels.maintainer,
  hooks: roleLevels.maintainer,
};

/** A token, and where its user is a member. */
export interface Standing extends SeenToken {
  readonly self: { readonly told: Extract<SeenToken["self"], { told: unknown }>["told"] };
  /** The watched ones that it sees, by number. */
  readonly sees: ReadonlyMap<number, SeenProject>;
  /** Those where its user is at least that; missing: GitLab does not tell. */
  atLeast(level: number): Promise<ReadonlySet<number> | undefined>;
}

/** What all tokens together see of the watched projects. */
export interface Watched {
  readonly standings: readonly Standing[];
  /** By path. */
  readonly projects: readonly SeenProject[];
  /** All that any token is a member of, watched or not. */
  readonly paths: readonly string[];
  /** What went wrong with the lists. */
  readonly troubles: readonly Diagnosis[];
}

/** Lists the projects of every token that works; 1 request for every 100 projects of a token. */
export async function watchedProjects(
  entries: readonly (string | number)[],
  tokens: readonly SeenToken[],
  source: string,
): Promise<Watched> {
  const isWatched = projectsCheck(entries);
  const all = new Map<number, SeenProject>();
  const paths = new Set<string>();
  const standings: Standing[] = [];
  const troubles: Diagnosis[] = [];
  for (const token of tokens) {
    const { self } = token;
    if (!("told" in self)) continue;
    const listed = await allPages((cursor) => token.looks.projectsPage(cursor === undefined ? {} : { cursor }));
    if ("untold" in listed) {
      troubles.push(...listTrouble(listed.untold, source));
      continue;
    }
    for (const { path } of listed.told) paths.add(path);
    const mine = listed.told.filter((project) => isWatched(project).answer === "yes");
    for (const project of mine) all.set(project.id, { ...all.get(project.id), ...project });
    const sees = new Map(mine.map((project) => [project.id, project]));
    standings.push({ ...token, self, sees, atLeast: levels(token, self.told.release) });
  }
  const projects = [...all.values()].toSorted((one, other) => one.path.localeCompare(other.path));
  return { standings, projects, paths: [...paths], troubles: troubles.slice(0, 1) };
}

/** A 429 is told once, for all. */
function listTrouble({ why, words, cure }: Untold, source: string): readonly Diagnosis[] {
  if (why === "throttled") return [];
  return [ill("gitlabBroken", { about: aboutGitLab(source), says: `Its projects cannot be listed: ${words}`, cure })];
}

/** GitLab filters by role since 11.2: 1 request for every 100 projects, asked once for each level. */
function levels({ looks }: SeenToken, release: readonly [number, number] | undefined): Standing["atLeast"] {
  const known = new Map<number, Promise<ReadonlySet<number> | undefined>>();
  const isTold = release !== undefined && (release[0] > 11 || (release[0] === 11 && release[1] >= 2));
  const ask = async (atLeast: number) => {
    const listed = await allPages((cursor) => looks.projectsPage({ atLeast, ...(cursor !== undefined && { cursor }) }));
    return "told" in listed ? new Set(listed.told.map(({ id }) => id)) : undefined;
  };
  return async (atLeast) => {
    if (!isTold) return undefined;
    const answer = known.get(atLeast) ?? ask(atLeast);
    known.set(atLeast, answer);
    return await answer;
  };
}

async function allPages<T>(pageAt: (cursor?: string) => Promise<Told<Page<T>>>): Promise<Told<readonly T[]>> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageAt(cursor);
    if ("untold" in page) return page;
    items.push(...page.told.items);
    cursor = page.told.next;
    if (cursor === undefined) break;
  }
  return { told: items };
}

/** The token that serves for a name: its own, else `act`'s; nobody else's looks after hooks. */
export function standingFor(name: TokenName, standings: readonly Standing[]): Standing | undefined {
  const own = standings.find(({ names }) => names.includes(name));
  return own ?? (name === "hooks" ? undefined : standings.find(({ names }) => names.includes("act")));
}
