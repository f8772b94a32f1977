import type { TestContext } from "node:test";
import { serveSlack } from "../../infra/slack/serve.ts";
import { createSlack, type SlackOptions } from "../../infra/slack/slack.ts";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serve } from "../gitlab/server.ts";

export const signingSecret = "a secret of this test";
export const botToken = "xoxb-of-this-test";

/** A small Slack, and an app that answers each request as it is told; what it was asked is kept. */
export async function openSlack(t: TestContext, options: Partial<SlackOptions> = {}) {
  const clock = virtualClock();
  const said: { answer: { status: number; type?: string; body?: string } | "never" } = { answer: { status: 200 } };
  const app = await serve(t, (_, response) => {
    if (said.answer === "never") return;
    const { status, type = "application/json", body = "" } = said.answer;
    response.writeHead(status, { "content-type": type }).end(body);
  });
  const slack = createSlack({ clock: clock.now, signingSecret, botToken, requestUrl: `${app.url}/app`, ...options });
  const served = await serveSlack(slack);
  t.after(() => served.close());
  const [alice, bob] = [slack.addUser("alice"), slack.addUser("bob")];
  const deploys = slack.addChannel("deploys", { members: [alice, bob] });

  /** Calls a method of the Web API, or answers at a response URL. */
  async function send(url: string, body: unknown, token: string | undefined = botToken) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== "" && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    const value = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : { text };
    return { status: answer.status, wait: answer.headers.get("retry-after"), ...value } as Record<string, unknown>;
  }
  const call = (method: string, body: unknown, token?: string) => send(`${served.apiUrl}/${method}`, body, token);
  /** The form that the app got last. */
  const form = () => new URLSearchParams(app.seen.at(-1)?.body);
  return { clock, slack, served, app, said, alice, bob, deploys, send, call, form };
}

export const button = (changes: Record<string, unknown> = {}) => ({
  type: "actions",
  elements: [
    { type: "button", action_id: "a", text: { type: "plain_text", text: "Go", emoji: false }, value: "v", ...changes },
  ],
});

export const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
