import type { Instant } from "../../../lib/core/time.ts";
import { hookDate } from "../state/dates.ts";
import type { Approval } from "../state/environment.ts";
import type { Deployment } from "../state/graph.ts";
import { personUrl, projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { oldProjectPart, personPart } from "./parts.ts";

/** Another status than the deployment's own where somebody has just said something to it. */
interface Told {
  readonly deployment: Deployment;
  readonly approval?: Approval;
}

/**
 * The body of a Deployment Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Deployment events", gitlabhq
 * lib/gitlab/data_builder/deployment.rb and deliveries of GitLab.com (read 2026-11).
 */
export function deploymentPayload(world: World, { deployment, approval }: Told) {
  const { environment, job, person, status } = deployment;
  const { ref, commit, project } = job.pipeline;
  const web = projectUrl(world, project);
  const deployer = job.person ?? person;
  return {
    object_kind: "deployment",
    status: approval?.status ?? status,
    status_changed_at: changedAt(world, approval?.at ?? deployment.updatedAt),
    deployment_id: deployment.id,
    // a bridge has no page of its own
    deployable_id: job.trigger ? null : job.id,
    deployable_url: job.trigger ? null : `${web}/-/jobs/${job.id}`,
    environment: environment.name,
    environment_tier: environment.tier,
    environment_slug: environment.slug,
    environment_external_url: null,
    project: oldProjectPart(world, project),
    short_sha: commit.sha.slice(0, 8),
    user: personPart(world, deployer),
    user_url: deployer && personUrl(world, deployer),
    commit_url: `${web}/-/commit/${commit.sha}`,
    commit_title: commit.message.split("\n")[0],
    ref,
    ...(approval && approvalPart(world, approval)),
  };
}

function approvalPart(world: World, { id, person, status, comment, at }: Approval) {
  const made = { id, status, comment: comment ?? "", created_at: changedAt(world, at), approval_rule: null };
  return { approver: personPart(world, person), approval: made };
}

/** The newest GitLabs write it as `2026-08-02T07:59:54.000+00:00`. */
function changedAt({ vintage }: World, at: Instant): string {
  return vintage < 2026 ? hookDate(at) : new Date(at).toISOString().replace("Z", "+00:00");
}
