import type { Line } from "../../../lib/core/message.ts";
import type { Instant } from "../../../lib/core/time.ts";

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A button under a message, as the chat keeps it. */
export interface SeenButton {
  readonly id: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
}

/** A message as one person sees it. Every text in it may be a stranger's. */
export interface Seen {
  readonly id: string;
  /** The message under which it stands. */
  readonly thread?: string;
  readonly at: Instant;
  readonly by: string;
  readonly isOnlyYou?: true;
  readonly lines: readonly Line[];
  readonly buttons: readonly SeenButton[];
}

export interface Speech {
  readonly who: string;
  readonly channel: string;
  /** All that stands in the box, with the slash. */
  readonly text: string;
}

export interface Click {
  readonly who: string;
  readonly channel: string;
  readonly message: string;
  readonly button: string;
}

/** One of the chats that the page shows. Ids are the chat's own. */
export interface PageChat {
  readonly id: "slack" | "mattermost";
  readonly title: string;
  readonly channels: readonly Named[];
  readonly people: readonly Named[];
  /** What a person sees of a channel, oldest first. */
  seen(who: string, channel: string): readonly Seen[];
  /** @returns what the chat itself says to the person where it could not be delivered */
  say(speech: Speech): Promise<string | undefined>;
  click(click: Click): Promise<string | undefined>;
}
