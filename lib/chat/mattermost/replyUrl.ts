/**
 * An answer is taken for half an hour, five at most.
 * Source: github.com/mattermost/mattermost, server/public/model/command_webhook.go, `CommandWebhookLifetime`, and
 * server/channels/app/webhook.go, `HandleCommandWebhook` (read 2026-11).
 */
export const replyMillis = 30 * 60_000;

/** Where answers may be posted, if it is of the server at that address: `{url}/hooks/commands/{id}`. */
export function replyUrl(text: string, serverUrl: string): string | undefined {
  const hooks = `${serverUrl.replace(/\/+$/, "")}/hooks/commands/`;
  if (!URL.canParse(text) || !URL.canParse(hooks)) return undefined;
  const [given, own] = [new URL(text), new URL(hooks)];
  const id = given.pathname.startsWith(own.pathname) ? given.pathname.slice(own.pathname.length) : "";
  return given.origin === own.origin && /^[a-z0-9]{26}$/.test(id) ? `${own.href}${id}` : undefined;
}
