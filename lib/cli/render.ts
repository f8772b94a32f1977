import { styleText } from "node:util";
import type { DeliveryEntry, Entry, SwitchEntry, TaskEntry } from "../core/journal.ts";
import type { Task } from "../core/task.ts";
import { type Instant, instantText } from "../core/time.ts";

type Colour = Parameters<typeof styleText>[0];

const stateColours: Readonly<Record<Task["state"], Colour>> = {
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
    default:
      return entry satisfies never;
  }
}

function line(at: Instant | undefined, what: string, text: string): string {
  const moment = at === undefined ? " ".repeat(20) : styleText("gray", instantText(at));
  return `${moment}  ${what.padEnd(8)}${text}`;
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
      line(undefined, "verdict", `${rule} ${answerText(answer)} to ${safe(job)}  ${styleText("gray", safe(because))}`),
    ),
    ...tasks.map(({ id, step }) => line(undefined, "task", `${id} ${step}`)),
  ];
}

function answerText(answer: "yes" | "no" | "unknown"): string {
  return styleText(answer === "yes" ? "green" : answer === "no" ? "gray" : "yellow", answer);
}

function runLines({ at, task, call, state, reason, due, rules }: TaskEntry): string[] {
  const later = due === undefined ? "" : styleText("gray", `  looks again at ${instantText(due)}`);
  const result = `${styleText(stateColours[state], state)}: ${safe(reason)}${later}`;
  const head = `${task}  ${styleText("gray", rules.join(", "))}`;
  if (call === undefined) return [line(at, "look", head), line(undefined, "result", result)];
  return [line(at, "look", head), line(undefined, "call", safe(call)), line(undefined, "result", result)];
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

/** A rule as one line: its id, mode and action, and what it is for. */
export function ruleLine(rule: {
  readonly id: string;
  readonly mode: string;
  readonly do: { readonly action: string };
  readonly description?: string | undefined;
}): string {
  const description = rule.description === undefined ? "" : styleText("gray", `  ${safe(rule.description)}`);
  return `${safe(rule.id)}  ${safe(rule.mode)}  ${safe(rule.do.action)}${description}`;
}

/** A task as a few lines: its state, who wants it, and how often it was tried. */
export function taskLines(task: Task): string[] {
  return [
    taskLine(task),
    ...task.wants.map(({ rule, action, event }) =>
      line(undefined, "wanted", safe(`${action} by ${rule} for ${event}`)),
    ),
    line(undefined, "tried", `${task.runs} runs, ${task.calls} calls`),
    ...(task.result?.jobId === undefined ? [] : [line(undefined, "made", `job ${task.result.jobId}`)]),
  ];
}

/** A task as one line: state, id, when it is looked at again, what it is about and why it is as it is. */
export function taskLine(task: Task): string {
  const when = task.due === undefined ? (task.endedAt ?? task.createdAt) : task.due;
  const about = task.about?.name === undefined ? "" : ` ${JSON.stringify(safe(task.about.name))}`;
  const reason = task.reason === undefined ? "" : `  ${safe(task.reason)}`;
  const state = styleText(stateColours[task.state], task.state.padEnd(9));
  return `${state} ${styleText("gray", instantText(when))}  ${task.id}${about}${styleText("gray", reason)}`;
}
