import { styleText } from "node:util";
import { isPending } from "../core/byHand.ts";
import type { Entry } from "../core/journal.ts";
import { isOpen, jobIdOf, type Task, type TaskVerb } from "../core/task.ts";
import { instantText } from "../core/time.ts";
import { counted } from "./count.ts";
import { entryLines, safe, stateColours } from "./render.ts";

/** A task with what the journal says about it, and its job in GitLab where that is known. */
interface Shown {
  readonly task: Task;
  readonly entries: readonly Entry[];
  readonly url?: string | undefined;
}

/** A task for people, whole: what is intended and for whom, how it stands and what to do, and all that happened. */
export function cardLines({ task, entries, url }: Shown): string[] {
  return [
    ...rows([
      ["task", safe(task.id)],
      ["intends", intentText(task)],
      ...(url === undefined ? [] : [["", safe(url)] as const]),
      ...task.wants.map((want, at) => [at === 0 ? "wanted by" : "", wantText(want)] as const),
      ["state", `${styleText(stateColours[task.state], task.state)} since ${sinceText(task, entries)}`],
      ...(task.state === "attention" ? attentionRows(task, entries) : stateRows(task)),
      ["next look", nextText(task)],
    ]),
    "",
    ...(entries.length === 0 ? ["the journal says nothing about it yet"] : entries.flatMap(entryLines)),
    ...commands(task),
  ];
}

type Row = readonly [name: string, text: string];

function rows(list: readonly Row[]): string[] {
  return list.map(([name, text]) => `${name.padEnd(11)}${text}`);
}

const intents: Readonly<Record<TaskVerb, string>> = {
  retry: "retry",
  cancel: "cancel",
  play: "play",
  keep: "keep the artifacts of",
  deleteArtifacts: "delete the artifacts of",
  erase: "erase",
  notify: "tell about",
  sweep: "sweep through the jobs",
};

function intentText({ verb, andThen, about, object, project, result, ...task }: Task): string {
  const where = safe(project.path ?? `project ${project.id}`);
  const jobId = jobIdOf({ object });
  const name = about?.name === undefined ? "" : ` ${JSON.stringify(safe(about.name))}`;
  const ref = about?.ref === undefined ? "" : ` of ${safe(about.ref)}`;
  const what = jobId === undefined ? "" : ` job ${jobId}${name}${ref}`;
  const then = andThen === "retry" ? ", then retry it" : task.paid ? ", which its restart canceled" : "";
  const made = result?.jobId === undefined || result.jobId === jobId ? "" : ` (made job ${result.jobId})`;
  return `${intents[verb]}${what}${then} in ${where}${made}`;
}

function wantText({ rule, action, event, since }: Task["wants"][number]): string {
  const from = since === undefined ? "" : `, for its state since ${instantText(since)}`;
  return safe(`${rule} (${action}), told by ${event}${from}`);
}

/** When it came to its present state; a task does not say so itself while it is open. */
function sinceText(task: Task, entries: readonly Entry[]): string {
  const last = entries.findLast((entry) => entry.kind === "byHand" || entry.kind === "task");
  return instantText(task.endedAt ?? last?.at ?? task.createdAt);
}

function stateRows({ reason, runs, calls, parked }: Task): Row[] {
  return [
    ...(reason === undefined ? [] : [["because", safe(reason)] as const]),
    ...(parked === undefined
      ? []
      : [["parked", `for the outage ${safe(parked)}; penstock outages tells of it`] as const]),
    ["tried", `${counted(runs, "run")}, ${counted(calls, "call")}`],
  ];
}

/** What happened, what is known, what to do. */
function attentionRows(task: Task, entries: readonly Entry[]): Row[] {
  const remedy = task.remedy ?? "Look at it in GitLab; then redrive the task, or dismiss it.";
  return [
    ["happened", safe(task.reason ?? "nobody wrote down what")],
    ["known", knownText(task, entries)],
    ["to do", isPending(task) ? safe(remedy) : "nothing: somebody has dismissed it"],
  ];
}

function knownText({ calls, unsure }: Task, entries: readonly Entry[]): string {
  const call = entries.findLast((entry) => entry.kind === "task" && entry.call !== undefined);
  const last = call?.kind === "task" && call.call !== undefined ? `, the last one: ${safe(call.call)}` : "";
  if (calls === 0 && !unsure) return "nothing was called";
  const open = unsure ? "; whether GitLab did the last one is not known" : "";
  return `${counted(calls, "call was", "calls were")} sent${last}${open}`;
}

function nextText(task: Task): string {
  const { state, due, forgetAt } = task;
  if (!isOpen(task))
    return forgetAt === undefined
      ? "never by itself: it stays until somebody redrives or dismisses it"
      : `never by itself: it is forgotten at ${instantText(forgetAt)}`;
  const when = due === undefined ? "?" : instantText(due);
  if (state === "waiting") return `${when}${waitText(task)}`;
  return `a worker has it; should that one die, somebody looks again at ${when}`;
}

function waitText({ unsure, backingOff, reason }: Task): string {
  if (unsure) return ": until then it is open what became of its call";
  if (backingOff) return ": it backs off because something went wrong";
  return reason === undefined ? ": it has not been looked at yet" : "";
}

function commands(task: Task): string[] {
  if (isOpen(task)) return [];
  const id = quoted(safe(task.id));
  return [
    "",
    `to let it be looked at again:  penstock tasks redrive ${id} --reason "…"`,
    ...(isPending(task) ? [`to take it off the list:       penstock tasks dismiss ${id} --reason "…"`] : []),
  ];
}

/** As a shell takes it for one word. */
export function quoted(word: string): string {
  return /^[\w/:@%.,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
