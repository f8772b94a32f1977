import type { Job } from "./job.ts";
import type { Instant } from "./time.ts";

/**
 * GitLab's words for a deployment, those of one person's answer among them.
 * Source: docs.gitlab.com/api/deployments and deliveries of GitLab.com (read 2026-11).
 */
export const deploymentWords = [
  "created",
  "blocked",
  "approved",
  "rejected",
  "running",
  "success",
  "failed",
  "canceled",
  "skipped",
] as const;
export type DeploymentWord = (typeof deploymentWords)[number];

/** What a hook tells of a deployment. */
export interface HeardDeployment {
  /** Missing in hooks of 2020; then `jobId` is there. */
  readonly id?: number;
  /** GitLab's own word, an open list: `running`, `success`, `failed`, `canceled`, `blocked`, `approved`, `rejected`. */
  readonly status: string;
  /** `null`: no job made it, somebody recorded it by the API. */
  readonly jobId?: number | null;
  readonly environment?: { readonly name: string; readonly tier?: string };
  /** A branch or a tag: the hook does not tell which. */
  readonly ref?: string;
  readonly shortSha?: string;
  readonly changedAt?: Instant;
  /** One person's word, not whether there are enough of them; what they wrote beside it stays outside. */
  readonly approval?: { readonly id: number; readonly status?: string; readonly userId?: number };
}

/** What one person said to a deployment in GitLab. */
export interface DeploymentApproval {
  readonly username?: string;
  readonly status: "approved" | "rejected";
  readonly at?: Instant;
}

/** A deployment as GitLab has it now. */
export interface SeenDeployment {
  readonly id: number;
  /** GitLab's own word, an open list. */
  readonly status: string;
  /** The job that deploys; `null`: none does. */
  readonly jobId: number | null;
  readonly environment?: string;
  /** How many approvals GitLab still wants. Missing: it does not tell, as no Free GitLab does. */
  readonly pendingApprovals?: number;
  /** Missing: as above. */
  readonly approvals?: readonly DeploymentApproval[];
}

/** The word that this version knows; `undefined` for any other. */
export function deploymentWord(word: string): DeploymentWord | undefined {
  return deploymentWords.find((known) => known === word);
}

/** Where a deployment stands, approvals counted: `approved` once there are enough of them and nobody has begun it. */
export function standOf(deployment: SeenDeployment): DeploymentWord | undefined {
  const { status, pendingApprovals, approvals = [] } = deployment;
  if (approvals.some((one) => one.status === "rejected")) return "rejected";
  if (status === "blocked" && pendingApprovals === 0 && approvals.length > 0) return "approved";
  return deploymentWord(status);
}

/** How many approvals a deployment waits for, which GitLab lets nobody begin until then; 0: for none that GitLab tells of. */
export function awaitedApprovals(deployment: SeenDeployment): number {
  return deployment.status === "blocked" ? (deployment.pendingApprovals ?? 0) : 0;
}

/** What is known of a job that helps to find its deployment. */
export function jobAsDeployed({ id, deploymentId, environment }: Job) {
  return {
    id,
    ...(deploymentId !== undefined && { deploymentId }),
    ...(environment && { environment: environment.name }),
  };
}

/** The job that deploys, of which a hook tells the id and where to; `undefined`: none does, or it is not told. */
export function deployingJob({ id, jobId, environment, ref }: HeardDeployment): Job | undefined {
  if (typeof jobId !== "number") return undefined;
  return {
    id: jobId,
    name: "",
    status: "other",
    isIdOnly: true,
    ...(id !== undefined && { deploymentId: id }),
    ...(environment && { environment }),
    ...(ref !== undefined && { ref }),
  };
}
