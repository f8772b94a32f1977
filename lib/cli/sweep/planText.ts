import { styleText } from "node:util";
import { instantText } from "../../core/time.ts";
import { counted } from "../count.ts";
import { sizeText } from "../jobs/text.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { Item, Part, Plan, PlanShown } from "./planAnswers.ts";

type Colour = Parameters<typeof styleText>[0];

const colours: Readonly<Record<Plan["state"], Colour>> = {
  collecting: "cyan",
  ready: "yellow",
  approved: "green",
  rejected: "red",
  expired: "gray",
  done: "green",
};

const mostRows = 20;

/** A plan as people read it before they decide: what it would delete, what stays and why, and what to type next. */
export function planLines({ plan, parts, projects, largest }: PlanShown): string[] {
  const { totals } = plan;
  return [
    ...headLines(plan),
    "",
    `${counted(totals.jobs, "job")}, ${sizeText(totals.bytes)} would be deleted; ${counted(totals.read, "job")} looked at in ${counted(projects, "project")}`,
    ...section("by project", projectLines(parts, projects)),
    ...section("by rule", ruleLines(plan)),
    ...section("the largest", largest.length > 0 ? itemLines(largest) : []),
    ...section("what a rule means, and stays", sparedLines(plan)),
    ...section("left out", leftLines(parts)),
    ...nextLines(plan),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", styleText("bold", title), ...lines.map((line) => `  ${line}`)];
}

/** What it is of, who made it and why, and how it stands. */
function headLines(plan: Plan): string[] {
  const { id, projects, rules, by, madeAt, reason, hash, decided, result } = plan;
  const where = projects === "all" ? "all projects" : `project ${projects}`;
  return [
    `plan ${styleText("bold", safe(id))} ${stateText(plan)}  ${where}, by ${rules.map(safe).join(", ")}`,
    `  made by ${safe(by)} at ${instantText(madeAt)}: ${safe(reason)}`,
    ...(decided
      ? [`  ${plan.state} by ${safe(decided.by)} at ${instantText(decided.at)}: ${safe(decided.reason)}`]
      : []),
    ...(hash === undefined ? [] : [`  hash ${safe(hash)}`]),
    ...(result ? [`  deleted: ${sumText(result.deleted)}; kept after all: ${sumText(result.kept)}`] : []),
  ];
}

function stateText({ state, expiresAt }: Plan): string {
  const until = state === "ready" || state === "collecting" ? ` until ${instantText(expiresAt)}` : "";
  return `${styleText(colours[state], state)}${until}`;
}

function sumText({ jobs, bytes }: { readonly jobs: number; readonly bytes: number }): string {
  return `${counted(jobs, "job")}, ${sizeText(bytes)}`;
}

function projectLines(parts: readonly Part[], projects: number): string[] {
  const used = parts.filter(({ totals }) => totals.jobs > 0);
  const rows = used.slice(0, mostRows).map((part) => [nameOf(part), ...sums(part.totals), partText(part)]);
  const more = used.length - rows.length + Math.max(0, projects - parts.length);
  return [
    ...(rows.length > 0 ? tableLines(["project", "jobs", "size", ""], rows) : []),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function partText({ result }: Part): string {
  return result ? `deleted ${sumText(result.deleted)}, kept ${sumText(result.kept)}` : "";
}

function nameOf({ project, path }: { readonly project: number; readonly path?: string | undefined }): string {
  return path === undefined ? `project ${project}` : safe(path);
}

function sums({ jobs, bytes }: { readonly jobs: number; readonly bytes: number }): [string, string] {
  return [String(jobs), sizeText(bytes)];
}

function ruleLines({ totals }: Plan): string[] {
  const rows = Object.entries(totals.rules).map(([rule, sum]) => [safe(rule), ...sums(sum)]);
  return rows.length > 0 ? tableLines(["rule", "jobs", "size"], rows) : [];
}

function sparedLines({ totals }: Plan): string[] {
  const reasons = Object.entries(totals.spared).toSorted(([, one], [, other]) => other - one);
  return reasons.map(([why, count]) => `${String(count).padStart(7)}  ${safe(why)}`);
}

function leftLines(parts: readonly Part[]): string[] {
  return parts.filter(({ state }) => state === "left").map((part) => `${nameOf(part)}: ${safe(part.why ?? "")}`);
}

/** Items as a table: with what became of each, once that is known. */
export function itemLines(items: readonly Item[]): string[] {
  const rows = items.map((item) => [
    nameOf(item),
    String(item.job),
    safe(item.name),
    safe(item.ref ?? ""),
    sizeText(item.sizeBytes),
    instantText(item.expireAt),
    fateText(item),
  ]);
  return tableLines(
    ["project", "job", "name", "ref", "size", "expired", items.some(({ fate }) => fate) ? "now" : "why"],
    rows,
  );
}

function fateText({ fate, reason }: Item): string {
  if (!fate) return safe(reason);
  const { state, due } = fate;
  if (state === "done") return styleText("green", "deleted");
  if (due !== undefined) return `waits until ${instantText(due)}`;
  return `${safe(state)}${fate.reason === undefined ? "" : `: ${safe(fate.reason)}`}`;
}

/** What to type next. */
function nextLines({ id, state, hash, totals }: Plan): string[] {
  if (state === "approved" || state === "done")
    return totals.jobs > 0 ? ["", `what became of each: penstock sweep show ${safe(id)} --items`] : [];
  if (state !== "ready" || hash === undefined) return [];
  return [
    "",
    `every item:  penstock sweep show ${safe(id)} --items`,
    `to have it done: penstock sweep approve ${safe(id)} --hash ${safe(hash.slice(0, 12))} --reason "…"`,
    `or not:      penstock sweep reject ${safe(id)} --reason "…"`,
  ];
}

/** A plan in a line. */
export function planLine(plan: Plan): string {
  const { id, projects, totals, by, reason } = plan;
  const where = projects === "all" ? "all projects" : `project ${projects}`;
  return `${safe(id)}  ${stateText(plan)}  ${where}  ${sumText(totals)}  ${styleText("gray", `by ${safe(by)}: ${safe(reason)}`)}`;
}
