import type { Facts } from "../../core/event.ts";
import { taskId } from "../../core/task.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { forBridges } from "../bridges.ts";
import { effectOf } from "../door.ts";
import { remembered } from "../remembered.ts";
import { type Asked, askRules } from "./ask.ts";
import type { JobExplained, RuleExplained, Would } from "./explanation.ts";
import { isPlanned, type Prospect, prospectOf, type Wishing } from "./prospect.ts";
import { ruleExplained } from "./rule.ts";
import type { Question, Site } from "./site.ts";

/** So many rules of one job are told whole; the others are counted. */
const mostRules = 200;

/**
 * What every rule says to a job, why, and what stands between its yes and the call. The same code decides as for a worker;
 * nothing is written, and nothing but looks is sent.
 *
 * @param notes told what could not be asked
 * @throws StoreError when the tables cannot be read; what GitLab does not tell stays unknown
 */
export async function explainJob(question: Question, place: Site, notes: Set<string>): Promise<JobExplained> {
  const { facts } = question;
  const active = facts.job.isBridge ? forBridges(place.active) : place.active;
  const gitlab = place.gitlab && { ...place.gitlab, reads: remembered(place.gitlab.reads) };
  const all = active.rules;
  const isMeant = ({ rule }: CompiledRule) => question.rule === undefined || rule.id === question.rule;
  // Rules of one job stop each other, so the others are asked as well where one is meant.
  const meant = all.filter((rule) => isFor(rule, facts) || (question.rule !== undefined && isMeant(rule)));
  const looking = { notes, active, ...(gitlab && { gitlab }) };
  const { facts: found } = await askRules(meant.filter(isMeant), question, looking);
  const { asked } = await askRules(meant, { facts: found, at: question.at }, { notes, active });
  const site = { ...place, active, ...(gitlab && { gitlab }), notes, found };
  const shown = asked.filter(({ rule }) => isMeant(rule));
  const told = orderedRules(shown).slice(0, mostRules);
  const prospects = await prospectsOf(asked, told, { question, site });
  const rules: RuleExplained[] = [];
  for (const one of told) rules.push(await ruleExplained(one, prospects.get(one), { question: { ...question }, site }));
  const sorted = rules.toSorted((one, other) => ranks[one.would] - ranks[other.would]);
  const { id, name, status, stage, ref, failureReason, pipelineId } = facts.job;
  return {
    project: facts.project,
    job: {
      id,
      name,
      status,
      ...(stage !== undefined && { stage }),
      ...(ref !== undefined && { ref }),
      ...(failureReason !== undefined && { failureReason }),
      ...(pipelineId !== undefined && { pipelineId }),
    },
    rules: sorted,
    ...(shown.length > told.length && { left: shown.length - told.length }),
    others: question.rule === undefined ? place.active.rules.length - meant.length : 0,
    would: sorted[0]?.would ?? "no",
    summary: summaryOf(sorted),
  };
}

function isFor({ setAside, concernsProject }: CompiledRule, { project }: Facts): boolean {
  return setAside !== undefined || concernsProject(project) !== "no";
}

const ranks: Readonly<Record<Would, number>> = { act: 0, plan: 1, wait: 2, report: 3, unknown: 4, no: 5 };
const answers = { yes: 0, unknown: 1, no: 2 };

function orderedRules(asked: readonly Asked[]): readonly Asked[] {
  return asked.toSorted((one, other) => answers[one.verdict.answer] - answers[other.verdict.answer]);
}

/** What may come of each effect that a rule does not say no to, for those that are told. */
async function prospectsOf(
  asked: readonly Asked[],
  told: readonly Asked[],
  { question, site }: { question: Question; site: Parameters<typeof prospectOf>[2] },
): Promise<ReadonlyMap<Asked, Prospect>> {
  const wishing = asked.flatMap((one) => (one.action ? [{ one, wishing: { ...one, action: one.action } }] : []));
  const meant = wishing.filter((each) => !isDenied(each.one) || isPlanned(each.wishing, question, site));
  const groups = Map.groupBy(meant, ({ wishing: { rule, action, verdict } }) =>
    taskId(effectOf({ facts: question.facts, rule, action, verdict }, site.source)),
  );
  const isTold = new Set(told);
  const found = new Map<Asked, Prospect>();
  for (const group of groups.values()) {
    const [first, ...more] = group.map((each): Wishing => each.wishing);
    if (!first || !group.some(({ one }) => isTold.has(one) && !isDenied(one))) continue;
    const prospect = await prospectOf([first, ...more], question, site);
    for (const { one } of group) if (!isDenied(one)) found.set(one, prospect);
  }
  return found;
}

function isDenied({ verdict }: Asked): boolean {
  return verdict.answer === "no";
}

const mostTold = 3;

function summaryOf(rules: readonly RuleExplained[]): string {
  const [first] = rules;
  if (!first) return "nothing would be done: no rule is for this project";
  const best = rules.filter(({ would }) => would === first.would);
  if (first.would === "act" || first.would === "plan") return best.map(({ text }) => text).join("; ");
  const telling = rules.filter(({ answer }) => answer !== "no");
  if (telling.length === 0)
    return `nothing would be done: ${rules.length === 1 ? first.text : `all ${rules.length} rules say no`}`;
  const texts = telling.slice(0, mostTold).map(({ text }) => text);
  const more = telling.length - texts.length;
  return `nothing would be done now: ${texts.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}
