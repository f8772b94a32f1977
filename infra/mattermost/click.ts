import { ClickAnswer, readJson } from "./foreign.ts";
import { ask } from "./integration.ts";
import { addPost, withIds } from "./posting.ts";
import type { Heard } from "./say.ts";
import { slackText } from "./slackText.ts";
import { makeTrigger } from "./trigger.ts";
import type { Post, World } from "./world.ts";

/** A person clicks a button of a post. */
export interface Clicking {
  readonly user: string;
  readonly post: string;
  /** The button's id or its label. */
  readonly button: string;
  /** What is sent instead of the right fields: what an impostor would send; of `context` single fields too. */
  readonly tamper?: Readonly<Record<string, unknown>>;
}

/**
 * Posts a button's context to its integration, in the name of who clicked, and does what it answers. Nothing is signed but the
 * trigger.
 * Source: github.com/mattermost/mattermost, server/channels/app/integration_action.go, `DoPostActionWithCookie` (read 2026-11).
 */
export async function click(world: World, { user, post: id, button, tamper = {} }: Clicking): Promise<Heard> {
  const post = world.posts.get(id);
  const channel = world.channels.get(post?.channel ?? "");
  const action = post?.attachments.flatMap(({ actions }) => actions).find((one) => [one.id, one.name].includes(button));
  if (!post || !channel || !action) return { trouble: "there is no such button" };
  if (!channel.members.has(user) || (post.onlyFor ?? user) !== user) return { trouble: "you do not see that button" };
  const { context: foreign, ...others } = tamper;
  const body = JSON.stringify({
    user_id: user,
    user_name: world.users.get(user)?.username ?? "",
    channel_id: channel.id,
    channel_name: channel.name,
    team_id: channel.team,
    team_domain: world.teams.get(channel.team)?.name ?? "",
    post_id: post.id,
    trigger_id: makeTrigger(world, user),
    type: "button",
    data_source: "",
    ...others,
    context: { ...action.integration.context, ...(typeof foreign === "object" && foreign) },
  });
  const sent = { url: action.integration.url, headers: { "content-type": "application/json" }, body };
  const said = await ask(sent.url, { ...sent, patienceMillis: world.patienceMillis });
  if ("trouble" in said) return { trouble: `the action failed: ${said.trouble}`, sent };
  if (said.status !== 200) return { status: said.status, trouble: `the action failed: ${said.status}`, sent };
  const answer = said.body === "" ? {} : readJson(said.body);
  if (answer === undefined) return { status: 200, trouble: "the action failed: its answer is not JSON", sent };
  obey(world, { post, user }, ClickAnswer.parse(answer));
  return { status: 200, answer, sent };
}

function obey(
  world: World,
  { post, user }: { readonly post: Post; readonly user: string },
  { update, ephemeral_text: text, skip_slack_parsing: isPlain }: ClickAnswer,
): void {
  if (update) {
    post.message = update.message;
    if (update.props) post.attachments = withIds(world, update.props.attachments);
    post.editedAt = world.clock();
  }
  if (text === "") return;
  addPost(world, {
    user,
    channel: post.channel,
    root: post.onlyFor === undefined && post.root === "" ? post.id : post.root,
    message: isPlain ? text : slackText(text),
    onlyFor: user,
    isFromIntegration: true,
  });
}
