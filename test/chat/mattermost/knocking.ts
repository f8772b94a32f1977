import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mattermostEar } from "../../../lib/chat/mattermost/ear.ts";
import { sealedContext } from "../../../lib/chat/mattermost/key.ts";
import type { MattermostSettings } from "../../../lib/chat/mattermost/settings.ts";
import type { Knocked, Knocking } from "../../../lib/chat/provider.ts";

export const now = Date.UTC(2026, 10, 20, 9, 30);

const server = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
export const stranger = generateKeyPairSync("ec", { namedCurve: "prime256v1" });

/** Ids as Mattermost makes them. */
export const ids = {
  team: "tsb8crrn5tgqtedpkt81b4tcya",
  otherTeam: "carya1qs77bemjup96ff538snh",
  channel: "i3bb9xfyqt8rtbyshmyhgsj16c",
  user: "k1x4aqdjy3813c84m771eoc9xo",
  otherUser: "aoa1agao6t8fmx3ikt1j9w5ybw",
  post: "jux16pkewjrkfj3ehep1psxyxc",
  root: "qmd5oqtwoibz8cuzxzg5ekshgr",
  hook: "zozc1xwxybdedeyz8djwjpngny",
  token: "nezum4kpu3faiec7r7c5zt6tfy",
  newToken: "okwexkjpe7ygb8eq1ww58t483w",
} as const;

export const settings: MattermostSettings = {
  source: "gitlab",
  url: "https://chat.example.com",
  teams: [ids.team],
  commandTokens: [ids.token],
  signingKeys: [server.publicKey.export({ type: "spki", format: "der" }).toString("base64")],
  actionsUrl: "https://penstock.example.com/chat/mattermost",
};

/** A trigger; `key`: who signs it. */
export function trigger(given: { user?: string; at?: number; id?: string; key?: KeyObject } = {}): string {
  const { user = ids.user, at = now, id = "4md3yr7cjbd1pcrsk46j9zm1oc", key = server.privateKey } = given;
  const data = `${id}:${user}:${at}:`;
  const signature = sign("sha256", Buffer.from(data), { key, dsaEncoding: "der" }).toString("base64");
  return Buffer.from(data + signature).toString("base64");
}

type Fields = Readonly<Record<string, string>>;

export function commandFields(more: Fields = {}): Fields {
  return {
    channel_id: ids.channel,
    channel_name: "town-square",
    command: "/penstock",
    response_url: `https://chat.example.com/hooks/commands/${ids.hook}`,
    root_id: "",
    team_domain: "shop",
    team_id: ids.team,
    text: "why https://gitlab.example.com/shop/api/-/jobs/42",
    token: ids.token,
    trigger_id: trigger(),
    user_id: ids.user,
    user_name: "tester",
    ...more,
  };
}

export function command(fields: Fields = commandFields(), headers: Fields = {}): Knocking {
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Token ${fields.token}`,
      ...headers,
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
    now,
  };
}

export const context = sealedContext({ token: "a-token", team: ids.team, thread: "post" }, ids.token);

export function clickFields(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    user_id: ids.user,
    user_name: "tester",
    channel_id: ids.channel,
    channel_name: "town-square",
    team_id: ids.team,
    team_domain: "shop",
    post_id: ids.post,
    trigger_id: trigger(),
    type: "button",
    data_source: "",
    context,
    ...more,
  };
}

export function click(fields: unknown = clickFields()): Knocking {
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(fields)), now };
}

export function knock(request: Knocking, more: Partial<MattermostSettings> = {}) {
  return mattermostEar({ ...settings, ...more }).knock(request);
}

/** @throws Error when it was not believed */
export function heard(request: Knocking, more: Partial<MattermostSettings> = {}): Knocked {
  const knocked = knock(request, more);
  if (!("speaker" in knocked)) throw new Error(JSON.stringify(knocked));
  return knocked;
}
