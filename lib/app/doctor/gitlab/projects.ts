import type { Diagnosis } from "../../../core/diagnosis.ts";
import { nearest } from "../../../core/nearest.ts";
import { projectsCheck } from "../../../rules/projects.ts";
import { counted, ill, listed, well } from "./diagnose.ts";
import type { GitLabPatient } from "./patient.ts";
import { aboutToken } from "./tokens.ts";
import { levelFor, type Standing, standingFor, type Watched } from "./watched.ts";

const roleNames: Readonly<Record<number, string>> = { 20: "Reporter", 30: "Developer", 40: "Maintainer" };

/** How many projects are looked at one by one. */
export const mostProjects = 200;

/** Whether each entry is for something, and what each token may where. */
export async function examineProjects(patient: GitLabPatient, watched: Watched): Promise<readonly Diagnosis[]> {
  const { source } = patient;
  const about = `projects of ${source}`;
  const { projects } = watched;
  const archived = projects.filter(({ isArchived }) => isArchived);
  const jobless = projects.filter(({ hasJobs, isArchived }) => hasJobs === false && !isArchived);
  const found = [
    ...(await emptyEntries(patient, watched)),
    ...group("projectsArchived", archived, about, "archived"),
    ...group("projectsWithoutJobs", jobless, about, "without CI"),
    ...(await rolesIn(patient, watched)),
  ];
  const count = counted(projects.length, "project");
  if (projects.length === 0) return [...found, ill("projectsNone", { about, says: "No project is watched." })];
  const notSeen = projects.length - mostProjects;
  const rest =
    notSeen > 0
      ? [
          ill("projectsNotSeen", {
            about,
            says: `Of ${count} the hooks and rights of ${mostProjects} were looked at, the first by path.`,
          }),
        ]
      : [];
  const isWell = found.length === 0;
  return [...found, ...rest, ...(isWell ? [well("projectsWatched", "projects", about, `${count} watched.`)] : [])];
}

function group(
  id: "projectsArchived" | "projectsWithoutJobs",
  projects: readonly { readonly path: string }[],
  about: string,
  how: string,
): readonly Diagnosis[] {
  if (projects.length === 0) return [];
  const names = listed(projects.map(({ path }) => path));
  return [ill(id, { about, says: `${counted(projects.length, "project")} ${how}: ${names}.` })];
}

/** Entries that are for nothing; at most 10 of them are asked for by name. */
async function emptyEntries(
  { projects: entries, source }: GitLabPatient,
  { projects, paths, standings }: Watched,
): Promise<readonly Diagnosis[]> {
  const wanted = entries.filter((entry) => !String(entry).startsWith("!"));
  const excluding = entries.filter((entry) => String(entry).startsWith("!"));
  const empty = wanted.filter((entry) => {
    const check = projectsCheck([entry, ...excluding]);
    return !projects.some((project) => check(project).answer === "yes");
  });
  const found: Diagnosis[] = [];
  for (const [at, entry] of empty.entries()) {
    const about = `entry ${entry} in projects of ${source}`;
    const isPlain = !/[*?]/.test(String(entry));
    const look = isPlain && at < 10 ? await standingFor("read", standings)?.looks.project(entry) : undefined;
    const there = look && "told" in look ? look.told : undefined;
    const meant = there ? undefined : nearest(String(entry), paths);
    const cure = there
      ? `Make the users of the tokens members of ${there.path}.`
      : meant === undefined
        ? "Correct it, or make the tokens' users members of what it means."
        : `Did you mean ${meant}?`;
    const says = there
      ? `${there.path} is there, and no token's user is a member of it.`
      : "It is for no project that a token is a member of.";
    found.push(ill("entryMatchesNothing", { about, says, cure }));
  }
  return found;
}

async function rolesIn({ source }: GitLabPatient, { standings, projects }: Watched): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const standing of standings) {
    const about = aboutToken(standing, source);
    const beyond = projects.filter(({ id }) => !standing.sees.has(id));
    if (beyond.length > 0) found.push(beyondReach(standing, beyond, about));
    const level = Math.max(...standing.names.map((name) => levelFor[name]));
    const holds = await standing.atLeast(level);
    const role = roleNames[level];
    if (!holds) {
      found.push(
        ill("roleUnknown", { about, says: `GitLab does not tell whether its user is ${role} in each project.` }),
      );
      continue;
    }
    const below = [...standing.sees.values()].filter(({ id, isArchived }) => !holds.has(id) && !isArchived);
    if (below.length === 0) continue;
    const names = listed(below.map(({ path }) => path));
    const who = userOf(standing);
    found.push(
      ill("roleTooLow", {
        about,
        says: `Its user ${who} is less than ${role} in ${counted(below.length, "project")}: ${names}.`,
        cure: `Make ${who} ${role} of ${names}.`,
      }),
    );
  }
  return found;
}

function beyondReach(standing: Standing, beyond: readonly { readonly path: string }[], about: string): Diagnosis {
  const names = listed(beyond.map(({ path }) => path));
  const who = userOf(standing);
  const says = `Its user ${who} is no member of ${names}, which another token sees.`;
  return ill("projectsBeyondReach", { about, says, cure: `Make ${who} a member of ${names}.` });
}

export function userOf({ self }: Standing): string {
  return self.told.user ? `@${self.told.user.username}` : "(whom GitLab does not name)";
}
