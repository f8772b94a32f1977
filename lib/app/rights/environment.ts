import type { Facts } from "../../core/event.ts";
import type { EnvironmentGuard } from "../../core/rights.ts";
import { type Asker, isGrantedEnvironment } from "./granted.ts";
import { allOf, type Known } from "./right.ts";

/** Whether a job may be touched as far as its environment is concerned. */
export interface Deploys {
  readonly may: Known;
  /** It is known to be protected, and every protection lets through: then the ref's protection does not matter. */
  readonly isGranted: boolean;
}

const isFree: Deploys = { may: true, isGranted: false };

/** What protects where a job deploys to; not certain where more than that may be among it. */
type Guards =
  | { readonly list: readonly EnvironmentGuard[]; readonly isCertain: boolean }
  | { readonly unknown: string };

/**
 * Whether somebody may deploy where a job deploys to. The project's protection of it, by name, and those of all groups above,
 * by tier, must each let through. Where it is not known which environment or which tier it is, all count.
 * Source: gitlab-org/gitlab ee/app/models/ee/environment.rb, protected_environment.rb, for_environment, and
 * ee/app/policies/ee/ci/deployable_policy.rb (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function mayDeploy(facts: Facts, asker: Asker): Promise<Deploys> {
  const own = await asker.reads.environmentProtections({ project: asker.projectId });
  if (own && !own.canProtect) return isFree;
  const told = facts.job.environment === undefined ? facts.looked?.environment : facts.job.environment;
  const path = facts.project.path ?? (await asker.reads.project(asker.projectId))?.path;
  // GitLab's own word goes first: whoever knows a hook's secret may say anything
  const live = path === undefined ? undefined : await asker.reads.environmentName(path, facts.job.id);
  const name = live ?? told?.name;
  if (name === undefined && told === null) return isFree;
  const guards = await guardsOf({ own: own?.list, path, name, tier: told?.tier }, asker);
  if ("unknown" in guards) return { may: guards, isGranted: false };
  const answers: Known[] = [];
  for (const { grants, group } of guards.list) answers.push(await isGrantedEnvironment(grants, asker, group));
  const may = allOf(answers);
  if (may !== true && !guards.isCertain) return { may: { unknown: whyUncertain(name) }, isGranted: false };
  return { may, isGranted: guards.isCertain && guards.list.length > 0 && may === true };
}

interface Place {
  /** What the project itself protects, by name. */
  readonly own: readonly EnvironmentGuard[] | undefined;
  readonly path: string | undefined;
  readonly name: string | undefined;
  /** As an event told it: the environment may not be there yet. */
  readonly tier: string | undefined;
}

/** As GitLab finds it for one environment; else from the lists, which only Maintainers may read. */
async function guardsOf({ own, path, name, tier }: Place, asker: Asker): Promise<Guards> {
  const found = path === undefined || name === undefined ? undefined : await asker.reads.environmentGuards(path, name);
  if (found) {
    // the project's own list tells of its groups what GraphQL does not
    const ofProject = own?.filter((one) => one.name === name) ?? found.filter(({ group }) => group === undefined);
    return { list: [...ofProject, ...found.filter(({ group }) => group !== undefined)], isCertain: true };
  }
  if (!own) return { unknown: hidden("the project", "the project") };
  const above = await aboveOf(asker);
  if ("unknown" in above) return above;
  if (name === undefined) return { list: [...own, ...above], isCertain: own.length + above.length === 0 };
  const live = above.length === 0 ? undefined : await asker.reads.environmentTier(asker.projectId, name);
  const known = live ?? tier;
  const ofTier = above.filter((one) => known === undefined || one.name === known);
  const list = [...own.filter((one) => one.name === name), ...ofTier];
  return { list, isCertain: known !== undefined || above.length === 0 };
}

function whyUncertain(name: string | undefined): string {
  if (name !== undefined)
    return `the tier of the environment ${name} cannot be read; let the read token's user be a Reporter`;
  return "GitLab before 19 does not tell where the job deploys to, and no hook did; let the project's pipeline hooks come here";
}

/** The protections of all groups above a project. */
async function aboveOf({
  reads,
  projectId,
}: Asker): Promise<readonly EnvironmentGuard[] | { readonly unknown: string }> {
  const groups = (await reads.projectAccess(projectId))?.groups;
  if (!groups)
    return { unknown: "the project does not tell which groups it is in; let the read token see the project" };
  const found: EnvironmentGuard[] = [];
  for (const group of groups) {
    const protections = await reads.environmentProtections({ group });
    if (!protections) return { unknown: hidden(`the group ${group}`, "that group") };
    found.push(...protections.list.map((one) => ({ ...one, group })));
  }
  return found;
}

function hidden(where: string, there: string): string {
  return `the protected environments of ${where} cannot be read; make the read token's user a Maintainer of ${there}`;
}
