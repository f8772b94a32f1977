import * as z from "zod";
import type { DeploymentApproval, SeenDeployment } from "../../core/deployment.ts";
import { Id, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

const ApprovalAnswer = z
  .object({ status: Word, created_at: When, user: nullable(z.object({ username: Word })) })
  .transform(({ status, created_at: at, user }): DeploymentApproval | undefined => {
    if (status !== "approved" && status !== "rejected") return undefined;
    const username = user?.username;
    return { status, ...(typeof at === "number" && { at }), ...(username !== undefined && { username }) };
  });

/**
 * A deployment, alone or in a list; only the answer about one alone tells of approvals, and only where GitLab is licensed
 * for them (14.7). Source: docs.gitlab.com/api/deployments and gitlabhq lib/api/entities/deployment.rb (read 2026-11).
 */
export const DeploymentAnswer = z
  .object({
    id: Id,
    status: Text,
    deployable: nullable(z.object({ id: Id })),
    environment: nullable(z.object({ name: Word })),
    pending_approval_count: optional(z.int().nonnegative()),
    approvals: optional(z.array(ApprovalAnswer)),
  })
  .transform(
    ({ id, status, deployable, environment, pending_approval_count, approvals }): SeenDeployment =>
      known({
        id,
        status,
        jobId: deployable?.id ?? null,
        environment: environment?.name,
        pendingApprovals: pending_approval_count,
        approvals: approvals?.filter((one) => one !== undefined),
      }),
  );
