import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { TestContext } from "node:test";
import { openStage, type StageOptions } from "../../../infra/local/stage.ts";
import { json } from "../../../infra/twin/api/answer.ts";
import { listen } from "../../../infra/twin/listen.ts";
import { send } from "../../../infra/twin/send.ts";
import type { Application, NewApplication } from "../../../infra/twin/state/application.ts";
import { linkKey, readLink } from "../../../lib/app/talk/links.ts";
import type { ByHandEntry } from "../../../lib/core/journal.ts";

export const startsAt = Date.UTC(2026, 10, 20, 9, 30);
const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

/** A page as a browser gets it. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where its only link leads, or where the browser is sent. */
  readonly next: string;
}

/** One browser: it keeps cookies, and follows nothing by itself. */
export function openBrowser() {
  const cookies = new Map<string, string>();
  async function open(url: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const headers = { ...(cookie !== "" && { cookie }) };
    const answer = await fetch(url, { redirect: "manual", headers, ...init });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const text = await answer.text();
    const href = /<a href="([^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    return { status: answer.status, headers: answer.headers, text, next: answer.headers.get("location") ?? href ?? "" };
  }
  return {
    cookies,
    open,
    /** Signs in at GitLab's page and answers it. */
    async answer(url: string, as: { readonly username: string } | { readonly decision: "deny" }): Promise<Page> {
      await open(url);
      const body = new URLSearchParams([...new URL(url).searchParams, ...Object.entries(as)]);
      return await open(new URL("/oauth/authorize", url).href, { method: "POST", body });
    },
  };
}
export type Browser = ReturnType<typeof openBrowser>;

/** A Penstock that people of two Slack workspaces can link to a twin with alice, bob and a bot. */
export async function linkStage(
  t: TestContext,
  options: Partial<StageOptions> & { readonly app?: Partial<NewApplication> } = {},
) {
  const logged: string[] = [];
  const log = {
    info: (what: string, fields = {}) => logged.push(JSON.stringify({ what, ...fields })),
    error: (what: string, fields = {}) => logged.push(JSON.stringify({ what, ...fields })),
  };
  const told: string[] = [];
  const slack = await listen(0, async (incoming, response) => {
    told.push(incoming?.body ?? "");
    await send(response, json(200, { ok: true }));
  });
  t.after(() => slack.close());
  let application: Application | undefined;
  const { app = {}, ...more } = options;
  const stage = await openStage({
    rules: [],
    startsAt,
    log,
    ...more,
    house: (twin) => ({
      chat: (url) => {
        const redirectUrl = `${url}/chat/link/callback`;
        application = twin.addApplication({ redirectUri: redirectUrl, ...app });
        const { id: clientId, secret } = application;
        return {
          slack: {
            source: "gitlab",
            workspaces: ["T1", "T2"],
            signingSecrets: [signingSecret],
            replyOrigins: [slack.url],
          },
          link: { clientId, redirectUrl, ...(application.isConfidential && { clientSecret: secret }) },
          buttonKey: "k".repeat(32),
          settings: { perMinute: 20 },
        };
      },
    }),
  });
  t.after(() => stage.close());
  const { twin, clock, house } = stage;
  for (const username of ["bob", "mallory"]) twin.addPerson({ username });

  let said = 0;
  /** Says something in a slash command. @returns what is answered at once */
  async function say(
    user: string,
    text: string,
    { team = "T1", name = user.toLowerCase(), trigger = `t${++said}` } = {},
  ) {
    const body = new URLSearchParams({
      command: "/penstock",
      text,
      team_id: team,
      user_id: user,
      user_name: name,
      channel_id: "C1",
      trigger_id: `${startsAt}.${trigger}`,
      response_url: `${slack.url}/commands/${team}/1/x`,
    }).toString();
    const timestamp = String(Math.floor(clock.now() / 1000));
    const digest = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    };
    const answer = await fetch(`${house.url}/chat/slack`, { method: "POST", headers, body });
    assert.equal(answer.status, 200);
    return await answer.text();
  }

  const speaker = (user: string, team = "T1") => ({ provider: "slack" as const, team, user });
  return {
    ...stage,
    logged,
    /** What was answered later, as Slack got it. */
    told,
    say,
    application: () => application ?? assert.fail("the house is not open yet"),
    /** The link that `link` is answered with. */
    async linkFor(user: string, more: { readonly team?: string; readonly name?: string } = {}): Promise<string> {
      const answer = await say(user, "link", more);
      return /http[^"|> ]*\/chat\/link\?state=[A-Za-z0-9._-]+/.exec(answer)?.[0] ?? assert.fail(answer);
    },
    /** All steps of a browser with that link. @returns the last page */
    async browse(link: string, username: string, browser = openBrowser()): Promise<Page> {
      const page = await browser.open(link);
      const back = await browser.answer(page.next, { username });
      return await browser.open(back.next);
    },
    async linkedTo(user: string, team = "T1"): Promise<string | undefined> {
      const text = await house.store.note(linkKey("gitlab", speaker(user, team)));
      return text === undefined ? undefined : readLink(text)?.username;
    },
    /** What people did to links: `link slack:T1/UALICE @alice`. */
    async words(): Promise<readonly string[]> {
      const entries = await house.store.entries(100);
      const byHand = entries.filter((entry): entry is ByHandEntry => entry.kind === "byHand");
      return byHand.map(({ step, who, person, what }) => `${step} ${who} @${person?.username} ${what}`);
    },
    idOf: (username: string) => twin.world.people.find((one) => one.username === username)?.id ?? 0,
  };
}
export type LinkStage = Awaited<ReturnType<typeof linkStage>>;

/** The code that the last page shows. */
export function codeIn({ text, status }: Page): string {
  return /<bdi>link ([2-9A-HJ-NP-Z]{8})<\/bdi>/.exec(text)?.[1] ?? assert.fail(`${status} ${text}`);
}
