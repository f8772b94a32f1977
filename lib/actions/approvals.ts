import { awaitedApprovals, jobAsDeployed, type SeenDeployment, standOf } from "../core/deployment.ts";
import type { Job } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Instant } from "../core/time.ts";
import { type Around, jobText, type Sight } from "./action.ts";
import { plainTiers } from "./protection.ts";

/** A hook tells of each approval; where one got lost, somebody looks again so soon. */
const lookMillis = 3_600_000;

/**
 * What GitLab's own approvals mean for playing a job that is manual: it lets nobody play one before enough people have
 * approved its deployment there, and then waits for somebody to play it. Nothing where none are wanted, or none are told of.
 * Source: docs.gitlab.com/ci/environments/deployment_approvals (read 2026-11).
 */
export async function approvalSight(around: Around): Promise<Pick<Sight, "stop" | "asksRules" | "awaitsApprovals">> {
  const { reads, task, job, now } = around;
  const deployment = (await mayAwait(around))
    ? await reads.deploymentOf(task.project.id, jobAsDeployed(job))
    : undefined;
  if (!deployment) return {};
  if (standOf(deployment) === "rejected") return { stop: rejected(job, deployment) };
  if (awaitedApprovals(deployment) === 0) return {};
  return { stop: untilApproved(job, deployment, now), asksRules: true, awaitsApprovals: true };
}

/**
 * Whether a deployment may wait for approvals: a hook told of it, a rule is about it, GitLab refused an earlier call, or its environment may be
 * protected. Where that cannot be read, GitLab tells of the approvals all the same.
 */
async function mayAwait({ reads, task, job, isDeployment }: Around): Promise<boolean> {
  if (isDeployment || job.deploymentId !== undefined || task.calls > 0) return true;
  const { environment } = job;
  if (!environment) return false;
  const found = await reads.protectedEnvironments(task.project.id);
  if (!found || found.names.includes(environment.name)) return true;
  return found.canProtect && !plainTiers.has(environment.tier ?? "");
}

function untilApproved(job: Job, deployment: SeenDeployment, now: Instant): Outcome {
  const count = awaitedApprovals(deployment);
  const people = (deployment.approvals ?? []).flatMap(({ username }) =>
    username === undefined ? [] : [`@${username}`],
  );
  const so = people.length > 0 ? `, and has that of ${people.join(", ")}` : "";
  const reason = `GitLab wants ${count}${so ? " more" : ""} approval${count === 1 ? "" : "s"} of ${deploymentText(deployment)}${so}: until then nobody can play ${jobText(job)}`;
  return { kind: "again", at: now + lookMillis, why: "wait", reason };
}

function rejected(job: Job, deployment: SeenDeployment): Outcome {
  const by = deployment.approvals?.find(({ status }) => status === "rejected")?.username;
  const who = by === undefined ? "" : ` by @${by}`;
  return {
    kind: "skipped",
    reason: `${deploymentText(deployment)} was rejected in GitLab${who}: ${jobText(job)} is not played`,
  };
}

/** Why a job that has left its gate is not played. */
export function whyOver(job: Job): string {
  const { status, failureReason } = job;
  if (failureReason === "deployment_rejected")
    return `${jobText(job)} is not played: its deployment was rejected in GitLab`;
  return `${jobText(job)} is ${status}: it is not played again`;
}

/** GitLab's refusal to play a job that waits for approvals; not every GitLab says that it is for these. */
export function whyRefused(
  { status, message }: { status: number; message: string },
  job: Job,
  now: Instant,
): Outcome | undefined {
  if ((status !== 400 && status !== 403) || !/approv/i.test(message)) return undefined;
  const reason = `GitLab answered ${status} to play of ${jobText(job)}, which waits for approvals there: ${message}`;
  return { kind: "again", at: now + lookMillis, why: "wait", reason };
}

function deploymentText({ id, environment }: SeenDeployment): string {
  return `deployment ${id}${environment === undefined ? "" : ` to ${environment}`}`;
}
