import type { Action } from "../../actions/action.ts";
import type { TriggerKind } from "../../core/action.ts";
import type { Facts } from "../../core/event.ts";
import { causesRun } from "../../core/limit.ts";
import { type Looked, logKey } from "../../core/looked.ts";
import type { Instant } from "../../core/time.ts";
import { asksOf, type Clause, type Verdict } from "../../core/verdict.ts";
import type { RuleCase } from "../../rules/cases/caseFile.ts";
import { factsOfGiven } from "../../rules/cases/facts.ts";
import { runnersLog } from "../../rules/cases/log.ts";
import { isMemberOf } from "../../rules/cases/looked.ts";
import { type CompiledRule, forSeconds } from "../../rules/compile.ts";
import { rulesAtHand } from "../activeRules.ts";
import { forBridges } from "../bridges.ts";
import { waitForCalendars } from "../calendars.ts";
import { judgeAtDoor } from "../door.ts";
import type { CaseTools } from "./tools.ts";

/** What a rule says to a case, and what it would do. */
export interface Spoken {
  readonly verdict: Verdict;
  /** Where the answer is yes. */
  readonly act?: Act;
}

export interface Act {
  /** When it is done: once the state has lasted, the delay is over and the calendars are open; `people`: once more approve. */
  readonly at: Instant | "never" | "people";
  readonly action: Action;
  readonly sent: Extract<ReturnType<Action["content"]>, { content: unknown }>["content"];
  /** Why nothing is done all the same. */
  readonly refused?: string;
}

/** A rule, asked by the code that asks it of a hook or of a sweep. */
export function judgeCase(rule: CompiledRule, one: RuleCase, tools: CaseTools): Spoken {
  const facts = knownFacts(rule, one, tools);
  const cause = causeOf(rule, one);
  const action = tools.actions.find(({ name }) => name === rule.rule.do.action);
  const nobody = (clause: Omit<Clause, "answer">): Spoken => ({ verdict: noVerdict(rule, clause) });
  if (!action || !cause || !rule.concerns(cause))
    return nobody({ path: "on", wanted: kindsOf(rule), seen: cause ?? one.on ?? "" });
  if (facts.job.isBridge && forBridges(rulesAtHand(0, [rule])).rules.length === 0)
    return nobody({
      path: "when.bridge",
      wanted: "`bridge: true`, or no trigger job is brought to it",
      seen: "a trigger job",
    });
  const active = { candidates: () => [rule], ofKinds: () => [rule], rule: () => rule };
  const [judged] = judgeAtDoor(facts, { active, kinds: [cause], actions: [action], now: one.at });
  if (!judged) return nobody(unheard(rule, action, facts));
  const { verdict } = judged;
  return verdict.answer === "yes" ? { verdict, act: actOf(rule, action, { facts, one, tools }) } : { verdict };
}

/** The facts of the case, and of its log and its exit code what the rule asks for. */
function knownFacts(rule: CompiledRule, { given, at }: RuleCase, { readLog }: CaseTools): Facts {
  let facts = withGroups(rule, factsOfGiven(given, at), { given, at });
  const { log } = given;
  if (log === undefined) return facts;
  const written = log === null ? null : runnersLog(log);
  const learn = (looked: Looked) => {
    facts = { ...facts, looked: { ...facts.looked, ...looked } };
  };
  const code = written === null ? null : readLog.exitCode(written);
  if (given.exitCode === undefined && code !== undefined) learn({ exitCode: code });
  for (;;) {
    const asked = asksOf(rule.decide(facts, at).clauses).find((ask) => "log" in ask);
    if (!asked || facts.looked?.logs?.has(logKey(asked.log))) return facts;
    const text = written === null ? null : readLog.tail(written, asked.log);
    learn({ logs: new Map([...(facts.looked?.logs ?? []), [logKey(asked.log), text]]) });
  }
}

/** The facts with what the case says of the groups that the rule asks for. */
function withGroups(rule: CompiledRule, facts: Facts, { given, at }: Pick<RuleCase, "given" | "at">): Facts {
  const ask = asksOf(rule.decide(facts, at).clauses).find((one) => "group" in one);
  const isMember = ask && isMemberOf(ask.group, given);
  if (!ask || isMember === undefined) return facts;
  const groups = new Map([...(facts.looked?.groups ?? []), [ask.group, isMember]]);
  return withGroups(rule, { ...facts, looked: { ...facts.looked, groups } }, { given, at });
}

/** What the case names; else a command where somebody says one, else the first that causes the rule. */
function causeOf(rule: CompiledRule, { on, given }: RuleCase): TriggerKind | undefined {
  if (on !== undefined) return on;
  if (given.command) return "command";
  return (["job", "pipeline", "deployment", "schedule"] as const).find((kind) => rule.concerns(kind));
}

function kindsOf(rule: CompiledRule): string {
  return (["job", "pipeline", "deployment", "schedule", "command"] as const)
    .filter((kind) => rule.concerns(kind))
    .join(" or ");
}

/** Why a rule is not asked at all: it means another job, or another command. */
function unheard({ rule }: CompiledRule, { name, means }: Action, { job, command }: Facts): Omit<Clause, "answer"> {
  if (means?.(rule.do.params, job) === false)
    return { path: `do.${name}.job`, wanted: String(rule.do.params.job), seen: job.name };
  const verbs = rule.on.flatMap((on) => (typeof on === "object" && "command" in on ? [on.command] : []));
  return { path: "on.command", wanted: verbs.join(" or "), seen: command?.verb ?? "no command" };
}

function noVerdict({ name }: CompiledRule, clause: Omit<Clause, "answer">): Verdict {
  const because: Clause = { ...clause, answer: "no" };
  return { rule: name, answer: "no", because, clauses: [because] };
}

interface Around {
  readonly facts: Facts;
  readonly one: RuleCase;
  readonly tools: CaseTools;
}

function actOf(rule: CompiledRule, action: Action, { facts, one, tools }: Around): Act {
  const { params } = rule.rule.do;
  const earlierRuns = (facts.looked?.attempt ?? 1) - 1;
  const found = action.content(params, facts, rule.matches);
  const refused =
    "refused" in found
      ? found.refused
      : (whyNever(rule, action, { facts, one, tools }) ?? whyTooOften(rule, action, earlierRuns));
  // A quarantine begins when the job is marked, anything else counts from when its state began.
  const since = action.destroys ? one.at : (facts.job.since ?? one.at);
  const seconds = (forSeconds(rule.rule) ?? 0) + (action.delaySeconds?.(params, earlierRuns) ?? 0);
  const ripeAt = Math.max(one.at, since + seconds * 1000);
  const closed = waitForCalendars([rule], tools, ripeAt);
  const opensAt = closed === undefined ? ripeAt : closed.kind === "again" ? closed.at : "never";
  const lacking = (rule.rule.require?.approvals?.count ?? 0) > (one.given.approvals ?? 0);
  const at = lacking && opensAt !== "never" ? "people" : opensAt;
  return { at, action, sent: "content" in found ? found.content : {}, ...(refused !== undefined && { refused }) };
}

/** Of an invariant that asks for what the case leaves open a worker finds out: only one that is sure to forbid counts. */
function whyNever({ rule }: CompiledRule, { name }: Action, { facts, one, tools }: Around): string | undefined {
  for (const { id, forbids, ask } of tools.invariants) {
    if (!forbids(name, [rule])) continue;
    const { answer, because } = ask(facts, one.at);
    if (answer === "yes") return `the invariant ${id} forbids to ${name} it: ${because}`;
  }
  return undefined;
}

/** Runs by anybody count. */
function whyTooOften({ rule }: CompiledRule, action: Action, earlierRuns: number): string | undefined {
  const { perJob } = rule.limit;
  if (perJob === undefined || !causesRun(action) || earlierRuns < perJob) return undefined;
  return `the limit perJob: ${perJob} is used up, the job has had ${earlierRuns} runs before this one`;
}
