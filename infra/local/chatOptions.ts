import type { OAuthApp } from "../../functions/chat/link.ts";
import type { MattermostSettings } from "../../lib/chat/mattermost/settings.ts";
import type { SlackSettings } from "../../lib/chat/slack/settings.ts";
import type { TalkSettings } from "../../lib/core/talkSettings.ts";

/** The chats of a house. */
export interface ChatOptions {
  readonly slack?: SlackSettings;
  readonly mattermost?: MattermostSettings;
  /** The token that answers comments; missing: they are not heard. */
  readonly commentToken?: string;
  readonly link?: Omit<OAuthApp, "source" | "url">;
  readonly settings?: Partial<TalkSettings>;
  /** Seals the buttons. */
  readonly buttonKey: string;
}
