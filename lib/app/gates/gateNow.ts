import type { Gate } from "../../core/gate.ts";
import type { Instant } from "../../core/time.ts";
import { withoutDisarm } from "./armed.ts";
import { digestOf, waitSeconds } from "./needs.ts";
import type { Standing } from "./standing.ts";

/** The item as it is from now on: opened, or brought up to what would be played now. */
export function gateNow({ live, stored, wish }: Standing, now: Instant): Gate {
  const { held, facts } = live;
  const { project, job } = facts;
  const { content, rules } = wish;
  const seconds = waitSeconds(rules);
  // One that was armed before it could be played begins to wait with its first look.
  const openedAt = stored.gate?.digest ? stored.gate.openedAt : now;
  const environment = job.environment?.name ?? facts.looked?.environment?.name;
  const ref = job.ref ?? facts.pipeline?.ref;
  return {
    approvals: [],
    ...withoutDisarm(stored.gate),
    project: project.id,
    ...(project.path !== undefined && { path: project.path }),
    job: job.id,
    name: job.name,
    task: held.id,
    ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }),
    ...(ref !== undefined && { ref }),
    ...(environment !== undefined && { environment }),
    ...(job.sha !== undefined && { sha: job.sha }),
    rules: rules.map(({ name }) => name),
    digest: digestOf(live, wish),
    gives: [...Object.keys(content.variables ?? {}), ...Object.keys(content.inputs ?? {})],
    openedAt,
    ...(seconds !== undefined && { expiresAt: openedAt + seconds * 1000 }),
    waitsFor: stored.gate?.waitsFor ?? "",
    lookedAt: now,
  };
}
