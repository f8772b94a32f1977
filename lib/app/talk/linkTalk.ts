import { type Message, sentence } from "../../core/message.ts";
import type { Said } from "../../core/said.ts";
import type { Ask } from "../../core/talk.ts";
import { admit } from "./admit.ts";
import type { HearDesk } from "./desk.ts";
import { tooMany } from "./hear.ts";
import { beginLinking, type LinkSecrets, linkMinutes } from "./linking.ts";
import { confirmLink } from "./linkSaid.ts";
import { dropLink, linkOf } from "./links.ts";

/** What `link` and `unlink` are answered with; nothing to what was heard before. Only who asked may see it. */
export interface LinkTalk {
  readonly said: Said;
  /** Where a person begins, e.g. `https://penstock.example.com/chat/link`; missing: nobody can link here. */
  readonly linkUrl: string | undefined;
  readonly secrets: () => LinkSecrets;
}

/** Answers `link`, `link CODE` and `unlink`. @throws StoreError */
export async function talkOfLink(ask: Ask, talk: LinkTalk, desk: HearDesk): Promise<Message | undefined> {
  if (ask.speaker.provider === "gitlab") return inGitLab;
  const person = await linkOf(ask, desk.store);
  const admitted = await admit(ask, { person }, desk);
  if (admitted === "again") return undefined;
  if (admitted === "tooMany") return tooMany(desk);
  if (talk.said.word === "unlink") return await unlinked(ask, desk);
  if (talk.said.code !== undefined) return await confirmed(ask, talk.said.code, desk);
  if (talk.linkUrl === undefined) return notHere;
  const state = await beginLinking(ask.source, ask.speaker, { secrets: talk.secrets(), desk });
  const opens = [
    "Open ",
    { link: `${talk.linkUrl}?state=${state}`, text: "this page" },
    ` within ${linkMinutes} minutes and sign in to GitLab: it shows a code to say here. The link is yours alone: send it to nobody.`,
  ];
  const now = person ? [["You are linked to ", { strong: `@${person.username}` }, " until then."]] : [];
  return { tone: "wait", title: opens, lines: now };
}

async function unlinked(ask: Ask, desk: HearDesk): Promise<Message> {
  const person = await dropLink(ask, { why: "said unlink", desk });
  if (!person) return sentence("no", "You are not linked to anybody in GitLab: there is nothing to undo.");
  return sentence("ok", "You are not linked to ", { strong: `@${person.username}` }, " any more.");
}

async function confirmed(ask: Ask, code: string, desk: HearDesk): Promise<Message> {
  const done = await confirmLink(ask, code, desk);
  if ("none" in done) return noCode;
  if ("linked" in done)
    return sentence(
      "ok",
      "You are ",
      { strong: `@${done.linked.username}` },
      " here now, and may what they may in GitLab.",
    );
  if (done.left === 0) return noneLeft;
  return sentence(
    "no",
    `That is not the code. It may be said ${done.left === 1 ? "once" : `${done.left} times`} more.`,
  );
}

const inGitLab = sentence("ok", "Comments need no link: GitLab says who writes them.");
const notHere = sentence("no", "Nobody can link their chat to GitLab here yet: ask the people who run Penstock.");
const noCode = sentence("no", "No code of yours is waited for. Say ", { code: "link" }, " to begin.");
const noneLeft = sentence(
  "no",
  "That is not the code, and it may not be said again. Say ",
  { code: "link" },
  " to begin anew.",
);
