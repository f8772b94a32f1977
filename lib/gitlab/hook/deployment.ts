import * as z from "zod";
import type { DeploymentEvent } from "../../core/event.ts";
import { Id, nullable, optional, Person, personFields, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";
import { type Delivery, heardFields } from "./delivery.ts";
import { type Ignored, ignored } from "./ignored.ts";
import { readHook } from "./read.ts";

// Source: docs.gitlab.com/user/project/integrations/webhook_events, "Deployment events", GitLab's
// lib/gitlab/data_builder/deployment.rb and deliveries of GitLab.com (read 2026-11). Here `environment` is a text.
const DeploymentHook = z.object({
  status: Text,
  deployment_id: optional(Id),
  deployable_id: nullable(Id),
  environment: Word,
  environment_tier: Word,
  ref: Word,
  short_sha: Word,
  status_changed_at: When,
  user: Person,
  approver: nullable(z.object({ id: optional(Id) })),
  approval: nullable(z.object({ id: Id, status: Word })),
});
type DeploymentHook = z.infer<typeof DeploymentHook>;

/** A Deployment Hook as our event. */
export function deploymentEvent(value: unknown, delivery: Delivery): DeploymentEvent | Ignored {
  const read = readHook(value, DeploymentHook, "a Deployment Hook");
  if ("ignored" in read) return read;
  const { hook, project } = read;
  if (hook.deployment_id === undefined && typeof hook.deployable_id !== "number")
    return ignored("a Deployment Hook that names neither a deployment nor a job", value);
  return { kind: "deployment", ...heardFields(delivery), project, deployment: deploymentOf(hook) };
}

function deploymentOf(hook: DeploymentHook): DeploymentEvent["deployment"] {
  const { environment: name, environment_tier: tier, approval, approver } = hook;
  return known({
    id: hook.deployment_id,
    status: hook.status,
    jobId: hook.deployable_id,
    environment: name === undefined ? undefined : known({ name, tier }),
    ref: hook.ref,
    shortSha: hook.short_sha,
    changedAt: hook.status_changed_at ?? undefined,
    approval: approval ? known({ id: approval.id, status: approval.status, userId: approver?.id }) : undefined,
    ...personFields(hook.user),
  });
}
