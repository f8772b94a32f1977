import type { Knock, Knocking } from "../provider.ts";
import type { Judged } from "./judged.ts";
import { isAnyOf } from "./key.ts";
import { replyMillis, replyUrl } from "./replyUrl.ts";
import { isId } from "./trigger.ts";
import { freshTrigger, shownName } from "./triggered.ts";

const known = [
  "token",
  "team_id",
  "channel_id",
  "user_id",
  "user_name",
  "root_id",
  "trigger_id",
  "response_url",
  "text",
];

/**
 * A slash command: a form with the command's own token, which the `Authorization` header repeats unless the server was told
 * to log in to us by other means.
 *
 * Source: developers.mattermost.com/integrate/slash-commands/custom, "Request data"; github.com/mattermost/mattermost,
 * server/channels/app/command.go, `tryExecuteCustomCommand` and `DoCommandRequest` (read 2026-11).
 */
export function heardCommand({ headers, body, now }: Knocking, { settings, signingKeys }: Judged): Knock {
  const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
  const twice = known.find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return { refused: 400, why: `the field ${twice} is there twice` };
  const field = (name: string) => form.get(name) ?? "";
  const spoken = /^Token (.*)$/.exec(headers.authorization ?? "")?.[1];
  const tokens = [field("token"), ...(spoken === undefined ? [] : [spoken])];
  if (tokens.some((token) => !isAnyOf(token, settings.commandTokens)))
    return { refused: 401, why: "the token is wrong" };
  const [team, channel, user, root] = [field("team_id"), field("channel_id"), field("user_id"), field("root_id")];
  if (!settings.teams.includes(team)) return { refused: 401, why: "the team is not one of the settings'" };
  if (![channel, user].every(isId)) return { refused: 400, why: "the ids are none" };
  const trigger = freshTrigger({ text: field("trigger_id"), user, now }, signingKeys);
  if ("why" in trigger) return { refused: 401, why: trigger.why };
  const url = replyUrl(field("response_url"), settings.url);
  if (url === undefined) return { refused: 400, why: "the response URL is not of the settings' server" };
  return {
    id: trigger.id,
    source: settings.source,
    speaker: { provider: "mattermost", team, user, name: shownName(field("user_name")) },
    place: {
      provider: "mattermost",
      team,
      channel,
      ...(isId(root) && { thread: root }),
      reply: { url, until: Math.min(trigger.at, now) + replyMillis },
    },
    said: { text: field("text") },
  };
}
