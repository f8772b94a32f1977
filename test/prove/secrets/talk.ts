import { createHmac, randomBytes } from "node:crypto";
import { personOf } from "../../../infra/twin/state/world.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import { sent } from "../door/letter.ts";
import type { Canaries } from "./canaries.ts";
import { channel, type Deployment, source, team } from "./deployment.ts";
import { plant, signing } from "./hooks.ts";
import { storeOf } from "./stored.ts";
import type { Run } from "./walk.ts";

const user = "u".repeat(26);
const asForm = { "content-type": "application/x-www-form-urlencoded" };

/** What people say in Mattermost, Slack, comments and with a browser, and what comes back from a chat that repeats it. */
export async function talkSteps(canaries: Canaries, at: Deployment, run: Run): Promise<void> {
  const { twin, gitlab, chat } = at;
  await link(at);
  const jobs = twin.world.projects.flatMap(({ pipelines }) => pipelines.flatMap((one) => one.jobs));
  const staging = jobs.findLast(({ name }) => name === "staging")?.id;
  const say = (text: string, token = canaries.commandToken) => run("chat", command(text, { token, chat: chat.url }));
  await say("help");
  await say(`play ${gitlab.url}/shop/api/-/jobs/${staging} REGION=${canaries.spokenValue}`);
  await say("help", `${canaries.commandToken}x`);
  await run("chat", {});
  for (const how of ["json", "text", "redirect"] as const) {
    await say("status");
    chat.always = how;
    await run("chat", {});
    chat.always = undefined;
  }
  for (const proof of ["right", "the secret"] as const) await run("chat", slackCommand(canaries, proof));
  const note = { object_kind: "note", object_attributes: { note: "/penstock help", noteable_type: "Job" } };
  await run("chat", sent(signing(canaries)(plant(JSON.stringify(note), canaries)), "/chat/gitlab/gitlab"));
  for (const path of ["/chat/link", "/chat/link/callback"]) {
    const query = `code=${canaries.personToken}&state=${canaries.jwt}`;
    const event = sent({ headers: {}, cookies: [`s=${canaries.jwt}`], body: Buffer.alloc(0), query }, path);
    await run("chat", { ...event, requestContext: { http: { method: "GET", path } } });
  }
}

async function link(at: Deployment): Promise<void> {
  const { store, close } = storeOf(at);
  const { id: userId } = personOf(at.twin.world, "jane");
  const key = linkKey(source, { provider: "mattermost", team, user });
  await store.putNote(key, JSON.stringify({ userId, username: "jane", at: systemClock() }), undefined);
  close();
}

function command(text: string, { token, chat }: { readonly token: string; readonly chat: string }) {
  const trigger = `${randomBytes(13).toString("hex")}:${user}:${systemClock()}:c2ln`;
  const form = new URLSearchParams({
    token,
    team_id: team,
    channel_id: channel,
    user_id: user,
    user_name: "jane",
    trigger_id: Buffer.from(trigger).toString("base64"),
    response_url: `${chat}/hooks/commands/${"r".repeat(26)}`,
    text,
  });
  const headers = { ...asForm, authorization: `Token ${token}` };
  return sent({ headers, body: Buffer.from(`${form}`) }, "/chat/mattermost");
}

function slackCommand({ slackSigning }: Canaries, proof: "right" | "the secret") {
  const seconds = `${Math.floor(systemClock() / 1000)}`;
  const form = { command: "/penstock", text: "help", team_id: "T0CANARY", user_id: "U0CANARY", channel_id: "C0CANARY" };
  const body = Buffer.from(`${new URLSearchParams({ ...form, trigger_id: "1.2.3" })}`);
  const signature = createHmac("sha256", slackSigning).update(`v0:${seconds}:${body}`).digest("hex");
  const headers = {
    ...asForm,
    "x-slack-request-timestamp": seconds,
    "x-slack-signature": `v0=${proof === "right" ? signature : slackSigning}`,
  };
  return sent({ headers, body }, "/chat/slack");
}
