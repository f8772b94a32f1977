import { Command } from "commander";
import type * as z from "zod";
import { createReporter } from "../../app/report/reported.ts";
import type { KnownRule, ReportedRule } from "../../app/report/reportedRule.ts";
import { instantText } from "../../core/time.ts";
import { systemClock } from "../../edge/clock.ts";
import { Limits } from "../../rules/limits.ts";
import { modeText } from "../../rules/mode.ts";
import { ActiveRules, TaskShown } from "../answers.ts";
import { type Api, ApiError, openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { say } from "../print.ts";
import { type EntryWish, readEntries } from "../report/entries.ts";
import { type Linked, ruleLines } from "../report/ruleText.ts";
import { timeOf } from "../report/time.ts";

interface Options {
  since: string;
  until?: string;
  rule?: string;
  project?: string;
  json?: true;
}

/** `penstock rules report` */
export function rulesReportCommand(): Command {
  return new Command("report")
    .description("what rules that only report would have done, from the journal")
    .option("--since <time>", "from a time on: 7d ago, 2026-11-01, 2026-11-01T09:30:00Z", "7d")
    .option("--until <time>", "before a time (default: now)")
    .option("--rule <id>", "of one rule (default: of all that report, or do not act everywhere)")
    .option("--project <id|path>", "in one project (default: in all)")
    .option("--json", "as JSON; null is unknown")
    .addHelpText("after", help)
    .action(rulesReport);
}

const help = `
Counted are tasks that ended as reported, each once, in whatever version the rule was. A task
that a rule which acts had done is not among them. Limits are those of now, each by itself and
for this rule alone. A rule that was never heard of is listed all the same.

Examples:
  penstock rules report --since 30d
  penstock rules report --rule retry-infrastructure --project shop/api --json`;

async function rulesReport(options: Options): Promise<void> {
  const { rule, project, json } = options;
  const now = systemClock();
  const wish = {
    ...timeOf(options, now),
    ...(project !== undefined && { project }),
    ...(rule !== undefined && { rule }),
  };
  const api = openApi();
  const { rules: active } = await api(["rulebook"], ActiveRules);
  const found = await reportedRules(api, active.map(knownRule), wish);
  const rules = rule === undefined ? found : found.filter((one) => one.rule === rule);
  if (rule !== undefined && rules.length === 0 && !active.some(({ id }) => id === rule))
    throw new Problem(
      `no rule is called ${JSON.stringify(rule)}, and the journal knows of none: penstock rules show lists them`,
    );
  const linked = await withLinks(api, rules);
  if (json)
    return say(
      JSON.stringify({ since: instantText(wish.since), until: instantText(wish.until), rules: linked.map(withTexts) }),
    );
  for (const line of ruleLines(linked, { ...wish, asked: rule })) say(line);
}

/** Reads the journal twice: what tasks would have been done, then what was said of their jobs. @throws ApiError */
export async function reportedRules(
  api: Api,
  known: readonly KnownRule[],
  wish: EntryWish,
): Promise<readonly ReportedRule[]> {
  const reporter = createReporter(known);
  for await (const entry of readEntries(api, { ...wish, kind: "task" }))
    if (entry.kind === "task") reporter.addTask(entry);
  for await (const entry of readEntries(api, { ...wish, kind: "delivery" }))
    if (entry.kind === "delivery") reporter.addDelivery(entry);
  return reporter.rules();
}

type ActiveRule = z.output<typeof ActiveRules>["rules"][number];

/** As far as the report needs it. */
export function knownRule(rule: ActiveRule): KnownRule {
  const { id, mode } = rule;
  const limit = Limits.safeParse(rule.limit);
  return {
    id,
    mode: mode === "?" ? "?" : modeText(mode),
    action: rule.do.action,
    limit: limit.success ? limit.data : {},
    reports: mode === "report" || (typeof mode === "object" && mode.enforce !== "100%"),
  };
}

/** Of so many rules the examples' addresses are asked for: each takes a request. */
const mostLinked = 20;

async function withLinks(api: Api, rules: readonly ReportedRule[]): Promise<readonly Linked[]> {
  const linked: Linked[] = [];
  for (const [at, rule] of rules.entries()) {
    const examples = [];
    for (const example of rule.examples) {
      const url = at < mostLinked ? await linkOf(api, example.task) : undefined;
      examples.push({ ...example, ...(url !== undefined && { url }) });
    }
    linked.push({ ...rule, examples });
  }
  return linked;
}

/** Nothing where the task was forgotten meanwhile. */
async function linkOf(api: Api, task: string): Promise<string | undefined> {
  try {
    return (await api(["tasks", task], TaskShown)).url;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** For programs: moments as text. */
function withTexts({ first, last, examples, ...rule }: Linked) {
  return {
    ...rule,
    ...(first !== undefined && { first: instantText(first) }),
    ...(last !== undefined && { last: instantText(last) }),
    examples: examples.map(({ at, ...example }) => ({ ...example, at: instantText(at) })),
  };
}
