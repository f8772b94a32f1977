import type { Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import { roleLevels } from "../../core/looked.ts";
import { type Line, type Message, sentence } from "../../core/message.ts";
import type { Ask, Press } from "../../core/talk.ts";
import type { Voice } from "../../core/voice.ts";
import { approve } from "../gates/approve.ts";
import { reject } from "../gates/reject.ts";
import type { Spoke, Word } from "../gates/speak.ts";
import { storedGate } from "../gates/stored.ts";
import { isWatched } from "../watch.ts";
import { commands } from "./commands/index.ts";
import { tooLate } from "./commands/shown.ts";
import { skewMillis } from "./commands/word.ts";
import type { Answer, TalkDesk, TalkSource } from "./desk.ts";
import { jobLink } from "./jobLink.ts";

/** A click whose person is known. */
export interface Pressed {
  readonly ask: Ask;
  readonly press: Press;
  readonly person: Person;
  readonly source: TalkSource;
  readonly reads: GitLabReads;
  /** It is too old for anything to be begun: what was begun is ended. */
  readonly isLate?: true;
}

/** Longer than a gate may be waited for: its message is changed when it ends. */
const rememberMillis = 400 * 86_400_000;

/**
 * Does what a button says, in the name of who clicked it and by their own rights, once for each message that showed it. A
 * click that GitLab or the tables kept from an answer is none: it may be done again, by whoever takes it up, and by the person.
 * Every answer is for who clicked; what it changed everybody sees in the message.
 *
 * @throws StoreError, GitLabError: nothing was done that may not be done again
 */
export async function pressed(click: Pressed, desk: TalkDesk): Promise<Answer> {
  const { press, person, source, reads } = click;
  const project = await reads.project(press.project);
  const level = project && (await reads.memberLevel(project.id, person.userId));
  const isSeen = level !== undefined && level >= roleLevels.reporter;
  if (!project || !isSeen || !isWatched({ sources: [source] }, source.id, project))
    return told("That gate is not there, or it is not watched, or you may not see it.");
  if (press.word === "why") return await whyOf(click, project.path, desk);
  const used = usedKey(source.id, press, person);
  if ((await desk.store.commit([{ unless: used }])) !== "written") return reused(press);
  if (click.isLate && !(await isHeard(click, desk))) return tooLate;
  const word = wordOf(click);
  const spoken =
    press.word === "approve"
      ? await approve({ ...word, digest: press.digest }, { ...desk, reads })
      : await reject({ ...word, reason: `with a button in ${placeName(word.from)}` }, { ...desk, reads });
  if (!("refused" in spoken))
    // The word stands by then, and to say it twice is to say it once: whoever came first has noted the same.
    await desk.store.commit([{ count: used, by: 1, most: 1, forgetAt: desk.clock() + rememberMillis }]);
  return { message: answerTo(spoken, click, project.path) };
}

function usedKey(source: string, { nonce, word }: Press, { userId }: Person): LedgerKey {
  return { scope: `nonce#${joinKey(source)}`, key: joinKey("press", nonce, word, userId) };
}

/** Whether the gate shows that it was done for this click, by whoever was cut off then. */
async function isHeard({ ask, press, person, source }: Pressed, { store }: TalkDesk): Promise<boolean> {
  const { gate } = await storedGate({ source: source.id, ...press }, store);
  const yes = gate?.approvals.find(({ userId }) => userId === person.userId);
  const no = gate?.closed?.by?.userId === person.userId ? gate.closed : undefined;
  const said = press.word === "approve" ? yes : no;
  return said !== undefined && said.at >= ask.at - skewMillis;
}

function wordOf({ ask, press, person, source }: Pressed): Word {
  const { provider, team, user } = ask.speaker;
  return {
    source: source.id,
    project: press.project,
    job: press.job,
    person,
    from: provider === "gitlab" ? "comment" : provider,
    who: joinKey(provider, team, user),
  };
}

function placeName(voice: Voice): string {
  return { api: "the API", slack: "Slack", mattermost: "Mattermost", comment: "a comment" }[voice];
}

function reused({ word }: Press): Answer {
  return told(`You have used this button already: your ${word === "approve" ? "yes" : "no"} was heard then.`);
}

function answerTo(spoken: Spoke, { press, source }: Pressed, path: string): Message {
  const job = jobLink(source, { id: press.job, path });
  if (!("refused" in spoken)) {
    const named = jobLink(source, { id: press.job, name: spoken.gate.name, path });
    return press.word === "approve"
      ? sentence("ok", "Your yes to ", named, " is heard: the message shows who else must say so")
      : sentence(
          "ok",
          "You have rejected ",
          named,
          ": it is not played. Your own yes, or a redrive of its task, opens it again",
        );
  }
  const { refused, why } = spoken;
  return { ...sentence("no", "Nothing came of it for ", job, `: ${why}`), lines: [adviceFor(refused)] };
}

/** What to do next. */
function adviceFor(refused: Extract<Spoke, { refused: unknown }>["refused"]): Line {
  switch (refused) {
    case "otherContent":
      return ["The message is changed to what would be played now: look at it, and click there."];
    case "alreadyPlayed":
    case "gateClosed":
    case "noGate":
      return ["The message is changed to how it ended."];
    case "ownWork":
      return ["Ask somebody who had no part in it."];
    case "noRight":
    case "nothingToSay":
      return ["The message says who is asked."];
    case "brokenGate":
    case "noReason":
    case "armedAlready":
    case "notArmed":
    case "noRule":
      return ["See ", { code: "penstock gates" }, "."];
    default:
      return refused satisfies never;
  }
}

/** As if it had been asked by the job's address. */
async function whyOf(click: Pressed, path: string, desk: TalkDesk): Promise<Answer> {
  const { press, source } = click;
  const { host, pathname } = new URL(source.url);
  const below = pathname.replace(/^\/+|\/+$/g, "");
  const target = { kind: "job" as const, host, path: below === "" ? path : `${below}/${path}`, job: press.job };
  const { ask, person, reads } = click;
  return await commands.why({ ask, person, source, reads, said: { word: "why", target, values: {} } }, desk);
}

function told(text: string): Answer {
  return { message: sentence("no", text) };
}
