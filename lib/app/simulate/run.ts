import { causesRun } from "../../core/limit.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/transitions.ts";
import { becauseText, type Clause } from "../../core/verdict.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { forbiddingClauses } from "../forbidden.ts";
import { isWanted, type Judgement, judge } from "../judge.ts";
import type { Live } from "../live.ts";
import { askRule, isEnforcing, type Said } from "../said.ts";
import type { Known } from "./history.ts";
import type { Held } from "./ledger.ts";
import { type Lack, lacksOf } from "./unknown.ts";

/** A task before its rules decide: what is taken to be true then. */
export interface Seen {
  readonly live: Live;
  readonly known: Known;
  readonly now: Instant;
}

/** An effect that a rulebook has, once for each job and verb. */
export interface Acted {
  readonly at: Instant;
  /** As rules write it: `restart`. */
  readonly action: string;
  /** What the call carries, as JSON. */
  readonly content: string;
  /** The ids of the rules that want it. */
  readonly rules: readonly string[];
  readonly project: { readonly id: number; readonly path?: string };
  readonly job: { readonly id: number; readonly name: string };
  /** What the first of these rules saw. */
  readonly because: string;
  /** Why the other rulebook does not do it, as things stood then. */
  readonly whyNot: string;
  /** It rests on what a worker's look told. */
  readonly isLooked: boolean;
}

/** What the rules want done, within whose limits. */
export type Meant = Extract<Judgement, { content: unknown }>;

/**
 * How a run goes on: it ends so, it lacks facts that a worker would look for first, or it may act.
 * `asks`: the rules that ask for people, at whose gate it waits.
 */
export function decide(
  seen: Seen,
):
  | { readonly ends: Outcome; readonly asks?: readonly string[] }
  | { readonly lacks: ReadonlyMap<string, readonly Lack[]> }
  | Meant {
  const { live, now } = seen;
  if (live.facts.job.isIdOnly) return { lacks: new Map(live.held.wants.map((want) => [ruleId(want), [lackedStatus]])) };
  if (live.sight.stop) return { ends: live.sight.stop };
  const lacks = lackedBy(seen);
  return lacks.size > 0 ? { lacks } : atGate(judge({ ...live, gate: untouched }, now), now);
}

/** What people said at gates is not replayed: nobody has said anything at this one. */
const untouched: NonNullable<Live["gate"]> = { key: { scope: "", key: "" } };

function atGate(judged: Judgement, now: Instant): ReturnType<typeof decide> {
  if ("ends" in judged) return judged;
  const asks = judged.rules.flatMap(({ rule }) => (rule.require?.approvals ? [rule.id] : []));
  if (asks.length > 0)
    return { ends: { kind: "skipped", reason: `it waits at its gate: ${asks.join(", ")} asks people` }, asks };
  const closed = judged.closedAt?.(now);
  return closed ? { ends: closed } : judged;
}

/** A hook of a deployment tells of the job nothing but which one it is. */
const lackedStatus: Lack = { condition: "status" };

/** What keeps the rules whose time has come from an answer, by rule. Where one that acts says yes, only invariants do. */
function lackedBy({ live, now }: Seen): ReadonlyMap<string, readonly Lack[]> {
  if (isWanted(live, now)) return lackedByInvariants({ live, now });
  const found = new Map<string, readonly Lack[]>();
  for (const { rule, verdict } of ripe(live, now))
    if (verdict.answer === "unknown") found.set(rule.rule.id, lacksOf(verdict.clauses));
  return found;
}

/** A worker looks for what an invariant asks before it lets anything pass; where one says yes already, nothing is lacking. */
function lackedByInvariants({ live, now }: Pick<Seen, "live" | "now">): ReadonlyMap<string, readonly Lack[]> {
  const acting = ripe(live, now).filter((said) => said.verdict.answer === "yes" && isEnforcing(said, live));
  const clauses = forbiddingClauses(acting, live.active, now);
  // One that is broken is never known, and forbids.
  if (clauses.some(({ answer, parts }) => answer === "yes" || (answer === "unknown" && !parts))) return new Map();
  const lacks = lacksOf(clauses);
  if (lacks.length === 0) return new Map();
  return new Map(acting.map(({ rule }) => [rule.rule.id, lacks]));
}

function ripe(live: Live, now: Instant): readonly Said[] {
  return live.held.wants.flatMap((want) => {
    const said = askRule(want, live, now);
    return "rule" in said && said.ripeAt <= now ? [said] : [];
  });
}

/** What a judgement to act comes to. */
export function actedBy(
  { live, known, now }: Seen,
  { rules, content, action = live.action }: Meant,
): Omit<Acted, "whyNot"> {
  const { project, job } = known.facts;
  const [first] = rules;
  return {
    at: now,
    action: action.name,
    content: JSON.stringify(content),
    rules: rules.map(({ rule }) => rule.id),
    project,
    job: { id: job.id, name: job.name },
    because: first ? seenText(first.decide(known.facts, now).clauses) : "",
    isLooked: known.isLooked,
  };
}

const mostSeen = 300;

/** What the conditions that hold saw: `status failed, failureReason script_failure`. */
function seenText(clauses: readonly Clause[]): string {
  const list = clauses.flatMap(leaves).map(({ path, seen }) => `${path.slice(path.lastIndexOf(".") + 1)} ${seen}`);
  return [...new Set(list)].join(", ").slice(0, mostSeen).toWellFormed();
}

function leaves(clause: Clause): readonly Clause[] {
  if (clause.answer !== "yes" || clause.path === "projects" || clause.path === "until") return [];
  if (clause.parts && !clause.path.endsWith(".failureClass")) return clause.parts.flatMap(leaves);
  return clause.seen === undefined ? [] : [clause];
}

/** The `perJob` that the runs by anybody have used up already, where that is why a run is refused. */
export function heldByRuns({ live, now }: Seen): Held | undefined {
  if (live.sight.stop || !causesRun(live.action)) return undefined;
  const acting = ripe(live, now).filter((said) => said.verdict.answer === "yes" && isEnforcing(said, live));
  const most = Math.min(...acting.map(({ rule }) => mostRuns(rule)));
  if ((live.sight.earlierRuns ?? 0) < most) return undefined;
  const rules = acting.filter(({ rule }) => mostRuns(rule) === most).map(({ rule }) => rule.rule.id);
  return { kind: "perJob", rules: [...new Set(rules)] };
}

function mostRuns({ rule }: CompiledRule): number {
  return rule.limit.perJob ?? Number.POSITIVE_INFINITY;
}

/** Why a rule of the other rulebook does not do it: the first that says no, or that there is none. */
export function refusalOf(rules: readonly CompiledRule[], { known, now }: Pick<Seen, "known" | "now">): string {
  const [first] = rules;
  if (!first) return "no rule wants it";
  const { answer, because } = first.decide(known.facts, now);
  if (answer === "no") return becauseText(because);
  return answer === "unknown" ? "what it asks for is not known" : "no rule wants it";
}
