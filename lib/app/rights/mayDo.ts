import type { Facts } from "../../core/event.ts";
import type { Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type Role, roleLevels } from "../../core/looked.ts";
import { mayDeploy } from "./environment.ts";
import type { Asker } from "./granted.ts";
import { mayUpdate, protectionsOf } from "./ref.ts";
import { allOf, type Known, no, type Right, rightOf } from "./right.ts";

export type { Right } from "./right.ts";

/** What somebody would do to a job, and whether he would give it variables of his own. */
export interface Deed {
  readonly verb: string;
  readonly givesVariables?: boolean;
}

/** What one verb of ours is in GitLab. */
const inGitLab = {
  retry: ["retry"],
  play: ["play"],
  cancel: ["cancel"],
  restart: ["cancel", "retry"],
  keep: ["keep"],
  deleteArtifacts: ["deleteArtifacts"],
  erase: ["erase"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Verb = (typeof inGitLab)[keyof typeof inGitLab][number];

/**
 * What a person may do to a job in GitLab now: by role, protected ref and protected environment, as GitLab itself decides
 * it, read live. What cannot be learnt is a no that says what it was and what helps. Administrators may more in GitLab
 * than their memberships say; nothing tells that, so here they are what their memberships are. Whoever may only push to the
 * source branch of a fork's merge request, and outdated deployments, are GitLab's own matter: it refuses the call.
 * Source: gitlabhq app/policies/ci/build_policy.rb, processable_policy.rb, lib/api/ci/jobs.rb, job_artifacts.rb (read 2026-11).
 *
 * @param deed a verb of ours, or more; anything else nobody may
 * @throws GitLabError when GitLab cannot be asked
 */
export async function mayDo(person: Person, deed: string | Deed, facts: Facts, reads: GitLabReads): Promise<Right> {
  const { verb, givesVariables = false }: Deed = typeof deed === "string" ? { verb: deed } : deed;
  const verbs: readonly Verb[] = Object.hasOwn(inGitLab, verb) ? inGitLab[verb as keyof typeof inGitLab] : [];
  if (verbs.length === 0) return no(`nobody can ${verb} a job in GitLab`);
  const { project } = facts;
  const level = await reads.memberLevel(project.id, person.userId);
  if (level === undefined)
    return no(
      `it cannot be learnt what @${person.username} may in the project: let the read token be of a member of it (and GitLab 12.4 or newer)`,
    );
  const asker: Asker = { userId: person.userId, level, projectId: project.id, reads };
  for (const one of verbs) {
    const right = await mayOne(person, one, facts, asker);
    if (!right.may) return right;
  }
  return givesVariables ? await maySetVariables(person, asker) : { may: true };
}

async function mayOne(person: Person, verb: Verb, facts: Facts, asker: Asker): Promise<Right> {
  const { job } = facts;
  const { level } = asker;
  if (verb === "deleteArtifacts") return hasRole(person, level, "maintainer");
  if (job.archived && closedByAge.includes(verb)) return no("the job is archived: nobody may do that to it any more");
  if (level < (byEnvironment.includes(verb) ? roleLevels.reporter : roleLevels.developer))
    return hasRole(person, level, "developer");
  if (verb === "cancel") {
    const right = await mayCancel(person, asker);
    if (!right.may) return right;
  }
  const { may, isGranted } = await mayDeploy(facts, asker);
  const deploys = rightOf(may, {
    person,
    why: `@${person.username} may not deploy to its environment, which is protected`,
  });
  if (!deploys.may) return deploys;
  if (!isGranted && level < roleLevels.developer) return hasRole(person, level, "developer");
  if (isGranted && verb !== "erase") return deploys;
  const found = await protectionsOf(facts, asker);
  const updates = isGranted || (await mayUpdate(found, asker));
  const why = `@${person.username} may not ${job.tag ? "create" : "push or merge to"} ${job.ref}, which is protected`;
  const right = rightOf(updates, { person, why });
  return right.may && verb === "erase" ? mayErase(person, facts, { level, found }) : right;
}

/** Source: gitlabhq app/policies/ci/processable_policy.rb, job_abilities.rb (read 2026-11). */
const closedByAge: readonly Verb[] = ["retry", "play", "keep"];

/**
 * Whoever may deploy to the job's protected environment may these as a Reporter; the others ask for the project's own right first.
 * Source: gitlab-org/gitlab ee/app/policies/ee/ci/deployable_policy.rb, gitlabhq lib/api/ci/jobs.rb (read 2026-11).
 */
const byEnvironment: readonly Verb[] = ["retry", "play", "erase"];

function hasRole({ username }: Person, level: number, role: Role): Right {
  if (level >= roleLevels[role]) return { may: true };
  return no(`@${username} is no ${role === "maintainer" ? "Maintainer" : "Developer"} of the project`);
}

/** Whoever owns the project's jobs may erase them; else one's own job alone, of a ref that is not protected. */
function mayErase(
  person: Person,
  { job }: Facts,
  { level, found }: { readonly level: number; readonly found: Awaited<ReturnType<typeof protectionsOf>> },
): Right {
  if (level >= roleLevels.maintainer) return { may: true };
  const isOpen: Known = "unknown" in found ? found : found.protections.length === 0;
  const why = `@${person.username} is no Maintainer of the project: others may only erase their own jobs, of refs that are not protected`;
  return rightOf(allOf([job.userId === person.userId, isOpen]), { person, why });
}

/** GitLab asks for more than Developer where the project says so. */
async function mayCancel(person: Person, asker: Asker): Promise<Right> {
  const access = await asker.reads.projectAccess(asker.projectId);
  if (!access)
    return rightOf({ unknown: "the project cannot be read; let the read token see it" }, { person, why: "" });
  const { cancelFrom = roleLevels.developer } = access;
  if (cancelFrom !== null && asker.level >= cancelFrom) return { may: true };
  return no(`the project does not let @${person.username} cancel jobs`);
}

/** Source: gitlabhq app/services/ci/play_build_service.rb, `set_pipeline_variables` (read 2026-11). */
async function maySetVariables(person: Person, { level, projectId, reads }: Asker): Promise<Right> {
  const from = (await reads.projectAccess(projectId))?.variablesFrom;
  const why = `the project does not let @${person.username} give variables to jobs; declare job inputs instead`;
  const known = "the project does not tell who may give variables to jobs; let the read token see the project";
  return rightOf(from === undefined ? { unknown: known } : from !== null && level >= from, { person, why });
}
