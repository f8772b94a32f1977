import { createPublicKey } from "node:crypto";
import { type Answer, json, wrong } from "./answer.ts";
import { EphemeralIn, PatchIn, PostIn, readJson } from "./foreign.ts";
import { direct } from "./mattermost.ts";
import { addPost, mostCharacters, type NewPost, withIds } from "./posting.ts";
import type { Post, User, World } from "./world.ts";

/** A request of a bot. */
interface Call {
  readonly world: World;
  readonly me: User;
  readonly body: unknown;
}

const denied = () => wrong(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.");

/**
 * The few ways of API v4 that a bot like ours goes; `undefined`: no such way.
 * Source: api.mattermost.com, "posts", "channels", "users"; github.com/mattermost/mattermost, server/channels/api4/post.go
 * (read 2026-11).
 */
export function answerApi(
  world: World,
  request: { readonly way: string; readonly token: string; readonly body: string },
): Answer | undefined {
  // the client's configuration is for everybody
  if (request.way === "GET /api/v4/config/client") return clientConfig(world);
  const me = [...world.users.values()].find(({ token }) => token !== undefined && token === request.token);
  if (!me)
    return wrong(401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.");
  const call: Call = { world, me, body: readJson(request.body) };
  const patched = /^PUT \/api\/v4\/posts\/([a-z0-9]{26})\/patch$/.exec(request.way)?.[1];
  if (patched !== undefined) return patch(call, patched);
  switch (request.way) {
    case "GET /api/v4/users/me":
      return json(200, { id: me.id, username: me.username, is_bot: me.isBot });
    case "POST /api/v4/posts":
      return create(call);
    case "POST /api/v4/posts/ephemeral":
      return createEphemeral(call);
    case "POST /api/v4/channels/direct":
      return createDirect(call);
    default:
      return undefined;
  }
}

/** Source: server/channels/app/platform/config.go, `regenerateClientConfig` (read 2026-11). */
function clientConfig({ signingKey }: World): Answer {
  const der = createPublicKey(signingKey.export({ type: "pkcs8", format: "pem" })).export({
    type: "spki",
    format: "der",
  });
  return json(200, { AsymmetricSigningPublicKey: der.toString("base64") });
}

function create({ world, me, body }: Call): Answer {
  const read = PostIn.safeParse(body);
  if (!read.success) return wrong(400, "api.context.invalid_body_param.app_error");
  const given = newPost(read.data, me);
  if (!world.channels.get(given.channel)?.members.has(me.id)) return denied();
  return told(world, given);
}

/** It is told to whom it is for and kept nowhere: nobody looks whether its channel has that person. */
function createEphemeral({ world, me, body }: Call): Answer {
  const read = EphemeralIn.safeParse(body);
  if (!read.success || read.data.user_id === "") return wrong(400, "api.context.invalid_body_param.app_error");
  if (!me.isAdmin) return denied();
  return told(world, { ...newPost(read.data.post, me), onlyFor: read.data.user_id });
}

function createDirect({ world, me, body }: Call): Answer {
  const ids = Array.isArray(body) ? body.filter((id) => typeof id === "string" && world.users.has(id)) : [];
  const other = ids.find((id) => id !== me.id);
  if (ids.length !== 2 || !ids.includes(me.id)) return denied();
  const channel = direct(world, me.id, String(other ?? me.id));
  return json(201, { id: channel.id, team_id: "", type: "D", name: channel.name });
}

function patch({ world, me, body }: Call, id: string): Answer {
  const post = world.posts.get(id);
  const read = PatchIn.safeParse(body);
  if (!read.success) return wrong(400, "api.context.invalid_body_param.app_error");
  // what is not there and what is another's are answered alike
  if (!post || post.user !== me.id || post.onlyFor !== undefined) return denied();
  if ([...(read.data.message ?? "")].length > mostCharacters)
    return wrong(400, "model.post.is_valid.message_length.app_error");
  if (read.data.message !== undefined) post.message = read.data.message;
  if (read.data.props) post.attachments = withIds(world, read.data.props.attachments);
  post.editedAt = world.clock();
  return json(200, shown(post));
}

function newPost({ channel_id, root_id, message, props }: PostIn, me: User): NewPost {
  return { user: me.id, channel: channel_id, root: root_id, message, attachments: props.attachments };
}

function told(world: World, given: NewPost): Answer {
  const post = addPost(world, given);
  return "why" in post ? wrong(400, post.why) : json(201, shown(post));
}

/** No client gets what is meant for an integration. */
function shown({ id, at, user, channel, root, message, attachments }: Post): object {
  return {
    id,
    create_at: at,
    user_id: user,
    channel_id: channel,
    root_id: root,
    message,
    props: {
      attachments: attachments.map((attachment) => ({
        ...attachment,
        actions: attachment.actions.map(({ integration: _, ...action }) => action),
      })),
    },
  };
}
