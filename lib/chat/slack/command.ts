import * as z from "zod";
import type { Knock } from "../provider.ts";
import type { SlackSettings } from "./settings.ts";
import { knockOf, type Told } from "./spoken.ts";

// Source: docs.slack.dev/interactivity/implementing-slash-commands, "App command payload" (read 2026-11). `user_name` may be
// somebody else's tomorrow, and `token` is Slack's old way to prove who it is: neither is believed.
const Command = z.object({
  command: z.string().regex(/^\//),
  text: z.string().default(""),
  team_id: z.string().optional(),
  user_id: z.string().optional(),
  user_name: z.string().optional(),
  channel_id: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
});

/** A slash command as what was said. It cannot be typed in a thread. */
export function commandKnock(form: Readonly<Record<string, string>>, told: Told, settings: SlackSettings): Knock {
  const { data: command } = Command.safeParse(form);
  if (!command) return { nothing: "neither a slash command nor a click" };
  const spoken = {
    team: command.team_id,
    user: command.user_id,
    name: command.user_name,
    channel: command.channel_id,
    trigger: command.trigger_id,
    responseUrl: command.response_url,
    said: { text: command.text },
  };
  return knockOf(spoken, told, settings);
}
