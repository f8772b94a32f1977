import * as z from "zod";
import { type JobStatus, jobStatuses } from "../core/job.ts";
import { Glob, oneOrMany, Span } from "./fields.ts";
import { hint, shown } from "./wording.ts";

/** What a job must be like. Sibling keys mean *and*, a list of values means *or*; at least one key is there. */
export interface Conditions {
  readonly status?: readonly Exclude<JobStatus, "other">[];
  /** Globs over the whole name. */
  readonly name?: readonly string[];
  /** Globs over the name without `1/4` or `: [linux]`. */
  readonly group?: readonly string[];
  readonly stage?: readonly string[];
  /** Globs over the job's own ref: `refs/merge-requests/7/head` in a merge request pipeline. */
  readonly ref?: readonly string[];
  readonly tag?: boolean;
  /** Any word, since GitLab keeps adding some; an old word also means its newer aliases. */
  readonly failureReason?: readonly string[];
  readonly artifacts?: "present" | "absent" | { readonly expiredFor: string };
  readonly all?: readonly Conditions[];
  readonly any?: readonly Conditions[];
  readonly not?: Conditions;
}

/** Words for statuses that GitLab's pages, other CI systems or British spelling suggest. */
const statusSynonyms: Readonly<Record<string, string>> = {
  passed: "success",
  succeeded: "success",
  successful: "success",
  ok: "success",
  done: "success",
  error: "failed",
  errored: "failed",
  cancelled: "canceled",
  aborted: "canceled",
  stuck: "pending",
  queued: "pending",
  blocked: "manual",
  delayed: "scheduled",
};

const Status = z.enum(jobStatuses, {
  error: ({ input }) =>
    typeof input === "string"
      ? `no job status ${shown(input)}${hint(input, jobStatuses, statusSynonyms) || `; known are ${jobStatuses.join(", ")}`}`
      : undefined,
});

const Artifacts = z.union([z.enum(["present", "absent"]), z.strictObject({ expiredFor: Span })], {
  error: "expected present, absent or { expiredFor: 7d }",
});

const Nested: z.ZodType<Conditions> = z
  .strictObject({
    status: oneOrMany(Status).exactOptional(),
    name: oneOrMany(Glob).exactOptional(),
    group: oneOrMany(Glob).exactOptional(),
    stage: oneOrMany(Glob).exactOptional(),
    ref: oneOrMany(Glob).exactOptional(),
    tag: z.boolean().exactOptional(),
    failureReason: oneOrMany(Glob).exactOptional(),
    artifacts: Artifacts.exactOptional(),
    all: z.lazy(() => Several).exactOptional(),
    any: z.lazy(() => Several).exactOptional(),
    not: z.lazy(() => Nested).exactOptional(),
  })
  .superRefine((conditions, context) => {
    if (Object.keys(conditions).length === 0 && context.issues.length === 0)
      context.addIssue({ code: "custom", message: "expected at least one condition" });
  });

const Several = z.array(Nested).min(1, { error: "expected at least one condition" });

const deepest = 8;
const most = 50;

/** The `when` of a rule: `all`, `any` and `not` nest 8 deep, and there are 50 conditions at most. */
export const Conditions = Nested.superRefine((when, context) => {
  const { depth, count } = measure(when);
  if (depth > deepest)
    context.addIssue({ code: "custom", message: `all, any and not are nested ${depth} deep: at most ${deepest}` });
  if (count > most) context.addIssue({ code: "custom", message: `${count} conditions: at most ${most} a rule` });
});

/** How deep the groups nest, and how many conditions there are beside the groups themselves. */
function measure(conditions: Conditions): { depth: number; count: number } {
  const { all = [], any = [], not, ...leaves } = conditions;
  const inner = [...all, ...any, ...(not ? [not] : [])].map(measure);
  return {
    depth: inner.length === 0 ? 0 : 1 + Math.max(...inner.map(({ depth }) => depth)),
    count: inner.reduce((sum, { count }) => sum + count, Object.keys(leaves).length),
  };
}
