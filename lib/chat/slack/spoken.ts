import type { Message } from "../../core/message.ts";
import { sentence } from "../../core/message.ts";
import { type Instant, millis } from "../../core/time.ts";
import type { Knock } from "../provider.ts";
import { replyUrl } from "./replyUrl.ts";
import type { SlackSettings } from "./settings.ts";

/** A command or a click, as a request told it, before anybody is believed. */
export interface Spoken {
  /** The workspace that it was said in, and the person's own, where it is told. */
  readonly team?: string | undefined;
  readonly homeTeam?: string | undefined;
  readonly user?: string | undefined;
  readonly name?: string | undefined;
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly trigger?: string | undefined;
  readonly responseUrl?: string | undefined;
  readonly said: { readonly text: string } | { readonly token: string };
}

/** The request that told it. */
export interface Told {
  readonly signature: string;
  readonly at: Instant;
  readonly now: Instant;
}

/**
 * Slack takes five answers there within half an hour.
 * Source: docs.slack.dev/interactivity/handling-user-interaction, "Message responses" (read 2026-11).
 */
const repliesSeconds = 30 * 60;
const longestName = 80;

/** Whom we believe: people of our own workspaces alone. */
export function knockOf(spoken: Spoken, told: Told, settings: SlackSettings): Knock {
  const { team, user, channel, said } = spoken;
  if (team === undefined || !settings.workspaces.includes(team))
    return { refused: 401, why: "the request is of another workspace" };
  // Source: docs.slack.dev/reference/objects/user-object (read 2026-11): people are U… or W…; Slackbot speaks for others
  if (user === undefined || !/^[UW][A-Z0-9]{1,30}$/.test(user) || user === "USLACKBOT")
    return { refused: 401, why: "no person of Slack said it" };
  if (channel === undefined || !/^[CDG][A-Z0-9]{1,30}$/.test(channel))
    return { refused: 400, why: "the request names no channel" };
  const reply = replyUrl(spoken.responseUrl, settings.replyOrigins);
  const isGuest = (spoken.homeTeam ?? team) !== team;
  return {
    id: idOf(spoken, told),
    source: settings.source,
    speaker: {
      provider: "slack",
      team,
      user,
      ...(spoken.name !== undefined && { name: spoken.name.slice(0, longestName).toWellFormed() }),
    },
    place: {
      provider: "slack",
      team,
      channel,
      ...(isThread(spoken.thread) && { thread: spoken.thread }),
      ...(reply !== undefined && {
        reply: { url: reply, until: Math.min(told.at, told.now) + millis(repliesSeconds) },
      }),
    },
    said: isGuest ? { wrong: foreigner } : said,
    // Slack shows nothing of what is answered to a click: slackapi/bolt-js issue 132 (read 2026-11)
    ...("token" in said && { isAnswerUnseen: true }),
  };
}

const foreigner: Message = sentence(
  "no",
  "I take commands only from people of this workspace: you are of another one that shares the channel.",
);

/** One of its kind for each command and click; a retry and a replay have the same. */
function idOf({ trigger }: Spoken, { signature }: Told): string {
  return trigger !== undefined && /^[\w.-]{1,200}$/.test(trigger) ? trigger : signature;
}

function isThread(thread: string | undefined): thread is string {
  return thread !== undefined && /^\d{1,12}\.\d{1,8}$/.test(thread);
}
