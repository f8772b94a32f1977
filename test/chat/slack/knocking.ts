import { createHmac } from "node:crypto";
import type { Knock, Knocked, Knocking } from "../../../lib/chat/provider.ts";
import { slackEar } from "../../../lib/chat/slack/ear.ts";
import type { SlackSettings } from "../../../lib/chat/slack/settings.ts";

export const now = Date.UTC(2026, 10, 20, 9, 30);
export const secret = "8f742231b10e8888abcd99yyyzzz85a5";

export const settings: SlackSettings = {
  source: "gitlab",
  workspaces: ["T012AB3C4"],
  signingSecrets: [secret],
  botToken: "xoxb-12-34",
};

/** A slash command as Slack sends it, written by hand after its documentation. */
export function commandFields(changes: Readonly<Record<string, string | undefined>> = {}): URLSearchParams {
  const fields = {
    token: "gIkuvaNzQIHg97ATvDxqgjtO",
    team_id: "T012AB3C4",
    team_domain: "example",
    enterprise_id: "E0001",
    channel_id: "C2147483705",
    channel_name: "deploys",
    user_id: "U2147483697",
    user_name: "steve",
    command: "/penstock",
    text: "why https://gitlab.example.com/shop/api/-/jobs/42",
    response_url: "https://hooks.slack.com/commands/T012AB3C4/1234/aBc9",
    trigger_id: "13345224609.738474920.8088930838d88f008e0",
    api_app_id: "A123456",
    is_enterprise_install: "false",
    ...changes,
  };
  const given = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given);
}

/** A click on a button of ours, in the same way. */
export function clickFields(changes: Readonly<Record<string, unknown>> = {}): URLSearchParams {
  const payload = {
    type: "block_actions",
    team: { id: "T012AB3C4", domain: "example" },
    user: { id: "U2147483697", username: "steve", team_id: "T012AB3C4" },
    api_app_id: "A123456",
    container: { type: "message", message_ts: "1548261231.000200", channel_id: "C2147483705", is_ephemeral: false },
    trigger_id: "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    channel: { id: "C2147483705", name: "deploys" },
    message: { type: "message", ts: "1548261231.000200", text: "a gate waits" },
    response_url: "https://hooks.slack.com/actions/T012AB3C4/1232321423432/D09sSasdasdAS9091209",
    actions: [{ type: "button", action_id: "penstock-0", block_id: "b1", value: "a-token", action_ts: "1548426417.8" }],
    ...changes,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) });
}

/** A body signed as Slack signs, by this file's own code. */
export function signed(
  body: string | URLSearchParams,
  { at = now, key = secret, more = {} }: { at?: number; key?: string; more?: Record<string, string | undefined> } = {},
): Knocking {
  const text = body.toString();
  const seconds = Math.floor(at / 1000);
  const mac = createHmac("sha256", key).update(`v0:${seconds}:${text}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": `v0=${mac}`,
    ...more,
  };
  return { headers, body: Buffer.from(text), now };
}

export function knock(request: Knocking, changes: Partial<SlackSettings> = {}): Knock {
  return slackEar({ ...settings, ...changes }).knock(request);
}

/** What was heard. @throws Error where nothing was */
export function heard(request: Knocking, changes: Partial<SlackSettings> = {}): Knocked {
  const told = knock(request, changes);
  if ("refused" in told || "nothing" in told) throw new Error(JSON.stringify(told));
  return told;
}
