import { type DeploymentStatus, deploymentStatuses } from "../state/environment.ts";
import type { Deployment, Job } from "../state/graph.ts";
import { tell, type World } from "../state/world.ts";
import { protectionOf } from "./environment.ts";

// Source: gitlabhq app/models/deployment.rb, app/models/concerns/ci/deployable.rb (read 2026-11).

/** From now on deployments go as their jobs do, and environments with them. */
export function followDeployments(world: World): void {
  world.listeners.push((news) => {
    if ((news.kind === "job" || news.kind === "bridge") && news.from !== undefined) followJob(world, news.job);
  });
}

function followJob(world: World, job: Job): void {
  const { deployment, environment, status, pipeline } = job;
  if (deployment) moveDeployment(world, deployment, job);
  const known = environment && pipeline.project.environments.get(environment.name);
  if (!known || status !== "success") return;
  if (environment.action === "stop") known.state = "stopped";
  if (environment.action === "start") known.state = "available";
}

/** A gate blocks its deployment; what a deployment has no word for leaves it as it is. */
function moveDeployment(world: World, deployment: Deployment, { status: ofJob }: Job): void {
  const { status: from } = deployment;
  const status: DeploymentStatus | undefined =
    ofJob === "manual" ? "blocked" : deploymentStatuses.find((one) => one === ofJob);
  if (status === undefined || status === from || !canMove(from, status)) return;
  const now = world.clock();
  deployment.status = status;
  deployment.updatedAt = now;
  if (status === "success" || status === "failed" || status === "canceled") deployment.finishedAt = now;
  tell(world, { kind: "deployment", deployment, from });
}

function canMove(from: DeploymentStatus, to: DeploymentStatus): boolean {
  if (to === "running") return from === "created" || from === "blocked";
  if (to === "blocked") return from === "created";
  return to !== "created" || from === "skipped";
}

/** A job whose turn has come has a deployment from then on, where it deploys something. */
export function noteDeployment(world: World, job: Job): void {
  const { environment, pipeline, person } = job;
  const { project } = pipeline;
  const known = environment?.action === "start" ? project.environments.get(environment.name) : undefined;
  if (!known || job.deployment) return;
  const now = world.clock();
  const deployment: Deployment = {
    id: world.ids.next("deployment"),
    iid: project.deployments.length + 1,
    environment: known,
    job,
    person,
    createdAt: now,
    requiredApprovals: protectionOf(world, project, known.name)?.requiredApprovals ?? 0,
    approvals: [],
    status: "created",
    updatedAt: now,
    finishedAt: null,
  };
  job.deployment = deployment;
  project.deployments.push(deployment);
  tell(world, { kind: "deployment", deployment });
}

/** Whether its deployment still needs somebody's approval; until then nobody can play it. */
export function waitsForApproval({ status, deployment }: Job): boolean {
  return status === "manual" && deployment !== null && pendingApprovals(deployment) > 0;
}

export function pendingApprovals({ approvals, requiredApprovals }: Deployment): number {
  const given = approvals.filter(({ status }) => status === "approved").length;
  return Math.max(0, requiredApprovals - given);
}

const completed: readonly string[] = ["success", "failed", "canceled", "skipped"];

/** Whether another commit was deployed there after this job's turn had come: nobody may do anything to it any more. */
export function isOutdated({ deployment, status, pipeline: { project, commit } }: Job): boolean {
  const { forwardDeployment, allowsRollback } = project.settings;
  if (!deployment || !forwardDeployment || (allowsRollback && completed.includes(status))) return false;
  const last = project.deployments.findLast(
    (one) => one.environment === deployment.environment && one.status === "success",
  );
  return last !== undefined && last.id > deployment.id && last.job.pipeline.commit.sha !== commit.sha;
}
