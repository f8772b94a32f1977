import * as z from "zod";
import { spanSeconds } from "../core/span.ts";
import { severities, tidings } from "../core/talkSettings.ts";
import { isGitLabUrl } from "./address.ts";
import { unknownChatSources, wrongChannels } from "./chatFaults.ts";
import { strict } from "./strict.ts";

/** The last part of an SSM parameter's name below `/penstock/STAGE/chat/`; it may hold several values, one a line. */
const Parameter = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: "expected the name of an SSM parameter: letters, digits, _, . and -" });
const Name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, { error: "expected letters, digits, - and _, at most 64" });
const SourceId = z.string().min(1);
const Address = z.string().refine(isGitLabUrl, { error: "expected an https address such as https://chat.example.com" });
const SlackId = (what: string) =>
  z.string().regex(/^[A-Z][A-Z0-9]{2,20}$/, { error: `expected the id of ${what}, such as T012AB3CD` });
const MattermostId = z
  .string()
  .regex(/^[a-z0-9]{26}$/, { error: "expected one of Mattermost's ids: 26 letters and digits" });

const slackKeys = ["source", "workspaces", "signing", "bot"];
const Slack = z.strictObject(
  {
    source: SourceId,
    workspaces: z.array(SlackId("a workspace")).min(1, { error: "expected at least one workspace" }),
    /** The app's signing secret. */
    signing: Parameter,
    /** The bot's token, `xoxb-…`; without it the app only answers. */
    bot: Parameter.exactOptional(),
  },
  strict(slackKeys),
);

const mattermostKeys = ["source", "url", "teams", "commands", "bot", "signingKeys"];
const Mattermost = z.strictObject(
  {
    source: SourceId,
    url: Address,
    teams: z.array(MattermostId).min(1, { error: "expected at least one team" }),
    /** The tokens of its slash commands. */
    commands: Parameter,
    bot: Parameter.exactOptional(),
    /** The server's public keys, `AsymmetricSigningPublicKey` of its `/api/v4/config/client?format=old`: they prove who spoke. */
    signingKeys: z
      .array(z.string().regex(/^[A-Za-z0-9+/=]{80,500}$/, { error: "expected the server's public key, in base64" }))
      .min(1)
      .exactOptional(),
  },
  strict(mattermostKeys),
);

const Comments = z.strictObject({ source: SourceId, token: Parameter }, strict(["source", "token"]));
const Link = z.strictObject(
  { source: SourceId, application: z.string().regex(/^[\x21-\x7e]{1,255}$/), secret: Parameter.exactOptional() },
  strict(["source", "application", "secret"]),
);

const channelKeys = ["slack", "mattermost", "team"];
const Channel = z
  .strictObject(
    {
      slack: SlackId("a channel").exactOptional(),
      mattermost: MattermostId.exactOptional(),
      /** Its workspace or team; missing: the first that is named. */
      team: z.string().exactOptional(),
    },
    strict(channelKeys),
  )
  .refine(({ slack, mattermost }) => (slack === undefined) !== (mattermost === undefined), {
    error: "expected either slack or mattermost: a channel's id",
  });

const routeKeys = ["source", "to", "tell", "rules", "projects", "severity", "digest"];
const RouteEntry = z.strictObject(
  {
    source: SourceId,
    to: Name,
    tell: z.array(z.enum(tidings)).min(1, { error: `expected at least one of ${tidings.join(", ")}` }),
    rules: z.array(z.string().min(1)).min(1).exactOptional(),
    projects: z
      .array(z.union([z.string().min(1), z.int().min(1)]))
      .min(1)
      .exactOptional(),
    severity: z.enum(severities).exactOptional(),
    digest: z
      .string()
      .refine((text) => isDigest(spanSeconds(text)), { error: "expected a span from 1m to 1d, such as 15m" })
      .exactOptional(),
  },
  strict(routeKeys),
);

function isDigest(seconds: number | undefined): boolean {
  return seconds !== undefined && seconds >= 60 && seconds <= 86_400;
}

const chatKeys = [
  "url",
  "buttons",
  "slack",
  "mattermost",
  "comments",
  "links",
  "operators",
  "perMinute",
  "channels",
  "routes",
];

/** The map `chat` of `penstock.yaml`, and, as JSON, the setting `PENSTOCK_CHAT`. It holds no secret, only names of parameters. */
export const Chat = z
  .strictObject(
    {
      /** Where this deployment's chat function is reached: buttons and links lead there. */
      url: Address,
      /** The key that our buttons are sealed with. */
      buttons: Parameter,
      slack: Slack.exactOptional(),
      mattermost: Mattermost.exactOptional(),
      comments: z.array(Comments).default([]),
      links: z.array(Link).default([]),
      /** GitLab's numbers of the users who may stop a whole source from chat, by source. */
      operators: z.record(z.string(), z.array(z.int().min(1))).default({}),
      perMinute: z.int().min(1).max(120).default(10),
      channels: z.record(Name, Channel).default({}),
      routes: z.array(RouteEntry).max(100).default([]),
    },
    strict(chatKeys),
  )
  .superRefine((chat, context) => {
    for (const { path, message } of wrongChannels(chat)) context.addIssue({ code: "custom", path: [...path], message });
  });
export type Chat = z.infer<typeof Chat>;

/** The map in the setting `PENSTOCK_CHAT`, `undefined` where it is blank; or what is wrong with it. */
export function readChat(text: string | undefined): { readonly chat?: Chat } | { readonly problems: string[] } {
  if (text === undefined || text === "") return {};
  try {
    const read = Chat.safeParse(JSON.parse(text));
    if (read.success) return { chat: read.data };
    return {
      problems: read.error.issues.map(
        ({ path, message }) => `PENSTOCK_CHAT does not fit: ${path.join(".")}: ${message.replaceAll("\n", "; ")}`,
      ),
    };
  } catch {
    return { problems: ["PENSTOCK_CHAT is no JSON: let npm run build write it from penstock.yaml"] };
  }
}

/** What is wrong with the setting `PENSTOCK_CHAT` where there are these sources; without them, whatever they are. */
export function chatProblems(text: string | undefined, ids?: readonly string[]): string[] {
  const read = readChat(text);
  if ("problems" in read) return read.problems;
  const faults = read.chat && ids ? unknownChatSources(read.chat, ids) : [];
  return faults.map(({ path, message }) => `PENSTOCK_CHAT does not fit: ${path.join(".")}: ${message}`);
}
