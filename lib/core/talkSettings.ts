import type { ChannelPlace } from "./talk.ts";

/** How much a person must hear of something. */
export const severities = ["info", "warning", "alarm"] as const;
export type Severity = (typeof severities)[number];

/** What is told without being asked for: gates that wait for people, how tasks ended, and what people did by hand. */
export const tidings = ["gates", "outcomes", "people"] as const;
export type Tiding = (typeof tidings)[number];

/** What is told where: all that is given must fit. */
export interface Route {
  /** A channel by its name in the settings. */
  readonly to: string;
  readonly tell: readonly Tiding[];
  /** Globs over rules' ids; missing: all. */
  readonly rules?: readonly string[];
  /** Globs over projects' full paths, or ids; missing: all. */
  readonly projects?: readonly (string | number)[];
  /** Only what is at least so severe; missing: all. */
  readonly severity?: Severity;
  /** Outcomes are gathered for so long and told together. Gates are never gathered. */
  readonly digestSeconds?: number;
}

/** What may be said to Penstock, by whom, and what it tells where; of all sources. */
export interface TalkSettings {
  /** By name; a team is Slack's workspace or Mattermost's team. */
  readonly channels: Readonly<Record<string, Pick<ChannelPlace, "provider" | "team" | "channel">>>;
  readonly routes: readonly (Route & { readonly source: string })[];
  /** Who may stop a whole source from chat: GitLab's numbers of users, by source. */
  readonly operators: Readonly<Record<string, readonly number[]>>;
  /** Commands that one person may say in a minute. */
  readonly perMinute: number;
}
