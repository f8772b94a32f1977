import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { FoundHook, SeenProject, Told } from "../../../core/doctorLooks.ts";
import type { HookOwner } from "../../../core/hooks.ts";
import type { CompiledRule } from "../../../rules/compile.ts";
import { someAtOnce } from "../../someAtOnce.ts";
import { counted, ill, listed, well } from "./diagnose.ts";
import { examineHook } from "./hook.ts";
import type { HookWard } from "./hookWard.ts";
import { leadsTo } from "./leads.ts";
import { missingHook } from "./missingHook.ts";
import type { GitLabPatient } from "./patient.ts";
import { mostProjects } from "./projects.ts";
import { levelFor, type Standing, standingFor, type Watched } from "./watched.ts";
import { wishesOf } from "./wishes.ts";

const atOnce = 4;

/**
 * The hooks of each watched project: 1 request for a project, 1 for each group above, 1 for each hook that leads here. They
 * are looked at with the token `hooks`, else `clean`, else `act`, where its user is Maintainer.
 */
export async function examineHooks(
  patient: GitLabPatient,
  watched: Watched,
  rules: readonly CompiledRule[] | undefined,
): Promise<readonly Diagnosis[]> {
  const { address, source } = patient;
  if (address === undefined) return [];
  const projects = watched.projects.filter(({ isArchived }) => !isArchived).slice(0, mostProjects);
  if (projects.length === 0) return [];
  const standing = standingFor("hooks", watched.standings) ?? standingFor("clean", watched.standings);
  const holds = await standing?.atLeast(levelFor.hooks);
  const isSeen = ({ id }: SeenProject) => standing?.sees.has(id) === true && (holds?.has(id) ?? true);
  const seen = standing ? projects.filter(isSeen) : [];
  const hidden = projects.filter((project) => !seen.includes(project));
  const found = standing
    ? await examineSeen({ patient, address, standing, projects: seen, rules })
    : { ills: [], blind: [] };
  const unseen = [...hidden.map(({ path }) => path), ...found.blind];
  const lost =
    unseen.length > 0 && standing?.looks.heads().stopped === undefined
      ? [
          ill("hooksHidden", {
            about: `hooks of ${source}`,
            says: `The hooks of ${counted(unseen.length, "project")} are hidden: ${listed(unseen)}.`,
            cure: `Name a token as tokens.hooks of ${source} whose user is Maintainer there.`,
          }),
        ]
      : [];
  const isWell = found.ills.length + unseen.length === 0;
  const says = `Each of ${counted(projects.length, "project")} has a hook that leads here and works.`;
  return [...found.ills, ...lost, ...(isWell ? [well("hooksLead", "hooks", `hooks of ${source}`, says)] : [])];
}

interface Ward {
  readonly patient: GitLabPatient;
  readonly address: string;
  readonly standing: Standing;
  readonly projects: readonly SeenProject[];
  readonly rules: readonly CompiledRule[] | undefined;
}

/** The ills of hooks, and the paths of projects whose hooks are hidden all the same. */
async function examineSeen(ward: Ward): Promise<{ ills: readonly Diagnosis[]; blind: readonly string[] }> {
  const { standing, projects, address } = ward;
  const own = await someAtOnce(projects, atOnce, ({ id }) => standing.looks.hooks(id));
  const paths = [...new Set(projects.flatMap(({ path }) => groupsAbove(path)))];
  const above = await someAtOnce(paths, atOnce, (group) => standing.looks.hooks({ group }));
  const groups = new Map(paths.map((path, at) => [path, above[at]]));
  const wards = new Map<number, HookWard>();
  const blind: string[] = [];
  const ills: Diagnosis[] = [];
  const named = new Map<string, string[]>();
  for (const [at, project] of projects.entries()) {
    const look = own[at];
    if (!look || "untold" in look) {
      blind.push(project.path);
      continue;
    }
    const all = [
      ...hooksOf(project.id, project.path, look),
      ...groupsAbove(project.path).flatMap((group) => hooksOf({ group }, group, groups.get(group))),
    ];
    const leading = all.filter(({ hook }) => ["here", "plainly"].includes(leadsTo(hook, address)));
    for (const one of leading) {
      const ward = wards.get(one.hook.id) ?? { ...one, projects: [] };
      wards.set(one.hook.id, { ...ward, projects: [...ward.projects, project] });
    }
    const isDark = groupsAbove(project.path).some((group) => isHidden(group, groups.get(group)));
    if (leading.length === 0 && isWanted(ward.rules, project)) {
      const other = all.find(({ hook }) => leadsTo(hook, address) === "byName")?.hook.address;
      if (other === undefined) ills.push(missingHook({ ...ward, project, hooks: look.told, isDark }));
      else named.set(other, [...(named.get(other) ?? []), project.path]);
    }
    if (leading.length > 1) ills.push(twice(leading, project.path));
  }
  const each = await someAtOnce([...wards.values()], atOnce, (one) =>
    examineHook(one, { ...ward, wishes: wishesOf(ward.rules, one.projects) }),
  );
  const byName = [...named].map(([other, paths]) => elsewhere(other, paths, ward));
  return { ills: [...ills, ...byName, ...each.flat()], blind };
}

function hooksOf(
  owner: HookOwner,
  place: string,
  look: Told<readonly FoundHook[]> | undefined,
): readonly Omit<HookWard, "projects">[] {
  if (!look || "untold" in look) return [];
  return look.told.map((hook) => ({ hook, owner, about: `hook ${hook.id} of ${place}` }));
}

/** Told once for all projects, and nothing is added to them: a second hook would bring each event twice. */
function elsewhere(other: string, paths: readonly string[], { patient, address }: Ward): Diagnosis {
  const origin = URL.parse(other)?.origin ?? other;
  return ill("hookByName", {
    about: `hooks of ${patient.source}`,
    says: `Those of ${listed(paths)} lead to ${other}, not to ${address}: that may be another name for it.`,
    cure: `If it is, ask again with --address ${origin}; if not, set their URL to ${address}, and enter the secret again.`,
  });
}

/** Rules that only schedules cause need no hook. */
function isWanted(rules: Ward["rules"], project: SeenProject): boolean {
  const { needs, isKnown } = wishesOf(rules, [project]);
  return needs.size > 0 || !isKnown;
}

/**
 * Free GitLabs have no group hooks, and a person's own space is no group: nothing is hidden there. Whoever is a member of a
 * project sees the groups above. Source: gitlabhq app/policies/group_policy.rb, `has_projects` (read 2026-11).
 */
function isHidden(group: string, look: Told<unknown> | undefined): boolean {
  if (look === undefined || "told" in look || look.untold.why === "lacking") return false;
  return look.untold.why !== "missing" || group.includes("/");
}

function twice(leading: readonly Omit<HookWard, "projects">[], path: string): Diagnosis {
  const names = leading.map(({ about }) => about).join(", ");
  const cure = `Delete all of them but ${leading[0]?.about}.`;
  return ill("hookTwice", { about: `hooks of ${path}`, says: `${leading.length} hooks lead here: ${names}.`, cure });
}

function groupsAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
