import { styleText } from "node:util";
import type { HeldBack } from "../../app/report/held.ts";
import type { Example, ReportedRule } from "../../app/report/reportedRule.ts";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "./table.ts";

/** A rule's report with the addresses of its examples, where they are known. */
export type Linked = Omit<ReportedRule, "examples"> & {
  readonly examples: readonly (Example & { readonly url?: string })[];
};

interface Asked {
  readonly since: Instant;
  readonly until: Instant;
  readonly asked: string | undefined;
}

/** What rules would have done, for people: a line for each, then each by itself. */
export function ruleLines(rules: readonly Linked[], { since, until, asked }: Asked): string[] {
  const span = spanText((until - since) / 1000);
  const head = styleText("bold", `what only reported, ${instantText(since)} to ${instantText(until)}`);
  if (rules.length === 0)
    return [
      head,
      asked === undefined
        ? "no active rule only reports, and none did"
        : `${safe(asked)} acts wherever it says yes, and was not heard to report`,
    ];
  const rows = rules.map(({ rule, mode, verbs, times, jobs, projects, unknown, last }) => [
    safe(rule),
    safe(mode ?? "gone"),
    verbs.join(", ") || "-",
    ...[times, jobs, projects, unknown.atDoor, unknown.afterLook].map(String),
    last === undefined ? "never" : instantText(last),
  ]);
  return [
    head,
    ...tableLines(["rule", "mode", "would", "times", "jobs", "projects", "unknown", "after look", "last"], rows),
    ...rules.flatMap((rule) => ["", ...oneRule(rule, span)]),
  ];
}

function oneRule(rule: Linked, span: string): string[] {
  const { times, first, examples, unknown, held, doneForOthers } = rule;
  return [
    styleText("bold", safe(rule.rule)),
    ...(first === undefined ? [] : [`  first     ${instantText(first)}, last ${instantText(rule.last ?? first)}`]),
    ...examples.flatMap(exampleLines),
    ...unknown.why.map(({ because, times }) => `  unknown   ${counted(times, "time")}: ${safe(because)}`),
    ...(times === 0 ? [] : held.map(heldLine)),
    ...(doneForOthers === 0
      ? []
      : [`  done      ${counted(doneForOthers, "task")} that it wanted too, for another rule`]),
    `  ${styleText("cyan", lastWord(rule, span))}`,
  ];
}

function exampleLines({ project, job, at, because, url }: Linked["examples"][number]): string[] {
  const why = because === undefined ? "" : `  ${styleText("gray", safe(because))}`;
  return [
    `  e.g.      ${instantText(at)}  ${safe(`${job} in ${project}`)}${why}`,
    ...(url === undefined ? [] : [`            ${safe(url)}`]),
  ];
}

function heldLine({ limit, most, held, how }: HeldBack): string {
  const done = how === "refused" ? "refused" : "put off to later";
  const what =
    held === null
      ? "unknown: the journal does not tell"
      : held === 0
        ? "would have held none"
        : `${held} would have been ${done}`;
  return `  limit     ${limit}: ${most}: ${what}`;
}

/** Nothing but what was counted. */
function lastWord({ mode, times, calls, projects }: Linked, span: string): string {
  if (times === 0) return `in ${span} it would have done nothing`;
  const where = `in ${counted(projects, "project")}`;
  if (mode === undefined)
    return `in ${span} it would have made ${counted(calls, "call")} ${where}; it is not in the active rulebook`;
  const isShare = mode.startsWith("enforce ");
  return `in ${span} \`mode: enforce\` would have made ${counted(calls, "call")} ${where}${isShare ? ", beside those of its share" : ""}`;
}
