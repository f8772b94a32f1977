import { actions } from "../../actions/index.ts";
import { whySparedByJob } from "../../actions/sparedByJob.ts";
import type { Facts } from "../../core/event.ts";
import { erasableFiles, type Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { becauseText, type Clause } from "../../core/verdict.ts";
import type { CompiledRule } from "../../rules/compile.ts";

/**
 * What a delete rule would do with a job, by what a list shows of it:
 * - `no`: the rule does not mean it, or deletes nothing.
 * - `spared`: the rule means it, and a guard keeps it.
 * - `may`: it would go, if nothing that only a look tells speaks against it (its ref, a hold, a keep).
 */
export type Candidate =
  | { readonly kind: "no"; readonly why: string }
  | { readonly kind: "spared"; readonly why: string }
  | {
      readonly kind: "may";
      /** What would go; an erase takes the log as well. */
      readonly sizeBytes: number;
      /** The same by GitLab's word for the file, e.g. `archive`. */
      readonly bytesByType: ReadonlyMap<string, number>;
      /** The conditions of the rule that only a look can answer; empty: the rule says yes. */
      readonly open: readonly Clause[];
    };

/**
 * Judges one listed job: the rule's verdict and the guards by the job alone. Pure. A rule that only reports is judged as
 * if it acted.
 */
export function candidateOf(rule: CompiledRule, facts: Facts, now: Instant): Candidate {
  const { action: name, params } = rule.rule.do;
  const action = actions.find((one) => one.name === name);
  if (!action?.destroys) return { kind: "no", why: `${name} deletes nothing` };
  const { job } = facts;
  const { answer, because, clauses } = rule.decide(facts, now);
  if (answer === "no") return { kind: "no", why: becauseText(because) };
  const files = filesOf(job, name);
  if (files?.length === 0) return { kind: "no", why: "it has no artifacts" };
  const why = whySparedByJob(job, { now, meansTags: params.includeTags === true });
  if (why !== undefined || !files) return { kind: "spared", why: why ?? "it is not known what there is" };
  const bytesByType = new Map<string, number>();
  for (const { type, sizeBytes } of files) bytesByType.set(type, (bytesByType.get(type) ?? 0) + sizeBytes);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { kind: "may", sizeBytes, bytesByType, open: clauses.filter((one) => one.answer === "unknown") };
}

function filesOf(job: Job, action: string) {
  if (action !== "erase") return erasableFiles(job);
  return job.artifacts === undefined ? undefined : (job.artifacts?.files ?? []);
}
