import type { Attachment, Post, World } from "./world.ts";

/** A post's text holds so many characters. Source: server/public/model/post.go, `PostMessageMaxRunesV2` (read 2026-11). */
export const mostCharacters = 16_383;

export interface NewPost {
  readonly user: string;
  readonly channel: string;
  readonly root?: string;
  readonly message: string;
  readonly attachments?: readonly Attachment[];
  readonly onlyFor?: string;
  readonly isFromIntegration?: boolean;
}

/** Puts a post into its channel, or why not. */
export function addPost(world: World, given: NewPost): Post | { readonly why: string } {
  const { user, channel, root = "", message, attachments = [], onlyFor } = given;
  if ([...message].length > mostCharacters) return { why: "model.post.is_valid.message_length.app_error" };
  const thread = world.posts.get(root);
  const isRoot =
    thread !== undefined && thread.root === "" && thread.channel === channel && thread.onlyFor === undefined;
  if (root !== "" && !isRoot) return { why: "api.post.create_post.root_id.app_error" };
  const post: Post = {
    id: world.newId(),
    at: world.clock(),
    user,
    channel,
    root,
    message,
    attachments: withIds(world, attachments),
    ...(onlyFor !== undefined && { onlyFor }),
    isFromIntegration: given.isFromIntegration ?? false,
  };
  world.posts.set(post.id, post);
  return post;
}

/** An action without an id gets one. */
export function withIds(world: Pick<World, "newId">, attachments: readonly Attachment[]): readonly Attachment[] {
  return attachments.map((attachment) => ({
    ...attachment,
    actions: attachment.actions.map((action) => ({ ...action, id: action.id === "" ? world.newId() : action.id })),
  }));
}
