import * as z from "zod";
import type { Grant } from "../../core/rights.ts";
import { Flag, Id, nullable, optional, Text } from "../fields.ts";
import { known } from "../known.ts";

/** A branch's protection, or that of all branches that a wildcard matches. */
export interface ProtectedBranch {
  readonly name: string;
  readonly push?: readonly Grant[];
  readonly merge?: readonly Grant[];
  readonly allowsForcePush?: boolean;
  readonly needsCodeOwner?: boolean;
  /** Whether a group set it (Premium). */
  readonly isInherited?: boolean;
}

/** A tag's protection, or that of all tags that a wildcard matches. Who may not create the tag may not act on its jobs. */
export interface ProtectedTag {
  readonly name: string;
  readonly create?: readonly Grant[];
}

/** An environment's protection; its name is no wildcard. */
export interface ProtectedEnvironment {
  readonly name: string;
  readonly deploy?: readonly Grant[];
  /** How many approvals in all; 0 where `approvalRules` count (GitLab 14.9). */
  readonly requiredApprovals?: number;
  /** Each has its own approvers and count (GitLab 15). */
  readonly approvalRules?: readonly (Grant & { readonly requiredApprovals?: number })[];
}

const Count = optional(z.int().nonnegative());
const GrantFields = z.object({
  access_level: nullable(z.int().nonnegative()),
  user_id: nullable(Id),
  group_id: nullable(Id),
  deploy_key_id: nullable(Id),
  group_inheritance_type: Count,
  required_approvals: Count,
});
/** Source: gitlabhq doc/api/protected_environments.md, `group_inheritance_type`: 0 direct members, 1 inherited ones too (read 2026-11). */
const allInherited = 1;
const GrantAnswer = GrantFields.transform((grant) =>
  known({
    level: grant.access_level,
    userId: grant.user_id,
    groupId: grant.group_id,
    deployKeyId: grant.deploy_key_id,
    isInherited: grant.group_inheritance_type === allInherited ? true : undefined,
  }),
);
const ApprovalAnswer = GrantFields.transform(({ required_approvals, ...grant }) =>
  known({ ...GrantAnswer.parse(grant), requiredApprovals: required_approvals }),
);
const Grants = optional(z.array(GrantAnswer));

/** Source: docs.gitlab.com/api/protected_branches (read 2026-11). Old GitLabs know neither persons, groups nor keys here. */
export const ProtectedBranchAnswer = z
  .object({
    name: Text,
    push_access_levels: Grants,
    merge_access_levels: Grants,
    allow_force_push: Flag,
    code_owner_approval_required: Flag,
    inherited: Flag,
  })
  .transform(
    (branch): ProtectedBranch =>
      known({
        name: branch.name,
        push: branch.push_access_levels,
        merge: branch.merge_access_levels,
        allowsForcePush: branch.allow_force_push,
        needsCodeOwner: branch.code_owner_approval_required,
        isInherited: branch.inherited,
      }),
  );

/** Source: docs.gitlab.com/api/protected_tags (read 2026-11). */
export const ProtectedTagAnswer = z
  .object({ name: Text, create_access_levels: Grants })
  .transform(({ name, create_access_levels: create }): ProtectedTag => known({ name, create }));

/** Source: docs.gitlab.com/api/protected_environments (read 2026-11). */
export const ProtectedEnvironmentAnswer = z
  .object({
    name: Text,
    deploy_access_levels: Grants,
    required_approval_count: Count,
    approval_rules: optional(z.array(ApprovalAnswer)),
  })
  .transform(
    (environment): ProtectedEnvironment =>
      known({
        name: environment.name,
        deploy: environment.deploy_access_levels,
        requiredApprovals: environment.required_approval_count,
        approvalRules: environment.approval_rules,
      }),
  );
