import type { ActionSpec } from "../core/action.ts";
import type { Facts } from "../core/event.ts";
import type { Armed } from "../core/gate.ts";
import type { Inputs } from "../core/inputs.ts";
import { type Job, type JobStatus, nameOf } from "../core/job.ts";
import type { LedgerKey } from "../core/key.ts";
import type { Outcome } from "../core/outcome.ts";
import type { GitLabReads, GitLabWrites, Reply } from "../core/ports.ts";
import type { Task, TaskVerb } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Matches } from "./allow.ts";

type Params = Readonly<Record<string, unknown>>;

/** What an action looks at, beside the live job. */
export interface Around {
  readonly reads: GitLabReads;
  readonly task: Task;
  readonly job: Job;
  readonly now: Instant;
  /** Who has armed the job, and until when: it is waited for where it cannot be acted on yet. */
  readonly armed?: Armed;
  /** A rule that deployments cause wants it: its deployment may wait for GitLab's own approvals. */
  readonly isDeployment?: boolean;
  /** What the ledger says of keeps; missing: whoever looks has asked it already, or it is not at hand. */
  readonly note?: (key: LedgerKey) => Promise<string | undefined>;
}

/** What the live look says about acting now. */
export interface Sight {
  /** What became of an earlier call whose outcome is open: ours, somebody else's doing, or not done. */
  readonly earlier: "ours" | "others" | "notDone";
  /** Why not to act now, before any rule is asked. Missing: nothing speaks against it. */
  readonly stop?: Outcome;
  /** The rules are asked all the same: where they want nothing, that is said instead, and what they want is written down. */
  readonly asksRules?: true;
  /** GitLab waits for its own approvals: rules are asked what they would want once there are enough. */
  readonly awaitsApprovals?: true;
  /** Runs of that name in that pipeline before this one, by anybody: they count against `perJob`. */
  readonly earlierRuns?: number;
  /** Why a person must look before an open call is repeated, where no rule says: its environment is protected, or may be. */
  readonly protection?: string;
  /** We ourselves began its pipeline, through a job that we ran: it may be one of a chain without end. */
  readonly isOurPipeline?: true;
  /** It belongs to a tag that is neither protected nor released: only rules that mean tags as well may delete there. */
  readonly isPlainTag?: true;
}

/** What the one call carries beside the job's id. */
export interface Content {
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Inputs;
  /** What people are told once it is done, and in which channel beside the journal. */
  readonly text?: string;
  readonly channel?: string;
}

/** One verb, whole: what rules may say, what it looks at, its one call, and how to read the answer. */
export interface Action extends ActionSpec {
  /** The task that does it. */
  readonly verb: TaskVerb;
  /** What follows once that task is done. */
  readonly andThen?: "retry";
  /** The states that it may start from; a job in another known state is no target. */
  readonly startsFrom: readonly JobStatus[];
  /** The states that a person may arm it in: it is waited for until it can be acted on. */
  readonly armsFrom?: readonly JobStatus[];
  /** Each rule has a task of its own, where for other verbs all rules that want it share one. */
  readonly perRule?: true;
  /** Whether the rule's parameters mean this job; missing: any. */
  means?(params: Params, job: Job): boolean;
  /** Why a rule with these parameters wants nothing of what was seen. */
  whyNot?(params: Params, sight: Sight): string | undefined;
  /** How long to wait before it may act, counted from when the job's state began; `earlierRuns` of its name came before. */
  delaySeconds?(params: Params, earlierRuns: number): number;
  /** Live GETs; throws GitLabError when GitLab cannot be asked. */
  look(around: Around): Promise<Sight>;
  /** Why what a person gave with a command is refused; missing: it takes nothing. Never says a value. */
  whyRefused?(params: Params, values: Readonly<Record<string, string>>, matches: Matches): string | undefined;
  /** What the call will carry, or why it cannot. Rules that want different contents on one job are a matter for a person. */
  content(params: Params, facts: Facts, matches: Matches): { readonly content: Content } | { readonly refused: string };
  /** The one request. */
  call(writes: GitLabWrites, projectId: number, jobId: number, content: Content): Promise<Reply>;
  /** What an accepted reply means. */
  accepted(reply: Reply & { kind: "accepted" }, job: Job): Outcome;
  /** What a rejection means, where it means something special to this verb; `undefined`: as for any verb. */
  rejected?(reply: Reply & { kind: "rejected" }, job: Job, now: Instant): Outcome | undefined;
  /** What to do when GitLab forbids it. */
  readonly remedy?: string;
  /** It sends no request: what it does is written down with the record. */
  readonly sendsNothing?: true;
}

/** Keeps the literal types of an action and checks its shape. */
export function defineAction(action: Action): Action {
  return action;
}

/** A job's name for people: `job 1001 "build"`; of one of which only the id was heard `job 1001`. */
export function jobText(job: Pick<Job, "id" | "name" | "isIdOnly">): string {
  const name = nameOf(job);
  return name === undefined ? `job ${job.id}` : `job ${job.id} ${JSON.stringify(name)}`;
}
