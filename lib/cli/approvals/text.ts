import { styleText } from "node:util";
import { type Instant, instantText } from "../../core/time.ts";
import type { SomePeople } from "../../rules/approvals.ts";
import { clipped } from "../clipped.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { PendingAnswer, RuleAnswer } from "./answers.ts";

const heads = ["job", "name", "project", "ref", "waits for", "expires in", "rule", "yes", "missing", "of"];
const mostName = 40;

/** Gates as a table, a line for each rule, and under it whose yes does not count, and why. */
export function approvalLines(gates: readonly PendingAnswer[], now: Instant): string[] {
  const rows = gates.flatMap((gate) =>
    gate.rules.map((rule, at) => [...(at === 0 ? placeCells(gate, now) : Array(6).fill("")), ...ruleCells(rule)]),
  );
  return [...tableLines(heads, rows), ...gates.flatMap(remarks).map((line) => styleText("yellow", line))];
}

function placeCells({ job, name, path, project, ref, openedAt, expiresAt, closed }: PendingAnswer, now: Instant) {
  return [
    String(job),
    clipped(safe(name), mostName),
    path === undefined ? String(project) : safe(path),
    clipped(safe(ref ?? ""), mostName),
    closed ? styleText("red", closed.how) : ageText(now - openedAt),
    expiresAt === undefined ? "" : ageText(expiresAt - now),
  ];
}

function ruleCells({ rule, given, missing, from }: RuleAnswer): string[] {
  const yes = given.map(({ username }) => `@${safe(username)}`).join(" ");
  return [safe(rule), styleText("green", yes || "-"), missing === 0 ? "-" : String(missing), peopleText(from)];
}

function remarks({ job, rules, changed, closed }: PendingAnswer): string[] {
  return [
    ...(closed ? [`job ${job}: ${safe(closed.why)}`] : []),
    ...(changed === undefined ? [] : [`job ${job}: ${safe(changed)}: it is looked at anew`]),
    ...rules.flatMap((rule) =>
      rule.void.map(({ username, why }) => `job ${job}: the yes of @${safe(username)} does not count: ${safe(why)}`),
    ),
  ];
}

/** In the two largest units that count: `3d 4h`, `12m`. */
function ageText(millis: number): string {
  const minutes = Math.max(0, Math.floor(millis / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts = [days && `${days}d`, hours && `${hours}h`, days === 0 && minutes % 60 && `${minutes % 60}m`];
  return parts.filter(Boolean).join(" ") || "under 1m";
}

/** Whose yes counts: `maintainer, or member of platform/release`. */
function peopleText(from: readonly SomePeople[] | undefined): string {
  if (!from) return "whoever may play it";
  return from.map(somebodyText).join(", or ");
}

function somebodyText({ role, user, group }: SomePeople): string {
  const parts = [
    role === undefined ? "" : safe(role),
    user === undefined ? "" : user.map((name) => `@${safe(name)}`).join("/"),
    group === undefined ? "" : `member of ${group.map(safe).join("/")}`,
  ];
  return parts.filter((part) => part !== "").join(" and ");
}

/** All that a yes is to. */
export function gateLines(gate: PendingAnswer): string[] {
  const { job, name, path, project, ref, sha, environment, variables, openedAt, expiresAt, digest, url } = gate;
  const rows: readonly (readonly [string, string])[] = [
    ["job", `${job} ${JSON.stringify(safe(name))}`],
    ["project", path === undefined ? String(project) : `${safe(path)} (${project})`],
    ...(url === undefined ? [] : [["", safe(url)] as const]),
    ["ref", safe(ref ?? "not known")],
    ["sha", safe(sha ?? "not known")],
    ...(environment === undefined ? [] : [["deploys to", safe(environment)] as const]),
    ["variables", variables.length === 0 ? "none" : variables.map(safe).join(", ")],
    ...gate.rules.map((rule, at) => [at === 0 ? "rules" : "", ruleText(rule)] as const),
    ["waits", `since ${instantText(openedAt)}${expiresAt === undefined ? "" : `, until ${instantText(expiresAt)}`}`],
    ["digest", safe(digest)],
  ];
  return [...rows.map(([head, text]) => `  ${head.padEnd(12)}${text}`), ...remarks(gate).map((line) => `  ${line}`)];
}

function ruleText({ rule, count, given, missing, from, within, notAuthor = true }: RuleAnswer): string {
  const yes = given.map(({ username }) => `@${safe(username)}`).join(", ");
  const own = notAuthor ? ", not of its author" : "";
  const fresh = within === undefined ? "" : `, within ${safe(within)}`;
  const asks = `${counted(count, "yes", "yeses")} of ${peopleText(from)}${own}${fresh}`;
  return `${safe(rule)}: ${asks}; ${yes === "" ? "nobody has said so" : `${yes} said so`}, ${missing} missing`;
}
