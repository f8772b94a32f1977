/** One Slack app, and whose jobs its people speak about. */
export interface SlackSettings {
  readonly source: string;
  /** The workspaces (`T…`) that it is believed for. */
  readonly workspaces: readonly string[];
  /** All of them live, for rotation. */
  readonly signingSecrets: readonly string[];
  /** `xoxb-…`; missing: it only answers. */
  readonly botToken?: string;
  /** Default: `https://slack.com/api`. */
  readonly apiUrl?: string;
  /** Origins that answers may be posted to, beside Slack's own; for a stand-in. */
  readonly replyOrigins?: readonly string[];
}
