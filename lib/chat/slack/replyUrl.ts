/** Slack's own, and that of its instance for the US government. */
const slackOrigins: readonly string[] = ["https://hooks.slack.com", "https://hooks.slack-gov.com"];

const longestUrl = 500;

/**
 * An address that takes answers, as it may be posted to: of an allowed origin, with a plain path and nothing else. Whatever
 * else stands in a request, even in Slack's, is no address for us.
 *
 * @param more origins that are allowed beside Slack's own
 */
export function replyUrl(text: string | undefined, more: readonly string[] = []): string | undefined {
  if (text === undefined || text.length > longestUrl) return undefined;
  const url = URL.parse(text);
  if (!url || ![...slackOrigins, ...more].includes(url.origin)) return undefined;
  if (!/^(\/[A-Za-z0-9_-]+)+$/.test(url.pathname)) return undefined;
  // the whole text, so that no user, query or fragment is in it, and no other spelling
  return text === url.origin + url.pathname ? text : undefined;
}
