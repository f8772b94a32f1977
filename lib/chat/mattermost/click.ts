import * as z from "zod";
import type { Knock, Knocking } from "../provider.ts";
import type { Judged } from "./judged.ts";
import { isOurs } from "./key.ts";
import { isId } from "./trigger.ts";
import { freshTrigger, shownName } from "./triggered.ts";

const Id = z.string().refine(isId);
const Click = z.object({
  user_id: Id,
  user_name: z.string().catch(""),
  channel_id: Id,
  team_id: z.union([z.literal(""), Id]),
  post_id: Id,
  trigger_id: z.string(),
  context: z.object({
    token: z.string().max(1024),
    team: Id,
    thread: z.union([z.literal("post"), Id]).exactOptional(),
    key: z.string().max(128),
  }),
});

/**
 * A click on a button of ours. A direct message belongs to no team: the one that the button was made for counts there.
 *
 * Source: developers.mattermost.com/integrate/plugins/interactive-messages; github.com/mattermost/mattermost,
 * server/public/model/integration_action.go, `PostActionIntegrationRequest` (read 2026-11).
 */
export function heardClick({ body, now }: Knocking, { settings, signingKeys }: Judged): Knock {
  const read = Click.safeParse(readJson(body));
  if (!read.success) return { refused: 400, why: "it is no click on a button of ours" };
  const { context, user_id: user, team_id: named, channel_id: channel } = read.data;
  if (!isOurs(context, settings.commandTokens)) return { refused: 401, why: "the context is not ours" };
  const { team, thread } = context;
  if (!settings.teams.includes(team) || (named !== "" && named !== team))
    return { refused: 401, why: "the team is not the button's" };
  const trigger = freshTrigger({ text: read.data.trigger_id, user, now }, signingKeys);
  if ("why" in trigger) return { refused: 401, why: trigger.why };
  return {
    id: trigger.id,
    source: settings.source,
    speaker: { provider: "mattermost", team, user, name: shownName(read.data.user_name) },
    place: {
      provider: "mattermost",
      team,
      channel,
      ...(thread !== undefined && { thread: thread === "post" ? read.data.post_id : thread }),
    },
    said: { token: context.token },
  };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
