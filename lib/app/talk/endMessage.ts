import type { Line, Message, Tone } from "../../core/message.ts";
import { jobIdOf, type Task, type TaskState } from "../../core/task.ts";
import { ruleId } from "../../core/transitions.ts";
import type { TalkSource } from "./desk.ts";
import { jobLink } from "./jobLink.ts";

interface Told {
  readonly source: Pick<TalkSource, "url">;
  /** Who asked. */
  readonly by?: string;
}

/** What each state is to somebody who waited for it. */
export const stateWords: Readonly<Record<TaskState, { readonly tone: Tone; readonly words: string }>> = {
  waiting: { tone: "wait", words: "waits" },
  claimed: { tone: "wait", words: "is looked at" },
  calling: { tone: "wait", words: "is under way" },
  done: { tone: "ok", words: "done" },
  skipped: { tone: "no", words: "not done" },
  refused: { tone: "no", words: "refused" },
  reported: { tone: "no", words: "only reported: its rule does not act yet" },
  attention: { tone: "alarm", words: "a person must look" },
};

/**
 * How a task stands: what became of it and why, of which job, by which rules, the job that it made, and what a person should
 * do. Names of variables may stand in a reason; values never do, since no outcome has them.
 */
export function endMessage(task: Task, { source, by }: Told): Message {
  const { tone, words } = stateWords[task.state];
  const { path } = task.project;
  const jobId = jobIdOf(task);
  const what: Line =
    jobId === undefined
      ? [task.verb]
      : [task.verb, " of ", jobLink(source, { id: jobId, name: task.about?.name, path })];
  const made = task.result?.jobId;
  return {
    tone,
    title: [...what, ...(path === undefined ? [] : [" in ", { code: path }]), ": ", { strong: words }],
    lines: [
      ...(task.reason === undefined ? [] : [[task.reason]]),
      ...(made === undefined || made === jobId
        ? []
        : [["The new job: ", jobLink(source, { id: made, name: task.about?.name, path })]]),
      ...(task.remedy === undefined ? [] : [[{ strong: "What to do: " }, task.remedy]]),
      rulesLine(task),
      ...(by === undefined ? [] : [["Asked for by ", { code: by }]]),
    ],
  };
}

function rulesLine({ wants }: Pick<Task, "wants">): Line {
  const ids = [...new Set(wants.map(ruleId))];
  return [
    ids.length === 1 ? "Rule: " : "Rules: ",
    ...ids.flatMap((id, at) => [...(at > 0 ? [", "] : []), { code: id }]),
  ];
}

const mostLines = 40;
const tones: readonly Tone[] = ["alarm", "no", "wait", "ok", "news"];

/** Several ends at once, the worst of them in front. */
export function endsMessage(ends: readonly Message[]): Message {
  const rank = ({ tone }: Message) => tones.indexOf(tone);
  const inOrder = ends.toSorted((one, other) => rank(one) - rank(other));
  const lines = inOrder.flatMap(({ title, lines: [why] }) => [title, ...(why ? [why] : [])]);
  return {
    tone: inOrder[0]?.tone ?? "news",
    title: [`${ends.length} that you asked for have ended`],
    lines: lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), ["…"]],
  };
}
