import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { clipped } from "../clipped.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "../rules/table.ts";
import type { GateAnswer, GateShown, NeedAnswer, StandingAnswer } from "./answers.ts";

const heads = ["job", "name", "project", "ref", "environment", "waits for", "since", "expires in", "armed by"];
const mostWaits = 70;
const mostName = 40;

/** Gates as a table; where nobody waits any more, why. */
export function gateTable(gates: readonly StandingAnswer[], now: Instant): string[] {
  return tableLines(
    heads,
    gates.map((gate) => [
      String(gate.job),
      clipped(safe(gate.name), mostName),
      projectText(gate),
      clipped(safe(gate.ref ?? ""), mostName),
      clipped(safe(gate.environment ?? ""), mostName),
      gate.state === "open" ? clipped(safe(gate.waitsFor), mostWaits) : endCell(gate),
      spanText((now - gate.openedAt) / 1000),
      gate.state === "open" && gate.expiresAt !== undefined ? spanText((gate.expiresAt - now) / 1000) : "",
      armedCell(gate, now),
    ]),
  );
}

function endCell(gate: StandingAnswer): string {
  const { how, why } = endWords(gate);
  return `${how}${why === "" ? "" : ` ${styleText("gray", clipped(why, mostWaits))}`}`;
}

/** How a gate ended, in colour, and what else is said of it. */
function endWords({ how = "ended", why = "" }: StandingAnswer): { readonly how: string; readonly why: string } {
  const further = why.startsWith(`${how} `) ? why.slice(how.length + 1) : why;
  const isSaid = why.endsWith(` ${how}`);
  return { how: styleText(how === "played" ? "green" : "red", safe(how)), why: isSaid ? "" : safe(further) };
}

function armedCell({ armed, state }: StandingAnswer, now: Instant): string {
  if (!armed || state === "closed" || armed.until <= now) return "";
  return `@${safe(armed.username)} for ${spanText((armed.until - now) / 1000)}`;
}

function projectText({ path, project }: GateAnswer): string {
  return path === undefined ? String(project) : safe(path);
}

/** A gate in a few words: `job 1002 "deploy" in shop/web`. */
export function gateText(gate: GateAnswer): string {
  return `job ${gate.job} ${JSON.stringify(safe(gate.name))} in ${projectText(gate)}`;
}

/** Why a gate waits, or does not: all that is known of it. */
export function whyLines({ gate, needs, parked, changed, notes }: GateShown, now: Instant): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["", gate.url === undefined ? "" : safe(gate.url)],
    ["state", stateText(gate)],
    ["open anew", reopenText(gate)],
    ["waits for", gate.state === "open" ? safe(gate.waitsFor) : ""],
    ["deploys to", safe(gate.environment ?? "")],
    ...needs.flatMap(needRows),
    ["changed", changed === undefined ? "" : `${safe(changed)}: it is looked at anew`],
    ["override", overrideText(gate, now)],
    ["armed", armedText(gate, now)],
    ["parked", parked ? `${parked.position} of ${parked.of} that wait for their calendars` : ""],
    ["told", toldText(gate)],
    ["last look", gate.last === undefined ? "" : `${instantText(gate.lookedAt)}: ${safe(gate.last)}`],
  ];
  return [
    styleText("bold", `${gateText(gate)}${gate.ref === undefined ? "" : `, ${safe(gate.ref)}`}`),
    ...rows.filter(([, text]) => text !== "").map(([head, text]) => `  ${head.padEnd(12)}${text}`),
    ...notes.map((note) => styleText("gray", `  note: ${safe(note)}`)),
  ];
}

function stateText(gate: StandingAnswer): string {
  const { state, openedAt, expiresAt, taskState } = gate;
  if (state === "closed") {
    const { how, why } = endWords(gate);
    return `${how}${why === "" ? "" : ` ${why}`}`;
  }
  const until = expiresAt === undefined ? "" : `, until ${instantText(expiresAt)}`;
  return `${styleText("yellow", "open")} since ${instantText(openedAt)}${until}; its task is ${safe(taskState ?? "forgotten")}`;
}

/** What opens a gate again that was closed before its job was played. */
function reopenText({ state, closed, task, playedAt }: StandingAnswer): string {
  const isOver = state === "open" || closed === undefined || playedAt !== undefined;
  return isOver ? "" : `penstock tasks redrive ${safe(task)} --reason "…"`;
}

function needRows({ rule, approvals, calendar }: NeedAnswer): (readonly [string, string])[] {
  const texts = [
    ...(approvals ? peopleTexts(approvals) : []),
    ...(calendar ? [`the calendar ${safe(calendar.name)}: ${calendarText(calendar)}`] : []),
  ];
  return texts.map((text, at) => [at === 0 ? "needs" : "", at === 0 ? `${safe(rule)}: ${text}` : text] as const);
}

function peopleTexts({ count, given, void: withdrawn }: NonNullable<NeedAnswer["approvals"]>): string[] {
  const yes = given.map(({ username }) => `@${safe(username)}`).join(", ");
  const missing = Math.max(0, count - new Set(given.map(({ userId }) => userId)).size);
  return [
    `${counted(count, "approval")}: ${yes === "" ? "nobody has said yes" : `${yes} said yes`}, ${missing} missing`,
    ...withdrawn.map(({ username, why }) => `the yes of @${safe(username)} does not count: ${safe(why)}`),
  ];
}

function calendarText({ isOpen, why = "it is closed", opensAt }: NonNullable<NeedAnswer["calendar"]>): string {
  if (isOpen) return styleText("green", "open");
  return `${styleText("yellow", "closed")}${opensAt === undefined ? "" : ` until ${instantText(opensAt)}`}: ${safe(why)}`;
}

function overrideText({ override, digest }: GateAnswer, now: Instant): string {
  if (!override) return "";
  const { asked, granted, until } = override;
  const who = `asked for by @${safe(asked.username)}${asked.reason === undefined ? "" : ` (${safe(asked.reason)})`}`;
  const old = override.digest === digest ? "" : "; it was of something else, which has changed since";
  if (!granted || until === undefined) return `${who}; a second person must say so too${old}`;
  return `${who}, granted by @${safe(granted.username)}, ${until > now ? "until" : "over since"} ${instantText(until)}${old}`;
}

function armedText({ armed }: GateAnswer, now: Instant): string {
  if (!armed) return "";
  const reason = armed.reason === undefined ? "" : `: ${safe(armed.reason)}`;
  return `by @${safe(armed.username)} ${armed.until > now ? "until" : "; that ended at"} ${instantText(armed.until)}${reason}`;
}

function toldText({ reminded, escalatedAt }: GateAnswer): string {
  const texts = [
    ...(reminded ? [`${counted(reminded.times, "reminder")}, the last one at ${instantText(reminded.at)}`] : []),
    ...(escalatedAt === undefined ? [] : [`escalated at ${instantText(escalatedAt)}`]),
  ];
  return texts.join("; ");
}
