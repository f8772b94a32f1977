import { GitLabError } from "../../core/errors.ts";
import type { Approval, Gate } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Store } from "../../core/ports.ts";
import { jobIdOf, type Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { ActiveRules } from "../activeRules.ts";
import { waitForCalendars } from "../calendars.ts";
import { liveFacts } from "../liveFacts.ts";
import { type Ground, saidYes, whyNoYes } from "./quorum.ts";
import { gatesOf } from "./stored.ts";

/** Whom a rule asks, who has said yes, and whose yes does not count. */
export interface NeedOfPeople {
  readonly count: number;
  readonly given: readonly Approval[];
  readonly void: readonly { readonly approval: Approval; readonly why: string }[];
}

/** What one rule of a gate requires, and how far that is there. */
export interface NeedOfRule {
  /** `rule@version`. */
  readonly rule: string;
  readonly approvals?: NeedOfPeople;
  /** `opensAt` missing: it is open, or does not open; `why` tells which. */
  readonly calendar?: {
    readonly name: string;
    readonly isOpen: boolean;
    readonly why?: string;
    readonly opensAt?: Instant;
  };
}

interface WhyDesk {
  readonly active: Pick<ActiveRules, "calendars">;
  /** Missing: GitLab cannot be asked; then all that was said is told, whoever may say so still. */
  readonly reads?: GitLabReads;
}

/**
 * What the rules of a gate require, each with what is there. Whether people may still say so is asked of GitLab, also while
 * there are too few of them.
 *
 * @param notes told what could not be asked
 */
export async function needsOf(
  rules: readonly CompiledRule[],
  {
    gate,
    task,
    now,
    notes,
  }: { readonly gate: Gate; readonly task: Task; readonly now: Instant; readonly notes: string[] },
  { active, reads }: WhyDesk,
): Promise<readonly NeedOfRule[]> {
  const ground = reads && (await groundOf(task, reads, notes));
  const needs: NeedOfRule[] = [];
  for (const rule of rules) {
    const approvals = await peopleOf(rule, { gate, now, notes }, ground);
    const calendar = calendarOf(rule, active, now);
    if (approvals || calendar)
      needs.push({ rule: rule.name, ...(approvals && { approvals }), ...(calendar && { calendar }) });
  }
  return needs;
}

async function groundOf(task: Task, reads: GitLabReads, notes: string[]): Promise<Ground | undefined> {
  const facts = await orNoted(liveFacts(task, jobIdOf(task) ?? 0, reads), notes);
  return facts && { facts, reads };
}

async function peopleOf(
  rule: CompiledRule,
  { gate, now, notes }: { readonly gate: Gate; readonly now: Instant; readonly notes: string[] },
  ground: Ground | undefined,
): Promise<NeedOfPeople | undefined> {
  const [said] = saidYes([rule], { gate, now });
  if (!said) return undefined;
  const given: Approval[] = [];
  const withdrawn = [...said.void];
  for (const approval of said.given) {
    const no = ground && (await orNoted(whyNoYes(approval, said.needs, ground), notes));
    if (no) withdrawn.push({ approval, why: no.why });
    else given.push(approval);
  }
  return { count: said.needs.count, given, void: withdrawn };
}

async function orNoted<T>(looking: Promise<T>, notes: string[]): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    notes.push(`whether people may still say so could not be asked: ${error.message}. ${error.advice}`);
    return undefined;
  }
}

function calendarOf(rule: CompiledRule, active: WhyDesk["active"], now: Instant): NeedOfRule["calendar"] {
  const name = rule.rule.require?.calendar;
  if (name === undefined) return undefined;
  const closed = waitForCalendars([rule], active, now);
  if (!closed) return { name, isOpen: true };
  const opensAt = closed.kind === "again" ? { opensAt: closed.at } : {};
  return { name, isOpen: false, ...("reason" in closed && { why: closed.reason }), ...opensAt };
}

/** Where a gate stands among those of its source that wait for their calendars, as they open; 1 is the next. */
export async function parkedPlace(
  source: string,
  gate: Gate,
  store: Pick<Store, "notes">,
): Promise<{ readonly position: number; readonly of: number } | undefined> {
  if (gate.parkedUntil === undefined || gate.closed) return undefined;
  const parked = (await gatesOf(source, store))
    .filter(({ parkedUntil, closed, playedAt }) => parkedUntil !== undefined && !closed && playedAt === undefined)
    .toSorted((one, other) => one.openedAt - other.openedAt || one.job - other.job);
  const position = parked.findIndex(({ project, job }) => project === gate.project && job === gate.job) + 1;
  return position > 0 ? { position, of: parked.length } : undefined;
}
