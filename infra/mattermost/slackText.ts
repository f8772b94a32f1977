/**
 * What Mattermost makes of Slack's markup in an answer, unless it says `skip_slack_parsing`.
 * Source: github.com/mattermost/mattermost, server/channels/app/slack.go, `ProcessSlackText`, and
 * server/public/model/slack_compatibility.go (read 2026-11).
 */
export function slackText(text: string): string {
  return text
    .replace(/<!(channel|here|all|everyone)(\|[^>]*)?>/g, (_, who: string) => (who === "everyone" ? "@all" : `@${who}`))
    .replace(/<([a-z]+:[^|>]+)\|([^>]+)>/g, "[$2]($1)")
    .replace(/<([a-z]+:[^|>]+)>/g, "$1");
}
