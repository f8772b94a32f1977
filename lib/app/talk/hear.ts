import type { Person } from "../../core/gate.ts";
import { type Message, sentence } from "../../core/message.ts";
import type { Ask } from "../../core/talk.ts";
import { admit } from "./admit.ts";
import { askKey, asksScope, askText, type StoredAsk } from "./asks.ts";
import type { HearDesk } from "./desk.ts";
import { linkOf } from "./links.ts";

/** What became of an ask: it waits for its answer; it was heard before; or why it is not taken. */
export type Heard =
  | { readonly taken: Message }
  | { readonly again: true }
  | { readonly refused: Message; readonly how: "tooMany" | "unlinked" | "tooLong" | "full" };

/** Asks that wait for their answers, in one source. */
const mostOpen = 1_000;
/** Of an ask with its values. */
const mostBytes = 16_384;

/**
 * Takes what somebody asked, once, and lays it aside to be answered at once: whoever is not linked to a person in GitLab is
 * asked to link first, nobody asks more often than the settings allow, in all their chats together and in the comments of
 * each project, and what is refused counts as well.
 *
 * @throws StoreError when the tables cannot be asked; nothing is known to be taken then
 */
export async function hear(ask: Ask, desk: HearDesk): Promise<Heard> {
  const [person, open] = await Promise.all([linkOf(ask, desk.store), openAsks(ask.source, desk)]);
  const refused = whyNot(ask, person, open);
  const text = person && askText(opened(ask, person));
  const writes = refused || text === undefined ? [] : [{ note: askKey(ask), value: text, seen: undefined }];
  const admitted = await admit(ask, { person, writes }, desk);
  if (admitted === "again") return { again: true };
  if (admitted === "tooMany") return { refused: tooMany(desk), how: "tooMany" };
  return refused ?? { taken: sentence("wait", "On it.") };
}

/** What whoever says too much is told. */
export function tooMany({ settings }: Pick<HearDesk, "settings">): Message {
  return sentence("no", `That is more than ${settings.perMinute} commands in a minute: wait a little.`);
}

function whyNot(ask: Ask, person: Person | undefined, open: number): Extract<Heard, { refused: Message }> | undefined {
  if (!person) return { refused: whoAreYou, how: "unlinked" };
  if (Buffer.byteLength(askText(opened(ask, person))) > mostBytes) return { refused: tooLong, how: "tooLong" };
  return open >= mostOpen ? { refused: full, how: "full" } : undefined;
}

async function openAsks(source: string, { store }: HearDesk): Promise<number> {
  return (await store.notes(asksScope(source))).length;
}

function opened(ask: Ask, person: Person): StoredAsk {
  return { ask, person, state: "open", tries: 0, awaits: [] };
}

const whoAreYou = sentence("no", "I do not know who you are in GitLab. Say ", { code: "link" }, " to tell me.");
const tooLong = sentence("no", "That is longer than a command may be: say it with fewer and shorter values.");
const full = sentence(
  "no",
  "Too many commands wait for their answers: nothing is done of this one. Say it again later.",
);
