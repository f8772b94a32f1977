import * as z from "zod";
import type { Knock } from "../provider.ts";
import { isOurs } from "./blocks.ts";
import type { SlackSettings } from "./settings.ts";
import { knockOf, type Told } from "./spoken.ts";

const optionalText = z.string().nullish();

// Source: docs.slack.dev/reference/interaction-payloads/block_actions-payload (read 2026-11).
const Clicked = z.object({
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: optionalText, team_id: optionalText, username: optionalText }).nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  message: z.object({ ts: optionalText, thread_ts: optionalText }).nullish(),
  container: z
    .object({
      channel_id: optionalText,
      message_ts: optionalText,
      thread_ts: optionalText,
      is_ephemeral: z.boolean().nullish(),
    })
    .nullish(),
  trigger_id: optionalText,
  response_url: optionalText,
  actions: z.array(z.object({ type: optionalText, action_id: optionalText, value: optionalText })).max(100),
});
type Clicked = z.infer<typeof Clicked>;

/** An interaction as what was said: a click on one of our buttons; everything else is nothing to us. */
export function clickKnock(payload: string, told: Told, settings: SlackSettings): Knock {
  const value = jsonOf(payload);
  const kind = z.object({ type: z.string() }).safeParse(value).data?.type;
  if (kind !== "block_actions") return { nothing: "no click" };
  const { data: clicked } = Clicked.safeParse(value);
  if (!clicked) return { nothing: "a click that cannot be read" };
  const [action, ...more] = clicked.actions;
  const token = action?.type === "button" && isOurs(action.action_id ?? "") ? action.value : undefined;
  if (token === undefined || token === null || more.length > 0) return { nothing: "no click on a button of ours" };
  const spoken = {
    team: clicked.team?.id,
    homeTeam: clicked.user?.team_id ?? undefined,
    user: clicked.user?.id ?? undefined,
    name: clicked.user?.username ?? undefined,
    channel: clicked.channel?.id ?? clicked.container?.channel_id ?? undefined,
    thread: threadOf(clicked),
    trigger: clicked.trigger_id ?? undefined,
    responseUrl: clicked.response_url ?? undefined,
    said: { token },
  };
  return knockOf(spoken, told, settings);
}

/** The thread of the message, or the message itself; on what one person alone sees no thread can hang. */
function threadOf({ message, container }: Clicked): string | undefined {
  const thread = message?.thread_ts ?? container?.thread_ts;
  if (thread) return thread;
  return container?.is_ephemeral ? undefined : (message?.ts ?? container?.message_ts ?? undefined);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
