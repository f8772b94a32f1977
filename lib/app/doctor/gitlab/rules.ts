import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenProject } from "../../../core/doctorLooks.ts";
import { roleLevels } from "../../../core/looked.ts";
import { matchesGlob } from "../../../core/pattern.ts";
import type { CompiledRule } from "../../../rules/compile.ts";
import { counted, ill, listed, well } from "./diagnose.ts";
import { type Barred, barredIn } from "./guards.ts";
import type { GitLabPatient } from "./patient.ts";
import { mostProjects, userOf } from "./projects.ts";
import { levelFor, type Standing, standingFor, type Watched } from "./watched.ts";

const destroying: ReadonlySet<string> = new Set(["deleteArtifacts", "erase"]);
const inputsSince = [18, 10] as const;
const deploymentHooksSince = [13, 0] as const;

/** What is known of where rules act. */
interface Ground {
  readonly source: string;
  readonly act: Standing;
  readonly clean: Standing;
  readonly projects: readonly SeenProject[];
  /** By number: where the token that deletes may; missing: not told. */
  readonly mayDelete: ReadonlySet<number> | undefined;
  /** By number, of those that are looked at one by one. */
  readonly barred: ReadonlyMap<number, Barred>;
}

/**
 * What each rule would lack. What is protected is asked of the projects where a rule acts: at most 3 requests each, and 1 for
 * each level. A rule that lacks nothing is told with the others.
 */
export async function examineRules(
  patient: GitLabPatient,
  watched: Watched,
  rules: readonly CompiledRule[] | undefined,
): Promise<readonly Diagnosis[]> {
  const act = standingFor("act", watched.standings);
  const clean = standingFor("clean", watched.standings);
  if (!rules || !act || !clean) return [];
  const { source } = patient;
  const active = rules.filter(({ rule, setAside }) => setAside !== undefined || rule.mode !== "off");
  const projects = watched.projects.filter(({ isArchived }) => !isArchived);
  const touching = active.filter(({ rule }) => rule.do.action !== "notify");
  const near = projects
    .filter((project) => touching.some((rule) => rule.concernsProject(project) !== "no"))
    .slice(0, mostProjects);
  const mayDelete = await clean.atLeast(levelFor.clean);
  const barred = await barredIn(near, act, standingFor("hooks", watched.standings) ?? clean);
  const ground: Ground = { source, act, clean, projects, mayDelete, barred };
  const found = active.map((rule) => lacksOf(rule, ground));
  const can = found.filter((lacks) => lacks.length === 0).length;
  const says = `${counted(can, "rule")} of ${active.length} can do what they say.`;
  return [...found.flat(), ...(can > 0 ? [well("rulesCan", "rules", `rules of ${source}`, says)] : [])];
}

function lacksOf(rule: CompiledRule, ground: Ground): readonly Diagnosis[] {
  const about = `rule ${rule.rule.id} of ${ground.source}`;
  if (rule.setAside !== undefined) return [ill("ruleBroken", { about, says: `It is set aside: ${rule.setAside}.` })];
  const there = ground.projects.filter((project) => rule.concernsProject(project) !== "no");
  const of = { rule, about, there, ground };
  return [...lacksRole(of), ...lacksVariables(of), ...lacksVersion(of), ...lacksGuard(of), ...lacksGraphql(of)];
}

interface Asked {
  readonly rule: CompiledRule;
  readonly about: string;
  /** The projects that it is for. */
  readonly there: readonly SeenProject[];
  readonly ground: Ground;
}

/** Whoever has a token for deletes is told of its role there. */
function lacksRole({ rule, about, there, ground }: Asked): readonly Diagnosis[] {
  const { clean, mayDelete, source } = ground;
  if (!destroying.has(rule.rule.do.action) || clean.names.includes("clean") || !mayDelete) return [];
  const below = there.filter(({ id }) => !mayDelete.has(id));
  if (below.length === 0) return [];
  const names = listed(below.map(({ path }) => path));
  const cure = `Name a token as tokens.clean of ${source} whose user is Maintainer of ${names}.`;
  return [
    ill("ruleMayNotDelete", { about, says: `It deletes, and ${userOf(clean)} is no Maintainer of ${names}.`, cure }),
  ];
}

function lacksVariables({ rule, about, there, ground }: Asked): readonly Diagnosis[] {
  const { variables = {}, allow = {} } = rule.rule.do.params as Readonly<Record<string, object>>;
  if (rule.rule.do.action !== "play" || Object.keys({ ...variables, ...allow }).length === 0) return [];
  const shut = there.filter(({ id, variablesFrom: from }) => {
    if (from === undefined) return false;
    const level =
      ground.mayDelete?.has(id) && ground.clean === ground.act ? roleLevels.maintainer : roleLevels.developer;
    return from === null || from > level;
  });
  if (shut.length === 0) return [];
  const names = listed(shut.map(({ path }) => path));
  const says = `It gives variables, and ${names} does not let ${userOf(ground.act)} set any.`;
  const cure = `Lower "Minimum role to use pipeline variables" of ${names}, or let the jobs declare inputs.`;
  return [ill("ruleVariablesBarred", { about, says, cure })];
}

function lacksVersion({ rule, about, ground }: Asked): readonly Diagnosis[] {
  const { version, release } = ground.act.self.told;
  if (!release) return [];
  const { inputs = {} } = rule.rule.do.params as Readonly<Record<string, object>>;
  const wants = [
    ...(Object.keys(inputs).length > 0 ? [["job inputs", inputsSince] as const] : []),
    ...(rule.concerns("deployment") ? [["deployment hooks", deploymentHooksSince] as const] : []),
  ];
  const missing = wants.filter(
    ([, [major, minor]]) => release[0] < major || (release[0] === major && release[1] < minor),
  );
  return missing.map(([what, since]) =>
    ill("ruleTooNew", {
      about,
      says: `It needs ${what}, which came with GitLab ${since.join(".")}; this is ${version}.`,
      cure: `Upgrade GitLab to ${since.join(".")} or newer, or change the rule.`,
    }),
  );
}

function lacksGuard({ rule, about, there, ground }: Asked): readonly Diagnosis[] {
  const { action } = rule.rule.do;
  if (action === "notify" || destroying.has(action)) return [];
  const who = userOf(ground.act);
  const shut = (kind: keyof Barred, mayMean: (name: string) => boolean) =>
    there.flatMap(({ id, path }) =>
      (ground.barred.get(id)?.[kind] ?? []).filter(mayMean).map((name) => `${name} in ${path}`),
    );
  const branches = rule.rule.when?.tag === true ? [] : shut("branches", (name) => mayMeanRef(rule, name));
  const tags = rule.rule.when?.tag === false ? [] : shut("tags", (name) => mayMeanRef(rule, name));
  const refs = [...branches, ...tags];
  const environments =
    action === "play" || action === "retry" ? shut("environments", (name) => mayDeployTo(rule, name)) : [];
  return [
    ...(refs.length > 0
      ? [
          ill("ruleRefBarred", {
            about,
            says: `It may mean jobs on ${listed(refs)}, where ${who} may not act.`,
            cure: `Add ${who} to those who are allowed to push, merge or create ${listed(refs)}, or leave it out with when.`,
          }),
        ]
      : []),
    ...(environments.length > 0
      ? [
          ill("ruleEnvironmentBarred", {
            about,
            says: `It may play to ${listed(environments)}, where ${who} may not deploy.`,
            cure: `Add ${who} to those who are allowed to deploy to ${listed(environments)}, or leave it out with when.`,
          }),
        ]
      : []),
  ];
}

/** Whether a rule may be for a protected ref. A pattern against a pattern may. */
function mayMeanRef({ rule, matches }: CompiledRule, name: string): boolean {
  const { ref, protected: isProtected } = rule.when ?? {};
  if (isProtected === false) return false;
  return ref === undefined || name.includes("*") || ref.some((one) => isMeant(one, name, matches));
}

/** Only a rule that names its environments is known to mean one. */
function mayDeployTo({ rule, matches }: CompiledRule, name: string): boolean {
  return rule.when?.environment?.some((one) => isMeant(one, name, matches)) ?? false;
}

type Wanted = string | { readonly matches: string } | null;

function isMeant(wanted: Wanted, name: string, matches: CompiledRule["matches"]): boolean {
  if (wanted === null) return false;
  if (typeof wanted === "object") return matches(wanted.matches, name);
  return matchesGlob(wanted, name);
}

function lacksGraphql({ rule, about, ground }: Asked): readonly Diagnosis[] {
  const why = ground.act.self.told.noGraphql;
  const approvals = rule.rule.require?.approvals;
  if (why === undefined || !approvals || approvals.notAuthor === false) return [];
  return [
    ill("ruleNeedsGraphql", { about, says: `Who wrote a commit GraphQL alone tells, and it does not answer: ${why}.` }),
  ];
}
