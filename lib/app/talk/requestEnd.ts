import type { Gate } from "../../core/gate.ts";
import type { Line, Message, Tone } from "../../core/message.ts";
import type { Task } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { GateStanding } from "../gates/list.ts";
import type { TalkSource } from "./desk.ts";
import { gateSpan } from "./requestMessage.ts";

/** How a gate ended that was shown; `undefined`: it has not, somebody looks at it at this moment. */
export function endOfRequest(
  { gate, state, how, why, task }: GateStanding,
  { source, now }: { readonly source: Pick<TalkSource, "url">; readonly now: Instant },
): Message | undefined {
  if (state === "closed") return message(gate, { ...wordsOf(how, task), why, source });
  if (gate.expiresAt !== undefined && now >= gate.expiresAt)
    return message(gate, { words: "given up, nobody is asked any more", tone: "no", why: undefined, source });
  // Between a yes too many and the play nobody is asked, and nothing has ended.
  if (task?.state === "calling" || gate.digest === "") return undefined;
  return message(gate, { words: "nobody's yes is asked for any more", tone: "news", why: gate.waitsFor, source });
}

interface Ended {
  readonly words: string;
  readonly tone: Tone;
  readonly why: string | undefined;
  readonly source: Pick<TalkSource, "url">;
}

function wordsOf(how: GateStanding["how"], task: Task | undefined): Pick<Ended, "words" | "tone"> {
  switch (how) {
    case "played":
      return { words: "played", tone: "ok" };
    case "rejected":
      return { words: "rejected", tone: "no" };
    case "expired":
      return { words: "given up, nobody is asked any more", tone: "no" };
    case "disarmed":
    case "stale":
    case "ended":
    case undefined:
      if (task?.state === "attention") return { words: "a person must look", tone: "alarm" };
      return { words: "nobody waits for it any more", tone: "no" };
    default:
      return how satisfies never;
  }
}

function message(gate: Gate, { words, tone, why, source }: Ended): Message {
  const { path, project, approvals, override } = gate;
  const said: Line[] = approvals.map(({ username, at, reason }) => [
    { strong: username },
    ` said yes at ${instantText(at)}`,
    ...(reason === undefined ? [] : [": ", reason]),
  ]);
  return {
    tone,
    title: [
      gateSpan(gate, source),
      " in ",
      path === undefined ? `project ${project}` : { code: path },
      ": ",
      { strong: words },
    ],
    lines: [
      ...(why === undefined ? [] : [[why]]),
      ...said,
      ...(override?.granted
        ? [[`${override.asked.username} and ${override.granted.username} set its calendar aside`]]
        : []),
    ],
  };
}
