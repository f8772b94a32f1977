import { type Answer, becauseText, type Clause } from "../../core/verdict.ts";
import { actsIn, modeText } from "../../rules/mode.ts";
import { contentOf } from "../judge.ts";
import { askRule } from "../said.ts";
import type { Asked } from "./ask.ts";
import { lacksOf } from "./asks.ts";
import type { Guard, RuleExplained, Would } from "./explanation.ts";
import type { Guarded } from "./guards/guarded.ts";
import { guardsOf } from "./guards.ts";
import { type Prospect, type Wishing, wantOf } from "./prospect.ts";
import type { Question, Site } from "./site.ts";
import { causesOf } from "./words.ts";

/** A rule, explained; without a prospect nothing comes of it. */
export async function ruleExplained(
  asked: Asked,
  prospect: Prospect | undefined,
  { question, site }: { question: Question; site: Site },
): Promise<RuleExplained> {
  const guarded =
    prospect && asked.action && guardedOf({ ...asked, action: asked.action }, prospect, { question, site });
  const guards = guarded ? await guardsOf(guarded) : [];
  const { rule, verdict } = asked;
  const { view } = question;
  const { action, params } = rule.rule.do;
  const content = guarded && contentFor(guarded);
  const said = guarded?.said;
  const failureClass = failureClassIn(verdict.clauses);
  const would = wouldBe(asked, guards, { view, prospect });
  return {
    rule: rule.name,
    ...(rule.rule.description !== undefined && { description: rule.rule.description }),
    mode: modeText(rule.rule.mode),
    acts: actsIn(rule.rule, question.facts.project),
    on: causesOf(rule.rule),
    answer: verdict.answer,
    because: { path: verdict.because.path, text: becauseText(verdict.because) },
    clauses: verdict.clauses,
    lacks: lacksOf(verdict.clauses, view),
    ...(failureClass && { failureClass }),
    does: { action, params, ...(content && { content }) },
    ...(said && "rule" in said && { ripeAt: said.ripeAt }),
    guards,
    would,
    text: ruleText(asked, would, guards),
    ...(prospect && { task: prospect.id }),
  };
}

function guardedOf(
  wishing: Wishing,
  prospect: Prospect,
  { question, site }: { question: Question; site: Site },
): Guarded {
  const want = wantOf(wishing, prospect);
  const now = question.view === "live" ? site.now : question.at;
  const { held } = prospect.live;
  // Of a rule whose delay counts from when it marks, the marking would be now.
  const since = want.since ?? (wishing.action.destroys ? now : undefined);
  const said = askRule({ ...want, ...(since !== undefined && { since }) }, { ...prospect.live, held }, now);
  return { wishing, prospect, said, question, site };
}

/** What the call would carry; of what a person gave with a command only the names. */
function contentFor({ wishing, said }: Guarded): Readonly<Record<string, unknown>> | undefined {
  if ("gone" in said) return undefined;
  const found = contentOf(wishing.rule, said.action, said.facts);
  if ("refused" in found || Object.keys(found.content).length === 0) return undefined;
  const { variables, ...others } = found.content;
  const given = said.facts.command?.values ?? {};
  const veiled = Object.entries(variables ?? {}).map(([name, value]) => [
    name,
    Object.hasOwn(given, name) ? "(given)" : value,
  ]);
  return { ...others, ...(variables && { variables: Object.fromEntries(veiled) }) };
}

function wouldBe(
  { rule, verdict }: Asked,
  guards: readonly Guard[],
  { view, prospect }: { view: Question["view"]; prospect: Prospect | undefined },
): Would {
  if (rule.setAside !== undefined || verdict.answer === "no" || !prospect) return "no";
  const stopping = guards.filter(({ stops }) => stops === true);
  const final = stopping.filter(({ until, waits, guard }) => until === undefined && !waits && guard !== "mode");
  if (final.length > 0) return "no";
  if (verdict.answer === "unknown") return view === "live" ? "unknown" : waitsOr(stopping, "unknown");
  if (stopping.some(({ guard }) => guard === "mode")) return "report";
  if (stopping.length > 0) return "wait";
  if (view !== "live") return "plan";
  return "acts" in prospect.outlook ? "act" : "unknown";
}

function waitsOr(stopping: readonly Guard[], would: Would): Would {
  return stopping.some(({ guard }) => guard === "mode") ? "report" : would;
}

/** The kind of failure that some condition found, and what of it decided. */
function failureClassIn(clauses: readonly Clause[]): RuleExplained["failureClass"] {
  for (const clause of clauses) {
    const { path, answer, seen, parts = [] } = clause;
    if (path.endsWith("failureClass") && answer === "yes" && seen !== undefined)
      return { name: seen, because: becauseText(deepest(parts, "yes") ?? clause) };
    const inner = failureClassIn(parts);
    if (inner) return inner;
  }
  return undefined;
}

/** The first part without parts that gave an answer. */
function deepest(clauses: readonly Clause[], answer: Answer): Clause | undefined {
  const found = clauses.find((clause) => clause.answer === answer);
  return found?.parts ? (deepest(found.parts, answer) ?? found) : found;
}

/** The one line that sums a rule up. */
function ruleText({ rule, verdict, action }: Asked, would: Would, guards: readonly Guard[]): string {
  const { id } = rule.rule;
  const verb = verbText(rule.rule.do.action);
  if (rule.setAside !== undefined) return `${id} is set aside: ${rule.setAside}`;
  if (verdict.answer === "no") return `${id} says no: ${becauseText(verdict.because)}`;
  if (!action) return `${id} means ${rule.rule.do.action}, which this version does not know`;
  const first = guards.find(({ stops }) => stops === true);
  const stopped = first ? ` (${first.guard}): ${first.text}` : "";
  switch (would) {
    case "act":
      return `${id} would ${verb} now`;
    case "plan":
      return `${id} says yes: a worker would look at the job, and then ${verb}`;
    case "wait":
      return `${id} would ${verb}, but waits${stopped}`;
    case "report":
      return `${id} would only report${stopped}`;
    case "unknown":
      return verdict.answer === "unknown"
        ? `${id} cannot tell: ${becauseText(verdict.because)}`
        : `${id} says yes, but it could not be known whether it would act`;
    default:
      return `${id} would not ${verb}${stopped}`;
  }
}

const verbs: Readonly<Record<string, string>> = {
  keep: "keep its artifacts",
  deleteArtifacts: "delete its artifacts",
  notify: "tell people about it",
};

function verbText(action: string): string {
  return verbs[action] ?? `${action} it`;
}
