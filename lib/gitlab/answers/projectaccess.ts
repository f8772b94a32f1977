import * as z from "zod";
import { roleLevels } from "../../core/looked.ts";
import type { ProjectAccess } from "../../core/rights.ts";
import type { Instant } from "../../core/time.ts";
import { Flag, Id, nullable, optional, Text, Word } from "../fields.ts";
import { known } from "../known.ts";
import { EndDay } from "./day.ts";

const Invited = z.object({ group_id: Id, group_access_level: z.int().nonnegative(), expires_at: EndDay });
const Namespace = optional(z.object({ kind: Text, full_path: Text }));

// `shared_with_groups` leaves out the groups that the token may not see. The role for variables came with GitLab 17.1, before it
// `restrict_user_defined_variables` (13.8); the role for cancels with 16.8, Premium. Source: docs.gitlab.com/api/projects,
// gitlabhq lib/api/entities/project.rb, app/models/project_ci_cd_setting.rb (read 2026-11).
const Answer = z.object({
  id: Id,
  namespace: Namespace,
  shared_with_groups: nullable(z.array(Invited)),
  ci_pipeline_variables_minimum_override_role: Word,
  restrict_user_defined_variables: Flag,
  ci_restrict_pipeline_cancellation_role: Word,
});

/** What the project of that number says, or `undefined` when it is another. `now` is when it was answered. */
export function projectAccessOf(projectId: number, now: Instant): (value: unknown) => ProjectAccess | undefined {
  return (value) => {
    const { data: told } = Answer.safeParse(value);
    if (told?.id !== projectId) return undefined;
    return known({
      groups: groupsOf(told.namespace),
      // an invitation whose last day nobody can read is none
      invited: told.shared_with_groups
        ?.filter(({ expires_at: end }) => end === null || (end !== undefined && end > now))
        .map(({ group_id: groupId, group_access_level: level }) => ({ groupId, level })),
      variablesFrom: variablesFrom(told),
      cancelFrom: levelOf(told.ci_restrict_pipeline_cancellation_role),
    });
  };
}

/** The group and all above it, by full path. */
function groupsOf(namespace: z.infer<typeof Namespace>): readonly string[] | undefined {
  if (namespace?.kind === "user") return [];
  if (namespace?.kind !== "group") return undefined;
  const parts = namespace.full_path.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** `null`: nobody; `undefined`: a word that this version does not know, or none. */
function levelOf(word: string | undefined): number | null | undefined {
  if (word === "no_one_allowed" || word === "no one" || word === "no_one") return null;
  return word === "developer" || word === "maintainer" || word === "owner" ? roleLevels[word] : undefined;
}

/** The least level that may give variables to a job; `null`: nobody, `undefined`: not told. */
export function variablesFrom(
  told: Pick<z.infer<typeof Answer>, "ci_pipeline_variables_minimum_override_role" | "restrict_user_defined_variables">,
): number | null | undefined {
  const { ci_pipeline_variables_minimum_override_role: word, restrict_user_defined_variables: isRestricted } = told;
  if (word !== undefined || isRestricted === undefined) return levelOf(word);
  return isRestricted ? roleLevels.maintainer : roleLevels.developer;
}
