import { keptKey } from "../core/keep.ts";
import type { Around } from "./action.ts";
import type { OwnPipeline, RefFacts } from "./refFacts.ts";
import { whySparedByJob } from "./sparedByJob.ts";

// GitLab itself would delete anything at any time, kept or locked, so every guard is ours, and any doubt spares.
// Source: gitlabhq lib/api/ci/job_artifacts.rb (read 2026-11).

/** Why a job's files are spared; or that they may go, `isPlainTag`: for rules that mean tags as well. */
export type Spared = { readonly why: string } | { readonly isPlainTag: boolean };

/**
 * Asks every guard of a delete: the job alone, the keep ledger, the project, the ref. Each look is asked for when the guards
 * before it let the files go.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function whySpared(around: Around): Promise<Spared> {
  const { task, job, now } = around;
  // Whether a rule means tags is asked again once the rules are; without any there is nothing to find out.
  const meansTags = task.wants.some(({ params }) => params.includeTags === true);
  const why =
    whySparedByJob(job, { now, meansTags }) ??
    (await whyKept(around)) ??
    (await whySparedByProject(around)) ??
    (await byRef(around));
  return why === undefined ? { isPlainTag: job.tag !== false } : { why };
}

/** What Penstock keeps is spared, whatever GitLab shows; the mark asks once more, in its transaction. */
async function whyKept({ note, task, job }: Around): Promise<string | undefined> {
  const { source, project } = task;
  const keys = [`job:${job.id}`, `pipeline:${job.pipelineId}`].map((on) =>
    keptKey({ source, project: project.id, on }),
  );
  const kept = await Promise.all(keys.map((key) => note?.(key)));
  const at = kept.findIndex((text) => text !== undefined);
  return at < 0 ? undefined : `the keep of ${keys[at]?.key} protects them`;
}

async function whySparedByProject({ reads, task }: Around): Promise<string | undefined> {
  const project = await reads.project(task.project.id);
  if (!project) return "their project is gone, or the token may not see it";
  return project.isArchived ? `the project ${project.path} is archived` : undefined;
}

/** Whoever hears webhooks knows this verb and never looks: what only a look needs is loaded by the first one. */
async function byRef({ reads, task, job }: Around): Promise<string | undefined> {
  const { readRefFact } = await import("./refFacts.ts");
  const { whySparedByRef } = await import("./sparedByRef.ts");
  const place = { projectId: task.project.id, ref: job.ref ?? "", pipelineId: job.pipelineId ?? 0 };
  let facts: RefFacts & OwnPipeline = {};
  for (;;) {
    const answer = whySparedByRef(job, facts);
    if (answer === "mayGo") return undefined;
    if ("why" in answer) return answer.why;
    facts = await readRefFact(answer.ask, place, { reads, facts });
  }
}

/** Why a rule wants nothing of a plain tag's files. */
export function whyNotTag(params: Readonly<Record<string, unknown>>, isPlainTag: boolean): string | undefined {
  return isPlainTag && params.includeTags !== true
    ? "the job is a tag's, and the rule does not say includeTags"
    : undefined;
}
