import { styleText } from "node:util";
import type { Guard, Would } from "../../app/explain/explanation.ts";
import { instantText } from "../../core/time.ts";
import type { Answer } from "../../core/verdict.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import type { Explained, ShownClause, ShownJob, ShownRule } from "./explanation.ts";

// Everything here comes from GitLab, from rules or from people: each text passes `safe`.

/** Rules that say no: so many are drawn whole, the others in a line each. */
const mostDrawn = 5;
/** What a condition wants may be a long expression. */
const longest = 60;

/** An explanation for people. `isWhole`: every rule is drawn, with all of its guards. */
export function explainLines(explained: Explained, isWhole: boolean): string[] {
  const { jobs, left, notes } = explained;
  const head = [styleText("bold", safe(explained.about)), styleText("gray", viewText(explained))];
  const many = jobs.length > 1;
  const blocks = jobs.flatMap((job) => ["", ...jobLines(job, { isWhole, isNamed: many })]);
  return [
    ...head,
    ...blocks,
    ...(left === undefined
      ? []
      : ["", `and ${counted(left, "more job")} that nothing more is wanted of: --job ID explains one`]),
    ...notes.map((note) => styleText("gray", `note: ${safe(note)}`)),
    "",
    ...(many ? jobs.filter(({ would }) => would !== "no").map(sumText) : jobs.map(sumText)),
    ...(many && jobs.every(({ would }) => would === "no")
      ? [`nothing would be done to any of the ${jobs.length} jobs`]
      : []),
  ];
}

const views = {
  live: "looked at live",
  door: "by what the event told: nobody looked at GitLab",
  look: "by what the worker saw then",
} as const;

function viewText({ view, version, at }: Explained): string {
  const rules = version === 0 ? "rules that are not applied" : `rules of version ${version}`;
  return `${rules}, ${views[view]}, as of ${instantText(at)}`;
}

function sumText({ summary, would, job }: ShownJob, _: number, all: readonly ShownJob[]): string {
  const name = all.length > 1 ? `job ${job.id} ${JSON.stringify(safe(job.name))}: ` : "";
  return `${name}${styleText(wouldColours[would], safe(summary))}`;
}

const wouldColours = {
  act: "green",
  plan: "green",
  wait: "yellow",
  report: "magenta",
  unknown: "yellow",
  no: "gray",
} as const satisfies Record<Would, string>;

function jobLines(
  { job, project, rules, left, others }: ShownJob,
  how: { isWhole: boolean; isNamed: boolean },
): string[] {
  const { failureReason, ref } = job;
  const where = safe(project.path ?? `project ${project.id}`);
  const status = `${job.status}${failureReason ? ` (${safe(failureReason)})` : ""}`;
  const name = `job ${job.id} ${JSON.stringify(safe(job.name))}: ${status}${ref === undefined ? "" : ` on ${safe(ref)}`} in ${where}`;
  const denied = rules.filter(({ answer }) => answer === "no");
  const short = !how.isWhole && denied.length > mostDrawn ? denied : [];
  const drawn = rules.filter((rule) => !short.includes(rule));
  const width = Math.max(0, ...short.map(({ rule }) => rule.length));
  return [
    ...(how.isNamed ? [styleText("bold", name)] : [name]),
    ...drawn.flatMap((rule) => ["", ...ruleLines(rule, how.isWhole)]),
    ...(short.length === 0 ? [] : [""]),
    ...short.map(
      ({ rule, because }) => `${answerText("no")}${safe(rule).padEnd(width)}  ${styleText("gray", safe(because.text))}`,
    ),
    ...(short.length === 0 ? [] : [styleText("gray", "--all draws these as well, --rule ID one of them")]),
    ...(left === undefined
      ? []
      : [styleText("gray", `and ${counted(left, "more rule")} that came last: --rule ID explains one`)]),
    ...(others === 0
      ? []
      : [styleText("gray", `${counted(others, "rule is", "rules are")} for other projects or other jobs`)]),
  ];
}

function ruleLines(rule: ShownRule, isWhole: boolean): string[] {
  const { answer, because, on, mode, does, failureClass, ripeAt, description } = rule;
  const head = `${styleText("bold", safe(rule.rule))}  ${safe(mode)}  on ${safe(on.join(", "))}  does ${safe(doesText(does))}`;
  return [
    `${head}${description === undefined ? "" : styleText("gray", `  ${safe(description)}`)}`,
    `  ${answerText(answer)}because ${safe(because.text)}`,
    ...(failureClass
      ? [`  ${" ".repeat(markWidth)}failure class ${safe(failureClass.name)}: ${safe(failureClass.because)}`]
      : []),
    ...treeLines(rule, isWhole),
    ...(ripeAt === undefined || answer === "no" ? [] : [`  ${styleText("gray", `its time: ${instantText(ripeAt)}`)}`]),
    ...guardLines(rule.guards, isWhole),
    `  ${styleText(wouldColours[rule.would], safe(rule.text))}`,
  ];
}

function doesText({ action, params, content }: ShownRule["does"]): string {
  const carried = content ?? params;
  return Object.keys(carried).length === 0 ? action : `${action} ${JSON.stringify(carried)}`;
}

const markWidth = 9;
const marks = { yes: "yes", no: "no", unknown: "unknown" } as const;
const colours = { yes: "green", no: "red", unknown: "yellow" } as const;

function answerText(answer: Answer): string {
  return styleText(colours[answer], marks[answer]) + " ".repeat(markWidth - marks[answer].length);
}

interface Row {
  readonly answer: Answer;
  readonly cells: readonly string[];
}

/** The conditions, each group's parts below it, its columns aligned. */
function treeLines({ clauses, lacks }: ShownRule, isWhole: boolean): string[] {
  const asks = new Map(lacks.map(({ path, text }) => [path, text]));
  const rows = clauses.flatMap((clause) => clauseRows(clause, { depth: 0, above: "", asks, isWhole }));
  const widths = [0, 1].map((at) => Math.max(0, ...rows.map(({ cells }) => (cells[at] ?? "").length)));
  return rows.map(({ answer, cells: [name = "", wanted = "", more = ""] }) => {
    const line = `${name.padEnd(widths[0] ?? 0)}  ${wanted.padEnd(widths[1] ?? 0)}  ${more}`;
    return `  ${answerText(answer)}${line}`.trimEnd();
  });
}

interface Above {
  readonly depth: number;
  readonly above: string;
  readonly asks: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
}

function clauseRows(clause: ShownClause, { depth, above, asks, isWhole }: Above): Row[] {
  const { path, answer, wanted, seen, parts = [] } = clause;
  // All that makes up every class is pages long; which one was found, and by what, is told above the tree.
  const isShut = !isWhole && path.endsWith(".failureClass");
  const name = above !== "" && path.startsWith(`${above}.`) ? path.slice(above.length + 1) : path;
  const lack = answer === "unknown" ? (isShut ? lacksIn(clause, asks) : asks.get(path)) : undefined;
  const saw = seen === undefined ? "" : `saw ${cut(safe(seen))}`;
  const more = [saw, lack === undefined ? "" : safe(lack)].filter(Boolean).join("; ");
  const row: Row = {
    answer,
    cells: [`${"  ".repeat(depth)}${safe(name)}`, wanted === undefined ? "" : cut(safe(wanted)), more],
  };
  if (isShut) return [row];
  return [row, ...parts.flatMap((part) => clauseRows(part, { depth: depth + 1, above: path, asks, isWhole }))];
}

/** What a look would ask for the parts that are not drawn. */
function lacksIn(clause: ShownClause, asks: ReadonlyMap<string, string>): string | undefined {
  const texts = new Set<string>();
  const walk = ({ path, answer, parts = [] }: ShownClause): void => {
    const text = answer === "unknown" ? asks.get(path) : undefined;
    if (text !== undefined) texts.add(text);
    parts.forEach(walk);
  };
  walk(clause);
  return texts.size === 0 ? undefined : [...texts].join("; ");
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

/** What stops it, or could not be asked; of what is open the names are enough. */
function guardLines(guards: readonly Guard[], isWhole: boolean): string[] {
  if (guards.length === 0) return [];
  const told = guards.filter(({ stops }) => isWhole || stops !== false);
  const open = isWhole ? [] : guards.filter(({ stops }) => stops === false).map(({ guard }) => guard);
  const width = Math.max(0, ...told.map(({ guard }) => guard.length));
  const indent = " ".repeat(2 + markWidth + width + 2);
  return [
    ...told.flatMap(({ guard, stops, waits, text, more = [] }) => [
      `  ${stopText(waits ? "waits" : stops)}${guard.padEnd(width)}  ${safe(text)}`,
      ...more.map((line) => styleText("gray", `${indent}${safe(line)}`)),
    ]),
    ...(open.length === 0 ? [] : [`  ${stopText(false)}${styleText("gray", open.join(", "))}`]),
  ];
}

function stopText(stops: Guard["stops"] | "waits"): string {
  const [word, colour] =
    typeof stops === "string"
      ? ([stops, "yellow"] as const)
      : stops
        ? (["stops", "red"] as const)
        : (["open", "green"] as const);
  return styleText(colour, word) + " ".repeat(markWidth - word.length);
}
