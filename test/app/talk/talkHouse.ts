import { actions } from "../../../lib/actions/index.ts";
import { openStored } from "../../../lib/app/explain/open.ts";
import type { TalkDesk } from "../../../lib/app/talk/desk.ts";
import { postsScope, readPost } from "../../../lib/app/talk/posts.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import type { GitLabReads } from "../../../lib/core/gitlab.ts";
import type { Line, Message, Span } from "../../../lib/core/message.ts";
import type { ChannelPlace, Place, Press, Sent } from "../../../lib/core/talk.ts";
import type { TalkSettings } from "../../../lib/core/talkSettings.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import type { Fault, Operation } from "../../../lib/store/memoryFaults.ts";

export const start = Date.UTC(2026, 10, 20, 9);
export const source = "gitlab";
export const url = "https://gitlab.example.com";

/** What was shown in a chat, newest state of each message. */
export interface Said {
  readonly place: Place;
  message: Message;
  readonly ref: string;
  changes: number;
}

/** How the chat answers a message; missing: it shows it. */
export type Mood = (place: Place, message: Message) => Sent | undefined;

export function channel(name: string, provider: ChannelPlace["provider"] = "slack"): ChannelPlace {
  return { provider, team: "T1", channel: name };
}

/** The desk of chat over tables in memory, before a chat that remembers what it was shown. */
export function talkHouse(settings: Partial<TalkSettings> = {}, reads: Partial<GitLabReads> = {}) {
  let now = start;
  let serial = 0;
  const said: Said[] = [];
  const logged: Readonly<Record<string, unknown>>[] = [];
  const operations: Operation[] = [];
  const sealed = new Map<string, Press>();
  const moods: { mood: Mood; fault: (operation: Operation) => Fault | undefined } = {
    mood: () => undefined,
    fault: () => undefined,
  };
  const store = createMemoryStore({
    faults: (operation) => {
      operations.push(operation);
      return moods.fault(operation);
    },
  });
  const desk: TalkDesk = {
    store,
    settings: { channels: {}, routes: [], operators: {}, perMinute: 10, ...settings },
    clock: () => now,
    random: () => `r${String(++serial).padStart(4, "0")}`,
    giveWay: async () => {},
    actions,
    rules: async (id) => await openStored(await store.rulebook(id), actions, "live"),
    source: (id) =>
      id === source
        ? {
            id,
            url,
            projects: ["**"],
            requestsPerMinute: 600,
            budgets: oneToken,
            reads: async () => reads as GitLabReads,
          }
        : undefined,
    sources: [source],
    record: "all",
    seal(press, place) {
      const token = JSON.stringify([press, place]);
      sealed.set(token, press);
      return token;
    },
    async say(place, message, ref) {
      const answer = moods.mood(place, message);
      if (answer && answer.kind !== "sent" && answer.kind !== "unknown") return answer;
      const before = said.find((one) => one.ref === ref);
      const id = before?.ref ?? `C1:${said.length + 1}.0`;
      if (before) {
        before.message = message;
        before.changes++;
      } else said.push({ place, message, ref: id, changes: 0 });
      return answer ?? { kind: "sent", ref: id };
    },
    noted: async () => {},
    log: {
      info: (what, fields) => logged.push({ what, ...fields }),
      error: (what, fields) => logged.push({ what, ...fields }),
    },
  };
  return {
    desk,
    store,
    said,
    logged,
    operations,
    moods,
    pressOf: (token: string) => sealed.get(token),
    pass(seconds: number) {
      now += seconds * 1000;
    },
    now: () => now,
    far: () => now + 600_000,
    /** The titles of what was shown, in order. */
    titles: () => said.map(({ message }) => textOf(message.title)),
    outbox: async () => (await store.notes(postsScope(source))).flatMap(({ value }) => readPost(value) ?? []),
  };
}
export type TalkHouse = ReturnType<typeof talkHouse>;

/** A line as text alone. */
export function textOf(line: Line): string {
  return line.map(spanText).join("");
}

function spanText(span: Span): string {
  if (typeof span === "string") return span;
  if ("code" in span) return span.code;
  return "strong" in span ? span.strong : span.text;
}

/** All that a message says. */
export function wholeText({ title, lines }: Message): string {
  return [title, ...lines].map(textOf).join("\n");
}
