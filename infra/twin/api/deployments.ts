import { giveApproval } from "../machine/approve.ts";
import { pendingApprovals } from "../machine/deployment.ts";
import { noRecord } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import { type Approval, deploymentStatuses } from "../state/environment.ts";
import type { Deployment, Project } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import { jobBasicEntity } from "./bridges.ts";
import type { Call } from "./call.ts";
import { personBasicEntity } from "./entities.ts";
import { jobEntity } from "./jobEntity.ts";
import { offsetPage } from "./paging.ts";
import { paramsOf, wrongWord } from "./params.ts";
import { readId } from "./within.ts";

// Source: docs.gitlab.com/api/deployments and gitlabhq lib/api/deployments.rb (read 2026-11).

const orders: Readonly<Record<string, (deployment: Deployment) => number | string>> = {
  id: ({ id }) => id,
  iid: ({ iid }) => iid,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  ref: ({ job }) => job.pipeline.ref,
};

const words = { order_by: Object.keys(orders), sort: ["asc", "desc"], status: deploymentStatuses };

/** Oldest first, unless something else is asked for. */
export function listDeployments(call: Call, { deployments }: Project): Answer {
  const { world, query } = call;
  const wrong = wrongWord(query, words);
  if (wrong) return wrong;
  const order = orders[query.get("order_by") ?? "id"] ?? (({ id }: Deployment) => id);
  const [environment, status] = [query.get("environment"), query.get("status")];
  const rising = deployments
    .filter((one) => !environment || one.environment.name === environment)
    .filter((one) => !status || one.status === status)
    .sort((one, other) => (order(one) < order(other) ? -1 : Number(order(one) > order(other))));
  const rows = query.get("sort") === "desc" ? rising.reverse() : rising;
  return offsetPage(call, { rows, show: (deployment) => deploymentEntity(world, deployment) });
}

export function showDeployment(call: Call, project: Project): Answer {
  return withDeployment(call, project, (deployment) => json(200, detailEntity(call.world, deployment)));
}

/** 201 with what was said, which starts nothing. */
export function approveDeployment(call: Call, project: Project): Answer {
  const { status, comment } = paramsOf(call);
  if (status === undefined) return parameterError("status is missing, status does not have a valid value");
  if (status !== "approved" && status !== "rejected") return parameterError("status does not have a valid value");
  return withDeployment(call, project, (deployment) => {
    const { world, person } = call;
    const opinion = { deployment, person, status, ...(typeof comment === "string" && { comment }) } as const;
    const given = giveApproval(world, opinion);
    return "refused" in given ? refusal(given) : json(201, approvalEntity(world, given));
  });
}

function withDeployment(
  { params }: Call,
  { deployments }: Project,
  answer: (deployment: Deployment) => Answer,
): Answer {
  const id = readId(params.deployment_id);
  if (id === undefined) return parameterError("deployment_id is invalid");
  const found = deployments.find((one) => one.id === id);
  return found ? answer(found) : refusal(noRecord());
}

function deploymentEntity(world: World, { id, iid, job, person, environment, status, ...times }: Deployment) {
  return {
    id,
    iid,
    ref: job.pipeline.ref,
    sha: job.pipeline.commit.sha,
    created_at: apiDate(times.createdAt),
    updated_at: apiDate(times.updatedAt),
    user: person && personBasicEntity(world, person),
    environment: { id: environment.id, name: environment.name, slug: environment.slug, external_url: null },
    deployable: job.trigger ? jobBasicEntity(world, job) : jobEntity(world, job),
    status,
  };
}

function detailEntity(world: World, deployment: Deployment) {
  const ofEnterprise = {
    pending_approval_count: pendingApprovals(deployment),
    approvals: deployment.approvals.map((approval) => approvalEntity(world, approval)),
    approval_summary: { rules: [] },
  };
  return { ...deploymentEntity(world, deployment), ...(world.settings.isEnterprise && ofEnterprise) };
}

function approvalEntity(world: World, { person, status, comment, at }: Approval) {
  return { user: personBasicEntity(world, person), status, created_at: apiDate(at), comment };
}
