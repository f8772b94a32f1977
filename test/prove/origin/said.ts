import { createHmac } from "node:crypto";
import { createMattermost } from "../../../infra/mattermost/mattermost.ts";
import { mattermostEar } from "../../../lib/chat/mattermost/ear.ts";
import { mattermostMouth } from "../../../lib/chat/mattermost/mouth.ts";
import type { Ear, Knock, Mouth } from "../../../lib/chat/provider.ts";
import { slackEar } from "../../../lib/chat/slack/ear.ts";
import { slackMouth } from "../../../lib/chat/slack/mouth.ts";
import { sentence } from "../../../lib/core/message.ts";
import { pick, type Random, randomOf } from "../../fuzz/random.ts";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";
import { openHostileGitLab } from "./gitlab.ts";
import { openStranger } from "./stranger.ts";
import { type Ports, trapUrl } from "./traps.ts";

const now = Date.UTC(2026, 10, 20, 9);
const bot = "xoxb-canary-0123456789abcdef";
const signing = "the-app's-signing-secret";

/** One chat: a genuine request with another address to answer at, and the way to answer. */
interface Chat {
  readonly ear: Ear;
  readonly mouth: Mouth;
  knock(replyUrl: string, trap: string): Knock;
  /** Where its answers are posted. */
  readonly rightReply: string;
}

function slack(own: number): Chat {
  const origin = `http://127.0.0.1:${own}`;
  const settings = { source: "gitlab", workspaces: ["T1234"], signingSecrets: [signing], botToken: bot };
  const all = { ...settings, apiUrl: `${origin}/api`, replyOrigins: [origin] };
  const ear = slackEar(all);
  return {
    ear,
    mouth: slackMouth({ ...all, clock: () => now, callTimeoutSeconds: 5 }),
    rightReply: `${origin}/commands/T1234/reply`,
    knock(replyUrl, trap) {
      const form = {
        command: "/penstock",
        text: `why ${trap}`,
        team_id: "T1234",
        user_id: "U1234",
        channel_id: "C1234",
        user_name: trap,
        trigger_id: "1.2.3",
        response_url: replyUrl,
      };
      const body = Buffer.from(new URLSearchParams(form).toString());
      const seconds = String(now / 1000);
      const digest = createHmac("sha256", signing).update(`v0:${seconds}:`).update(body).digest("hex");
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": seconds,
        "x-slack-signature": `v0=${digest}`,
      };
      return ear.knock({ headers, body, now });
    },
  };
}

/** @param form a genuine command */
function mattermost(own: number, form: URLSearchParams): Chat {
  const url = `http://127.0.0.1:${own}`;
  const tokens = { commandTokens: [form.get("token") ?? ""], botToken: bot };
  const settings = { source: "gitlab", url, teams: [form.get("team_id") ?? ""], ...tokens };
  const all = { ...settings, actionsUrl: "https://chat.example.com/chat/mattermost" };
  const ear = mattermostEar(all);
  return {
    ear,
    mouth: mattermostMouth({ ...all, clock: () => now }),
    rightReply: `${url}/hooks/commands/${"a".repeat(26)}`,
    knock(replyUrl, trap) {
      const changed = new URLSearchParams(form);
      for (const [name, value] of [
        ["response_url", replyUrl],
        ["text", `why ${trap}`],
        ["user_name", trap],
      ] as const)
        changed.set(name, value);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return ear.knock({ headers, body: Buffer.from(changed.toString()), now });
    },
  };
}

/** What a command holds: nobody is asked for it. */
async function genuineForm(): Promise<URLSearchParams> {
  const server = createMattermost({ clock: () => now });
  const team = server.addTeam("shop").id;
  const user = server.addUser("alice").id;
  const channel = server.addChannel({ team, name: "deploys", members: [user] }).id;
  server.addCommand({ team, trigger: "penstock", url: "http://127.0.0.1:1/nobody" });
  const { sent } = await server.say({ user, channel, text: "/penstock help" });
  return new URLSearchParams(sent?.body ?? "");
}

/** One command whose answer shall go astray, and what is said to it. */
async function oneCase(chat: Chat, random: Random, ports: Ports, tally: Tally): Promise<void> {
  const { pathname } = new URL(chat.rightReply);
  const isRight = random() < 0.2;
  const url = isRight ? chat.rightReply : trapUrl(random, ports, pick(random, [pathname, "/", `${pathname}/../..`]));
  const told = chat.knock(url, trapUrl(random, ports, "/shop/api/-/jobs/1"));
  if (!("place" in told)) return tally.met(`${chat.mouth.provider}: not believed`);
  const hasReply = "reply" in told.place && told.place.reply !== undefined;
  tally.met(`${chat.mouth.provider}: ${isRight ? "right" : "wrong"} address, ${hasReply ? "taken" : "left out"}`);
  const message = sentence("ok", { link: trapUrl(random, ports, "/shop/api"), text: "here" });
  const sent = await chat.mouth.send(told.place, message);
  if ("ref" in sent && sent.ref !== undefined) await chat.mouth.change(told.place, sent.ref, message);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const [stranger, tally] = [await openStranger(), newTally()];
  const server = await openHostileGitLab(stranger.port);
  const ports = { own: server.port, foreign: stranger.port };
  const chats = [slack(server.port), mattermost(server.port, await genuineForm())];
  for (let at = 0; at < cases; at++) {
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ at);
    server.draw(random, false);
    await oneCase(pick(random, chats), random, ports, tally);
    for (const { headers, path } of server.take()) {
      tally.met("requests to the chat");
      if (headers.host !== `127.0.0.1:${server.port}` || path.includes(bot))
        tally.broke(`seed ${seed}, case ${at}: the chat was asked for ${path} of ${headers.host}`);
    }
    for (const came of stranger.came.splice(0))
      tally.broke(
        `seed ${seed}, case ${at}: a stranger was asked: ${came.split("\r\n")[0]}${came.includes(bot) ? ", with the bot's token" : ""}`,
      );
  }
  for (const { mouth } of chats) await mouth.close();
  server.close();
  stranger.close();
  return tally.shown(cases);
}

/** Answers go to the chat alone. */
export const said: Proof = {
  promises: ["P42"],
  says: "whatever response URL a genuine command brings, and wherever the chat then points, answers and the bot's token go to the configured Slack or Mattermost alone",
  cases: { onPush: 400, byProve: 50_000 },
  run,
};
