import type { Facts } from "../../core/event.ts";
import type { Toll } from "../../core/limit.ts";
import type { Counter } from "./explanation.ts";
import type { ExplainStore } from "./site.ts";

/** How a limit stands: the counter is read, and nothing is taken. */
export async function counterAt(toll: Toll, facts: Facts, store: Pick<ExplainStore, "note">): Promise<Counter> {
  const { kind, counter, by, most, opensAt } = toll;
  const note = await store.note(counter);
  const used = note !== undefined && /^\d{1,15}$/.test(note) ? Number(note) : 0;
  return {
    limit: kind,
    of: countedText(kind, facts),
    used,
    most,
    by,
    stops: used + by > most,
    ...(opensAt !== undefined && { opensAt }),
  };
}

function countedText(kind: Toll["kind"], { project, job, pipeline }: Facts): string {
  const where = project.path ?? `project ${project.id}`;
  switch (kind) {
    case "perJob":
      return `${JSON.stringify(job.name)} in ${pipelineText(job.pipelineId ?? pipeline?.id)}`;
    case "perPipeline":
      return pipelineText(job.pipelineId ?? pipeline?.id);
    case "perSha":
      return `commit ${job.sha?.slice(0, 8) ?? "unknown"}`;
    case "perProjectPerHour":
      return `${where} in this hour`;
    case "perRulePerDay":
      return "this rule today (UTC)";
    case "percentPerDay":
      return `${where} today (UTC)`;
    case "bytesPerDay":
      return "bytes of this rule today (UTC)";
    default:
      return kind satisfies never;
  }
}

function pipelineText(id: number | undefined): string {
  return id === undefined ? "its pipeline" : `pipeline ${id}`;
}
