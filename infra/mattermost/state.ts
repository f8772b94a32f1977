import type { Instant } from "../../lib/core/time.ts";
import type { World } from "./world.ts";

/** The whole server as plain data, for a page: no secret and no button's context is in it. */
export interface State {
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly users: readonly { readonly id: string; readonly username: string; readonly isBot: boolean }[];
  readonly channels: readonly {
    readonly id: string;
    readonly team: string;
    readonly name: string;
    readonly type: "O" | "P" | "D";
    readonly members: readonly string[];
  }[];
  readonly commands: readonly { readonly team: string; readonly trigger: string }[];
  readonly posts: readonly ShownPost[];
}

/** A post as a client gets it. */
interface ShownPost {
  readonly id: string;
  readonly at: Instant;
  readonly editedAt?: Instant;
  readonly user: string;
  readonly channel: string;
  /** Empty: it hangs on none. */
  readonly root: string;
  /** Markdown. */
  readonly message: string;
  readonly attachments: readonly {
    readonly color: string;
    readonly text: string;
    readonly actions: readonly { readonly id: string; readonly name: string; readonly style: string }[];
  }[];
  readonly onlyFor?: string;
  readonly isFromIntegration: boolean;
}

/** What there is; `user`: what that person sees of it. */
export function stateOf(world: World, user?: string): State {
  const channels = [...world.channels.values()].filter(({ members }) => user === undefined || members.has(user));
  const seen = new Set(channels.map(({ id }) => id));
  const posts = [...world.posts.values()].filter(
    (post) => seen.has(post.channel) && (user === undefined || (post.onlyFor ?? user) === user),
  );
  return {
    teams: [...world.teams.values()],
    users: [...world.users.values()].map(({ id, username, isBot }) => ({ id, username, isBot })),
    channels: channels.map((channel) => ({ ...channel, members: [...channel.members] })),
    commands: [...world.commands.values()].map(({ team, trigger }) => ({ team, trigger })),
    posts: posts.map((post) => ({
      ...post,
      attachments: post.attachments.map(({ color, text, actions }) => ({
        color,
        text,
        actions: actions.map(({ id, name, style }) => ({ id, name, style })),
      })),
    })),
  };
}
