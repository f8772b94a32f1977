import { type Answer, text, wrong } from "./answer.ts";
import { CommandAnswer, readJson } from "./foreign.ts";
import { showAnswer } from "./say.ts";
import type { World } from "./world.ts";

const lifeMillis = 30 * 60_000;
const mostUses = 5;

/**
 * An answer to a command that comes later: five in half an hour, whoever knows the address.
 * Source: github.com/mattermost/mattermost, server/channels/app/webhook.go, `HandleCommandWebhook`;
 * server/channels/web/webhook.go, `commandWebhook` (read 2026-11).
 */
export function answerHook(
  world: World,
  id: string,
  { body, isJson }: { readonly body: string; readonly isJson: boolean },
): Answer {
  const value = isJson ? readJson(body) : { text: body };
  if (value === undefined) return wrong(400, "web.command_webhook.parse.app_error");
  const hook = world.hooks.get(id);
  if (!hook || hook.at <= world.clock() - lifeMillis) return wrong(404, "app.command_webhook.get.missing");
  if (hook.uses >= mostUses) return wrong(400, "app.command_webhook.try_use.invalid");
  hook.uses++;
  const why = showAnswer(world, hook, CommandAnswer.parse(value));
  return why === undefined ? text(200, "ok") : wrong(500, "api.command.execute_command.create_post_failed.app_error");
}
