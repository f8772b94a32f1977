import { styleText } from "node:util";
import { isPending } from "../core/byHand.ts";
import { stretchText } from "../core/chain.ts";
import type {
  ByHandEntry,
  DeliveryEntry,
  Entry,
  OutageEntry,
  RulesEntry,
  SealEntry,
  SwitchEntry,
  TaskEntry,
} from "../core/journal.ts";
import type { Task } from "../core/task.ts";
import { type Instant, instantText } from "../core/time.ts";
import { type Mode, modeText } from "../rules/mode.ts";
import { counted } from "./count.ts";

type Colour = Parameters<typeof styleText>[0];

export const stateColours: Readonly<Record<Task["state"], Colour>> = {
  waiting: "yellow",
  claimed: "cyan",
  calling: "cyan",
  done: "green",
  skipped: "gray",
  refused: "red",
  reported: "magenta",
  attention: "red",
};

/** A journal entry as a few lines, one per step: event, verdict, task, call, result. */
export function entryLines(entry: Entry): string[] {
  switch (entry.kind) {
    case "delivery":
      return deliveryLines(entry);
    case "task":
      return runLines(entry);
    case "switch":
      return switchLines(entry);
    case "rules":
      return rulesLines(entry);
    case "byHand":
      return byHandLines(entry);
    case "outage":
      return outageLines(entry);
    case "seal":
      return [sealLine(entry)];
    default:
      return entry satisfies never;
  }
}

function line(at: Instant | undefined, what: string, text: string): string {
  const moment = at === undefined ? " ".repeat(20) : styleText("gray", instantText(at));
  return `${moment}  ${what.padEnd(8)}${text}`;
}

function sealLine(seal: SealEntry): string {
  const { at, number, count, hash } = seal;
  const what = `${number}: ${counted(count, "entry", "entries")}, ${stretchText(seal)}`;
  return line(at, "seal", `${safe(what)}  ${styleText("gray", safe(hash))}`);
}

/** Names come from whoever may push: nothing of them may steer a terminal. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD");
}

function projectText({ projectPath, projectId }: Entry): string {
  return projectPath ?? (projectId === undefined ? "" : `project ${projectId}`);
}

function deliveryLines(entry: DeliveryEntry): string[] {
  const { at, about, ignored, verdicts, tasks } = entry;
  const where = projectText(entry);
  const head = line(at, "event", safe(where ? `${about} in ${where}` : about));
  if (ignored !== undefined) return [head, line(undefined, "ignored", styleText("gray", safe(ignored)))];
  return [
    head,
    ...(verdicts.length === 0 ? [line(undefined, "verdict", styleText("gray", "no rule is about it"))] : []),
    ...verdicts.map(({ rule, answer, because, job }) =>
      line(
        undefined,
        "verdict",
        `${safe(rule)} ${answerText(answer)} to ${safe(job)}  ${styleText("gray", safe(because))}`,
      ),
    ),
    ...tasks.map(({ id, step }) => line(undefined, "task", `${safe(id)} ${step}`)),
  ];
}

function answerText(answer: "yes" | "no" | "unknown"): string {
  return styleText(answer === "yes" ? "green" : answer === "no" ? "gray" : "yellow", answer);
}

function runLines({ at, task, call, state, reason, due, rules, plan, texts = [], channels = [] }: TaskEntry): string[] {
  const later = due === undefined ? "" : styleText("gray", `  looks again at ${instantText(due)}`);
  const result = `${styleText(stateColours[state], state)}: ${safe(reason)}${later}`;
  const head = `${safe(task)}  ${styleText("gray", safe(rules.join(", ")))}`;
  return [
    line(at, "look", head),
    ...(plan === undefined ? [] : [line(undefined, "plan", safe(plan))]),
    ...(call === undefined ? [] : [line(undefined, "call", safe(call))]),
    line(undefined, "result", result),
    ...texts.map((text, at) =>
      line(undefined, "tells", `${channels[at] ? `in ${safe(channels[at])}: ` : ""}${safe(text)}`),
    ),
  ];
}

function switchLines({ at, step, what, who, reason, stops }: SwitchEntry): string[] {
  const doing = styleText(step === "stop" ? "red" : "green", step);
  const now = stops.length === 0 ? "nothing" : stops.join(", ");
  return [
    line(at, "switch", `${doing} ${safe(what)}  ${styleText("gray", `stopped now: ${safe(now)}`)}`),
    line(undefined, "by", safe(who)),
    line(undefined, "reason", safe(reason)),
  ];
}

function rulesLines(entry: RulesEntry): string[] {
  const { at, hash, who, by, needs = [], reason, refused } = entry;
  return [
    line(at, "rules", `${safe(rulesText(entry))}  ${styleText("gray", safe(hash))}`),
    line(undefined, "by", safe(who)),
    ...(by === undefined ? [] : [line(undefined, "for", safe(by))]),
    ...(needs.length === 0 ? [] : [line(undefined, "needs", `a second person: ${safe(needs.join(", "))}`)]),
    ...(reason === undefined ? [] : [line(undefined, "reason", safe(reason))]),
    ...(refused === undefined ? [] : [line(undefined, "refused", styleText("red", safe(refused)))]),
  ];
}

function rulesText({ step = "apply", version, rules, of, proposal, refused }: RulesEntry): string {
  const what = proposal === undefined ? "rules" : `proposal ${proposal}`;
  if (refused !== undefined) return `${step} of ${what} refused: nothing is changed`;
  const count = counted(rules, "rule");
  if (step === "propose") return `${what} for version ${version}: ${count}, waits for a second person`;
  if (step === "reject") return `${what} rejected: version ${version - 1} stays active`;
  if (step === "rollback") return `version ${version} is active: the ${count} of version ${of ?? "?"} again`;
  return `version ${version} is active: ${count}${step === "approve" ? `, ${what} approved` : ""}`;
}

function byHandLines(entry: ByHandEntry): string[] {
  const { at, step, what, who, person, from, reason, refused } = entry;
  // Of a hold only the project tells which one it is on.
  const where = step === "hold" || step === "unhold" ? ` in ${projectText(entry)}` : "";
  return [
    line(at, "by hand", `${styleText("cyan", step)} ${safe(`${what}${where}`)}`),
    line(undefined, "by", safe(person ? `@${person.username} (${from === undefined ? who : `${from}, ${who}`})` : who)),
    ...(reason === "" ? [] : [line(undefined, "reason", safe(reason))]),
    ...(refused === undefined ? [] : [line(undefined, "refused", styleText("red", safe(refused)))]),
  ];
}

function outageLines(entry: OutageEntry): string[] {
  const { at, step, rule, failure, parked, reason, who } = entry;
  const doing = styleText(step === "opened" ? "red" : "green", step);
  const where = entry.projectId === undefined ? "all projects" : projectText(entry);
  const many = styleText("gray", `${counted(parked, "task")} parked`);
  return [
    line(at, "outage", `${doing} ${safe(`${rule} for ${failure} in ${where}`)}  ${many}`),
    ...(who === undefined ? [] : [line(undefined, "by", safe(who))]),
    line(undefined, "reason", safe(reason)),
  ];
}

/** A rule as one line: its id, mode and action, the calendar that it waits for, and what it is for. */
export function ruleLine(rule: {
  readonly id: string;
  readonly mode: Mode | "?";
  readonly do: { readonly action: string };
  readonly description?: string | undefined;
  readonly require?: { readonly calendar?: string | undefined } | undefined;
}): string {
  const { calendar } = rule.require ?? {};
  const waits = calendar === undefined ? "" : `  waits for ${safe(calendar)}`;
  return `${safe(rule.id)}  ${rule.mode === "?" ? "?" : safe(modeText(rule.mode))}  ${safe(rule.do.action)}${waits}${descriptionText(rule.description)}`;
}

/** What follows a name in its line: a description of several lines is one here. */
export function descriptionText(text: string | undefined): string {
  return text === undefined ? "" : styleText("gray", `  ${safe(text.trim().replaceAll(/\s+/g, " "))}`);
}

/** A task as one line: state, when it is looked at again or ended, id, what it is about and why it is as it is. */
export function taskLine(task: Task): string {
  const about = task.about?.name === undefined ? "" : ` ${JSON.stringify(safe(task.about.name))}`;
  const reason = task.reason === undefined ? "" : `  ${safe(task.reason)}`;
  const word = task.state === "attention" && !isPending(task) ? "dismissed" : task.state;
  const state = styleText(stateColours[task.state], word.padEnd(9));
  return `${state} ${styleText("gray", whenText(task))}  ${safe(task.id)}${about}${styleText("gray", reason)}`;
}

/** When it is looked at next, or since when it is as it is: each with its word, so that two lines can be compared. */
function whenText({ due, endedAt, createdAt }: Task): string {
  if (due !== undefined) return `due     ${instantText(due)}`;
  return endedAt === undefined ? `planned ${instantText(createdAt)}` : `ended   ${instantText(endedAt)}`;
}
