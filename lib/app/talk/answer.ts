import { GitLabError } from "../../core/errors.ts";
import { joinKey } from "../../core/key.ts";
import { sentence } from "../../core/message.ts";
import type { Write } from "../../core/ports.ts";
import type { Place } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { askKey, asksScope, askText, readAsk, type StoredAsk, withoutValues } from "./asks.ts";
import { commands } from "./commands/index.ts";
import { tooLate } from "./commands/shown.ts";
import { whyNotThisComment } from "./comment.ts";
import type { Answer, TalkDesk } from "./desk.ts";
import { dropLink, linkOf } from "./links.ts";
import { whyNoWord } from "./person.ts";
import { postWrite } from "./posts.ts";
import { pressed } from "./pressed.ts";

const leaseMillis = 60_000;
const lookMillis = 15_000;
/** What cannot be answered so often is given up, with a word: also where nobody who began came to an end. */
const mostTries = 4;
const peopleAtOnce = 5;
/** Nobody expects any more that what they said so long ago is done now. */
const longestMillis = 5 * 60_000;

interface OpenAsk {
  readonly value: string;
  readonly stored: StoredAsk;
}

/**
 * Answers what waits for an answer: people side by side, of each the oldest first, so that nobody waits for what somebody
 * else has asked.
 *
 * @returns how many were answered
 * @throws StoreError when the asks cannot be read
 */
export async function answerAsks(source: string, desk: TalkDesk, until: Instant): Promise<number> {
  const people = Map.groupBy(await openAsks(source, desk), ({ stored }) => stored.person.userId);
  const answered = await someAtOnce([...people.values()], peopleAtOnce, async (asks) => {
    let some = 0;
    for (const one of asks) if (desk.clock() < until && (await isBegun(one, desk))) some++;
    return some;
  });
  return answered.reduce((sum, some) => sum + some, 0);
}

/** Trouble with the tables leaves an ask to a later round, and the others to be answered now. */
async function isBegun({ value, stored }: OpenAsk, desk: TalkDesk): Promise<boolean> {
  const now = desk.clock();
  const { ask } = stored;
  if (stored.leaseUntil !== undefined && now < stored.leaseUntil) return false;
  const held: StoredAsk = { ...stored, leaseUntil: now + leaseMillis, tries: stored.tries + 1 };
  try {
    if (!(await desk.store.putNote(askKey(ask), askText(held), value))) return false;
    await conclude(held, await answerOf(held, desk), desk);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("answer", { source: ask.source, ask: ask.id, tries: held.tries, reason });
    return false;
  }
}

/** Oldest first; what this version cannot read is dropped, since nobody else would. */
async function openAsks(source: string, { store, log }: TalkDesk): Promise<readonly OpenAsk[]> {
  const open: OpenAsk[] = [];
  for (const { key, value } of await store.notes(asksScope(source))) {
    const stored = readAsk(value);
    if (stored?.state === "open") open.push({ value, stored });
    if (stored) continue;
    log.error("ask", { source, ask: key, reason: "it cannot be read by this version, and was dropped" });
    await store.commit([{ drop: { scope: asksScope(source), key }, seen: value }]);
  }
  return open.toSorted((one, other) => one.stored.ask.at - other.stored.ask.at);
}

/** `silent`: nobody may be answered, and only the log says why. */
type Ended = Answer | "later" | { readonly silent: string };

/** What is answered; trouble is an answer too, once it has lasted. */
async function answerOf(held: StoredAsk, desk: TalkDesk): Promise<Ended> {
  if (held.tries > mostTries) return givenUp("something is broken here");
  try {
    return await answerTo(held, desk);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("answer", { source: held.ask.source, ask: held.ask.id, tries: held.tries, reason });
    if (held.tries < mostTries) return "later";
    return givenUp(error instanceof GitLabError ? "GitLab does not answer" : "something is broken here");
  }
}

function givenUp(why: string): Answer {
  return { message: sentence("no", `I could not do that: ${why}. Say it again later; nothing is done twice.`) };
}

/** First whether it was asked at all, then by whom, then what. */
async function answerTo(held: StoredAsk, desk: TalkDesk): Promise<Ended> {
  const { ask } = held;
  const now = desk.clock();
  const source = desk.source(ask.source);
  if (!source) return { message: sentence("no", "I am not set up for that GitLab any more.") };
  const reads = await source.reads(now + lookMillis);
  const unheard = await whyNotThisComment(ask, { ...desk, reads });
  if (unheard) return "why" in unheard ? { message: unheard.why } : unheard;
  const linked = await linkOf(ask, desk.store);
  if (linked?.userId !== held.person.userId) return { message: relinked };
  const known = await whyNoWord(held.person, reads);
  if ("why" in known) {
    if (known.endsLink) await dropLink(ask, { why: known.why, only: held.person.userId, desk });
    return { message: sentence("no", known.why) };
  }
  if (ask.told) return { message: ask.told };
  const isLate = now > ask.at + longestMillis;
  if (isLate && held.tries === 1) return tooLate;
  const { person } = known;
  const asked = { ask, person, source, reads, ...(isLate && { isLate: true as const }) };
  if ("press" in ask.said) return await pressed({ ...asked, press: ask.said.press }, desk);
  const before = held.tries > 1 ? { isAgain: true as const } : {};
  return await commands[ask.said.word]({ ...asked, said: ask.said, ...before }, desk);
}

const relinked = sentence("no", "You were unlinked, or linked to somebody else, after you said that: say it again.");

async function conclude(held: StoredAsk, answer: Ended, desk: TalkDesk): Promise<void> {
  if (answer === "later") return;
  const { ask } = held;
  const note = askKey(ask);
  const seen = askText(held);
  if ("silent" in answer) {
    desk.log.info("unanswered", { source: ask.source, ask: ask.id, reason: answer.silent });
    await desk.store.commit([{ drop: note, seen }]);
    return;
  }
  const post = {
    to: placeOf(ask.place, ask.speaker.user, answer),
    message: answer.message,
    at: desk.clock(),
    tries: 0,
  };
  const { leaseUntil: _, ...rest } = held;
  const after: StoredAsk = { ...rest, ask: withoutValues(ask), state: "answered", awaits: answer.awaits ?? [] };
  await desk.store.commit([
    { drop: note, seen },
    ...(after.awaits.length === 0 ? [] : [awaited(after)]),
    postWrite(ask.source, joinKey(ask.speaker.provider, ask.id, "answer"), post),
  ]);
}

/** From then on it stands apart from those that wait for their answers. */
function awaited(after: StoredAsk): Write {
  return { note: askKey(after.ask, "answered"), value: askText(after), seen: undefined };
}

/** What is not for everybody is shown to who asked. A comment is for everybody who may read the other comments. */
function placeOf(place: Place, user: string, { isPublic }: Answer): Place {
  return place.provider === "gitlab" || isPublic ? place : { ...place, onlyFor: user };
}
