import { actions } from "../../actions/index.ts";
import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { type PlanItem, planHeadKey, type SweepPlan } from "../../core/sweepPlan.ts";
import { objectOf, type Task, taskId, type Want } from "../../core/task.ts";
import { becauseText } from "../../core/verdict.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { ActiveRules } from "../activeRules.ts";
import { decide } from "../look.ts";
import { type Candidate, candidateOf } from "../sweep/candidate.ts";
import type { Worker } from "../worker.ts";

/** What would become of a job: it is listed, it stays although a rule means it, or no rule means it. */
export type WouldGo = { readonly item: PlanItem } | { readonly spared: string } | "unwanted";

/** What jobs are judged by. */
export interface Judging {
  readonly plan: SweepPlan;
  readonly rules: readonly CompiledRule[];
  readonly active: ActiveRules;
  /** Each look is sent once for all jobs of a step. */
  readonly reads: GitLabReads;
  readonly worker: Worker;
}

type May = Candidate & { readonly kind: "may" };
interface Wanting {
  readonly rule: CompiledRule;
  readonly may: May;
}

/**
 * What the plan's rules would do with a job that a list shows. Whatever would go is looked at as a worker looks right before
 * it deletes, holds, keeps and guards included, as if the plan was approved and the quarantine over. A job is listed once:
 * an erase takes what a delete of its artifacts would.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function wouldGo(facts: Facts, judging: Judging): Promise<WouldGo> {
  const now = judging.worker.clock();
  const said = judging.rules.map((rule) => ({ rule, may: candidateOf(rule, facts, now) }));
  const spared = said.flatMap(({ may }) => (may.kind === "spared" ? [may.why] : []));
  let why = spared[0];
  for (const action of ["erase", "deleteArtifacts"] as const) {
    const wanting = said.flatMap(({ rule, may }) =>
      rule.rule.do.action === action && may.kind === "may" ? [{ rule, may }] : [],
    );
    const looked = wanting.length === 0 ? "unwanted" : await look(facts, { action, wanting }, judging);
    if (looked !== "unwanted" && "item" in looked) return looked;
    if (looked !== "unwanted") why ??= looked.spared;
  }
  return why === undefined ? "unwanted" : { spared: inGeneral(why, facts) };
}

async function look(
  facts: Facts,
  { action, wanting }: { action: PlanItem["verb"]; wanting: readonly Wanting[] },
  judging: Judging,
): Promise<WouldGo> {
  const { worker, reads, active } = judging;
  const { job } = facts;
  const now = worker.clock();
  const seen: GitLabReads = Object.assign(Object.create(reads), { job: async () => job });
  const decided = await decide(
    pretended(facts, wanting, judging),
    { reads: seen, began: now },
    { ...worker, ...asIfApproved(judging), rules: { ...worker.rules, live: async () => active } },
  );
  const acting = "ends" in decided ? undefined : decided.may.rules.map(({ name }) => name);
  if ("ends" in decided) {
    const { outcome, saw } = decided.ends;
    const reason = "reason" in outcome ? outcome.reason : "";
    if (outcome.kind === "skipped" && saw?.byRules) return "unwanted";
    // A calendar is waited for: it keeps nothing for good.
    if (outcome.kind !== "again") return { spared: reason };
  }
  const listed = wanting.filter(({ rule }) => acting === undefined || acting.includes(rule.name));
  const [first] = listed;
  return first
    ? { item: itemOf(facts, { action, may: first.may, rules: listed.map(({ rule }) => rule) }, now) }
    : "unwanted";
}

/** The delete as it would come due. */
function pretended({ project, job }: Facts, wanting: readonly Wanting[], { plan, worker }: Judging): Task {
  const { action: name } = wanting[0]?.rule.rule.do ?? { action: "" };
  const verb = actions.find((one) => one.name === name)?.verb ?? "deleteArtifacts";
  const wants = wanting.map(({ rule }): Want => {
    const { action, params } = rule.rule.do;
    return { rule: rule.name, action, params, event: `plan ${plan.id}`, since: 0, plan: plan.id };
  });
  return {
    id: taskId({ source: plan.source, project, jobId: job.id, verb }),
    source: plan.source,
    project,
    object: objectOf(job.id),
    verb,
    state: "claimed",
    ...{ version: 1, rev: 1, runs: 0, calls: 0, poke: 0 },
    wants,
    about: { name: job.name, ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }) },
    createdAt: worker.clock(),
  };
}

/** The ledger as it will be once somebody approved the plan. */
function asIfApproved({ plan, worker: { store } }: Judging): Pick<Worker, "store"> {
  const head = planHeadKey(plan.source, plan.id);
  const text = JSON.stringify({ ...plan, state: "approved" } satisfies SweepPlan);
  const note: typeof store.note = async (key) =>
    key.scope === head.scope && key.key === head.key ? text : await store.note(key);
  return { store: { ...store, note } };
}

const mostReason = 200;

function itemOf(
  facts: Facts,
  { action, may, rules }: { action: PlanItem["verb"]; may: May; rules: readonly CompiledRule[] },
  now: number,
): PlanItem {
  const { job } = facts;
  return {
    job: job.id,
    name: job.name,
    ...(job.ref !== undefined && { ref: job.ref }),
    ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }),
    verb: action,
    expireAt: job.artifacts?.expireAt ?? 0,
    sizeBytes: Math.min(Number.MAX_SAFE_INTEGER, may.sizeBytes),
    bytesByType: Object.fromEntries(
      [...may.bytesByType].map(([type, bytes]) => [type, Math.min(Number.MAX_SAFE_INTEGER, bytes)]),
    ),
    rules: rules.map(({ name }) => name),
    reason: rules
      .map((rule) => reasonOf(rule, facts, now))
      .join("; ")
      .slice(0, mostReason),
    markedAt: now,
  };
}

/** Which clauses of the rule say yes, with the values that they met. */
function reasonOf(rule: CompiledRule, facts: Facts, now: number): string {
  const { clauses } = rule.decide(facts, now);
  const met = clauses.filter(({ path, seen }) => path.startsWith("when") && seen !== undefined).map(becauseText);
  return met.length > 0 ? `${rule.name}: ${met.join(", ")}` : `${rule.name}: expired`;
}

/** A reason that counts for many jobs: without the one job, and without its ref. */
function inGeneral(why: string, { job }: Facts): string {
  const [, general = why] = /spared: (.*)$/s.exec(why) ?? [];
  const words = general.split(" ").map((word) => (word === job.ref ? "…" : word));
  return words.join(" ").slice(0, mostReason);
}
