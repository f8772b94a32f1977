import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { clipped } from "../clipped.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { OutageAnswer } from "./answers.ts";

const heads = ["rule", "failure", "project", "since", "parked", "canary", "next", "closed"];
const mostName = 40;
const mostWhy = 70;

/** Outages as a table; nothing where there are none. */
export function outageTable(outages: readonly OutageAnswer[], now: Instant): string[] {
  if (outages.length === 0) return [];
  return tableLines(
    heads,
    outages.map((outage) => [
      clipped(safe(outage.rule), mostName),
      clipped(safe(outage.failure), mostName),
      projectText(outage),
      `${agoText(outage.openedAt, now)} ago`,
      String(outage.parked),
      canaryText(outage, now),
      outage.closedAt === undefined ? nextText(outage, now) : "",
      closedText(outage, now),
    ]),
  );
}

function projectText({ project, projectPath }: OutageAnswer): string {
  if (project === undefined) return "all";
  return projectPath === undefined ? String(project) : `${safe(projectPath)} (${project})`;
}

function agoText(at: Instant, now: Instant): string {
  return spanText((now - at) / 1000);
}

function canaryText({ canary, canaries, closedAt }: OutageAnswer, now: Instant): string {
  if (!canary || closedAt !== undefined) return canaries === 0 ? "none yet" : `${canaries} sent`;
  const what = canary.jobId === undefined ? "one" : `job ${canary.jobId}`;
  return `${what} under way for ${agoText(canary.sentAt, now)}`;
}

/** A canary that is under way is awaited first. */
function nextText({ canary, nextCanaryAt }: OutageAnswer, now: Instant): string {
  if (canary) return "waits for that one";
  return nextCanaryAt <= now ? "now" : `in ${spanText((nextCanaryAt - now) / 1000)}`;
}

function closedText({ closedAt, closedBy }: OutageAnswer, now: Instant): string {
  if (closedAt === undefined) return "";
  const by = closedBy === undefined ? "" : `: ${clipped(safe(closedBy), mostWhy)}`;
  return `${styleText("green", `${agoText(closedAt, now)} ago`)}${by}`;
}

/** An outage in a few words: `again for runner_system_failure in shop/api`. */
export function outageText({ rule, failure, project, projectPath }: OutageAnswer): string {
  const where = project === undefined ? "all projects" : (projectPath ?? `project ${project}`);
  return safe(`${rule} for ${failure} in ${where}`);
}

/** What follows for what was parked. */
export function parkedText({ parked }: OutageAnswer): string {
  if (parked === 0) return "nothing was parked";
  return `${counted(parked, "task was", "tasks were")} parked: what still waits comes due within 10 minutes, and is looked at as ever`;
}
