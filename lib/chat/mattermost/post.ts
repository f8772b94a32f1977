import type { Button, Line, Message, Span, Tone } from "../../core/message.ts";
import { toldText } from "../../core/notice.ts";
import type { ChannelPlace } from "../../core/talk.ts";
import { sealedContext } from "./key.ts";
import type { MattermostSettings } from "./settings.ts";
import { veiled, veiledAddress, veiledCode, veiledLabel, veiledLine } from "./veil.ts";

/** A post as the API takes it, without its place. */
export interface Post {
  readonly message: string;
  readonly props: { readonly attachments: readonly Attachment[] };
}

interface Attachment {
  readonly fallback: string;
  readonly color: string;
  readonly text?: string;
  readonly actions?: readonly PostAction[];
}

/** Source: developers.mattermost.com/integrate/plugins/interactive-messages, "Parameters" (read 2026-11). */
interface PostAction {
  /** Letters and digits only: with others the click finds no way. */
  readonly id: string;
  readonly type: "button";
  readonly name: string;
  readonly style: "default" | "primary" | "danger";
  readonly integration: { readonly url: string; readonly context: object };
}

/** What a message needs to become a post with buttons. */
export interface Shown {
  readonly settings: Pick<MattermostSettings, "commandTokens" | "actionsUrl">;
  readonly place: ChannelPlace;
}

const tones: Readonly<Record<Tone, { readonly word: string; readonly color: string }>> = {
  ok: { word: "OK", color: "#3db887" },
  no: { word: "No", color: "#d24b4e" },
  wait: { word: "Wait", color: "#ffbc1f" },
  news: { word: "News", color: "#5d89ea" },
  alarm: { word: "Alarm", color: "#d24b4e" },
};

/**
 * A post holds 16,383 characters; ours is shorter, so that what is cut is cut between words.
 * Source: developers.mattermost.com/integrate/slash-commands, "Tips and best practices" (read 2026-11).
 */
const mostCharacters = 12_000;
const mostTitleCharacters = 4_000;
const mostLines = 40;
const mostButtons = 10;

/**
 * A message as a post: its title is the text, with a word for its tone, its lines and buttons are an attachment. Mattermost
 * looks behind links of a post for a preview unless it has an attachment: so whatever has a link has one.
 *
 * Source: github.com/mattermost/mattermost, server/channels/app/post_metadata.go, `getEmbedForPost` (read 2026-11).
 */
export function postOf(message: Message, shown: Shown): Post {
  return {
    message: titleOf(message),
    props: { attachments: attached(message, actionsOf(message.buttons ?? [], shown)) },
  };
}

function attached(message: Message, actions: readonly PostAction[]): readonly Attachment[] {
  const lines = linesOf(message);
  if (lines.length === 0 && actions.length === 0 && !message.title.some(isLink)) return [];
  return [
    {
      fallback: titleOf(message),
      color: tones[message.tone].color,
      ...(lines.length > 0 && { text: lines.join("\n") }),
      ...(actions.length > 0 && { actions }),
    },
  ];
}

/** What a response URL takes: its text is not read as Slack's, where `<!channel>` would mention everybody. */
export function replyOf(message: Message, shown: Shown & { readonly isPublic: boolean }): object {
  const post = postOf(message, shown);
  return {
    response_type: shown.isPublic ? "in_channel" : "ephemeral",
    text: post.message,
    attachments: post.props.attachments,
    skip_slack_parsing: true,
  };
}

/**
 * The answer to a request itself, which only who asked sees. A command's answer is read by `text`, a click's by
 * `ephemeral_text`, which is why both are there; neither has buttons.
 *
 * Source: github.com/mattermost/mattermost, server/public/model, `CommandResponse` and `PostActionIntegrationResponse`
 * (read 2026-11).
 */
export function answerOf(message: Message): Readonly<Record<string, unknown>> {
  return {
    response_type: "ephemeral",
    text: titleOf(message),
    attachments: attached(message, []),
    ephemeral_text: [titleOf(message), ...linesOf(message)].join("\n"),
    skip_slack_parsing: true,
  };
}

function titleOf({ tone, title }: Message): string {
  return veiledLine(`**${tones[tone].word}** · ${lineText(title, mostTitleCharacters)}`);
}

function linesOf({ lines }: Message): string[] {
  const shown: string[] = [];
  let left = mostCharacters;
  for (const line of lines.slice(0, mostLines)) {
    const text = veiledLine(lineText(line, left));
    if (text.length > left) break;
    left -= text.length + 1;
    shown.push(text);
  }
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, veiledLine(`… and ${more} more`)];
}

/** A line, whole spans of it, as long as there is room. */
function lineText(line: Line, most: number): string {
  let text = "";
  for (const span of line) {
    const next = spanText(span);
    if (text.length + next.length > most) return `${text}…`;
    text += apart(text, next);
  }
  return text;
}

/** Two marks of the same kind beside each other would be one. */
function apart(text: string, next: string): string {
  return /[`*]$/.test(text) && /^[`*]/.test(next) ? `\u2060${next}` : next;
}

function spanText(span: Span): string {
  if (typeof span === "string") return spaced(span, veiled(span));
  if ("code" in span) return spaced(span.code, veiledCode(span.code));
  if ("strong" in span) {
    const strong = veiled(span.strong);
    return spaced(span.strong, strong === "" ? "" : `**${strong}**`);
  }
  const address = veiledAddress(span.link);
  const label = veiledLabel(span.text);
  return spaced(span.text, address === undefined || label === "" ? label : `[${label}](${address})`);
}

/** Spaces at the ends keep words of neighbouring spans apart; within a mark they would undo it. */
function spaced(text: string, shown: string): string {
  if (shown === "") return text === "" ? "" : " ";
  return `${/^\s/.test(text) ? " " : ""}${shown}${/\s$/.test(text) ? " " : ""}`;
}

function isLink(span: Span): boolean {
  return typeof span === "object" && "link" in span;
}

function actionsOf(buttons: readonly Button[], { settings, place }: Shown): readonly PostAction[] {
  const [secret] = settings.commandTokens;
  if (secret === undefined) return [];
  return buttons.slice(0, mostButtons).map(({ label, style, token }, index) => ({
    id: `button${index}`,
    type: "button",
    name: toldText(label).slice(0, 40) || "…",
    style: style ?? "default",
    integration: { url: settings.actionsUrl, context: contextOf(token, place, secret) },
  }));
}

/** What is answered to a click hangs on the post with the button, or on the thread that this one is in. */
function contextOf(token: string, { team, thread, onlyFor }: ChannelPlace, secret: string): object {
  const root = thread ?? (onlyFor === undefined ? "post" : undefined);
  return sealedContext({ token, team, ...(root !== undefined && { thread: root }) }, secret);
}
