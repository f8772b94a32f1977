import type { ChannelPlace, Sent } from "../../core/talk.ts";
import type { Asked, Wire } from "../wire.ts";
import type { Post } from "./post.ts";
import { idIn, told } from "./told.ts";

/** What the bot may say, by API v4. */
export interface Bot {
  post(place: ChannelPlace, post: Post): Promise<Sent>;
  /** What one person alone sees: it is not kept, and only a bot that is a system admin may say it. */
  whisper(place: ChannelPlace, user: string, post: Post): Promise<Sent>;
  /** To one person, in the direct channel of the two. */
  direct(user: string, post: Post): Promise<Sent>;
  change(id: string, post: Post): Promise<Sent>;
}

/**
 * Source: api.mattermost.com, "Create a post", "Create an ephemeral post", "Patch a post", "Create a direct message channel";
 * github.com/mattermost/mattermost, server/channels/api4/post.go (read 2026-11).
 */
export function botOf(wire: Wire, token: string): Bot {
  let me: string | undefined;
  const headers = { authorization: `Bearer ${token}` };
  const ask = (asked: Asked) => wire.send({ ...asked, headers });

  async function myId(): Promise<string | Sent> {
    if (me !== undefined) return me;
    const answered = await ask({ method: "GET", path: "/api/v4/users/me" });
    me = idIn(answered);
    return me ?? nothingSaid(told(answered));
  }

  return {
    post: async ({ channel, thread }, { message, props }) =>
      told(
        await ask({
          method: "POST",
          path: "/api/v4/posts",
          body: { channel_id: channel, ...(thread !== undefined && { root_id: thread }), message, props },
        }),
      ),
    async whisper({ channel, thread }, user, { message, props }) {
      const post = { channel_id: channel, ...(thread !== undefined && { root_id: thread }), message, props };
      const body = { user_id: user, post };
      const sent = told(await ask({ method: "POST", path: "/api/v4/posts/ephemeral", body }));
      // it cannot be changed: the server has forgotten it
      return sent.kind === "sent" ? { kind: "sent" } : sent;
    },
    async direct(user, { message, props }) {
      const mine = await myId();
      if (typeof mine !== "string") return mine;
      // what is there is given, so that asking twice makes nothing
      const opened = await ask({ method: "POST", path: "/api/v4/channels/direct", body: [mine, user] });
      const channel = idIn(opened);
      if (channel === undefined) return nothingSaid(told(opened));
      return told(await ask({ method: "POST", path: "/api/v4/posts", body: { channel_id: channel, message, props } }));
    },
    change: async (id, { message, props }) =>
      told(await ask({ method: "PUT", path: `/api/v4/posts/${id}/patch`, body: { message, props } })),
  };
}

/** Whatever became of a request that only looked or opened a channel, nothing was shown. */
function nothingSaid(sent: Sent): Sent {
  if (sent.kind === "unknown") return { kind: "notSent", why: sent.why };
  return sent.kind === "sent" ? { kind: "notSent", why: "something else than Mattermost answered" } : sent;
}
