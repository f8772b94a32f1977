import * as z from "zod";

/** What integrations and bots send, as loosely as Mattermost reads it. */
const ActionIn = z.object({
  id: z.string().catch(""),
  name: z.string().min(1),
  style: z.string().catch("default"),
  integration: z.object({ url: z.string(), context: z.record(z.string(), z.unknown()).catch({}) }),
});

const AttachmentIn = z.object({
  color: z.string().catch(""),
  text: z.string().catch(""),
  fallback: z.string().catch(""),
  actions: z.array(ActionIn).catch([]),
});

const Attachments = z.array(AttachmentIn).catch([]);

export const PostIn = z.object({
  channel_id: z.string().catch(""),
  root_id: z.string().catch(""),
  message: z.string().catch(""),
  props: z.object({ attachments: Attachments }).catch({ attachments: [] }),
});
export type PostIn = z.infer<typeof PostIn>;

export const EphemeralIn = z.object({ user_id: z.string().catch(""), post: PostIn });

export const PatchIn = z.object({
  message: z.string().exactOptional(),
  props: z.object({ attachments: Attachments }).exactOptional(),
});

/** What a slash command is answered with. */
export const CommandAnswer = z.object({
  response_type: z.string().catch(""),
  text: z.string().catch(""),
  attachments: Attachments,
  skip_slack_parsing: z.boolean().catch(false),
});
export type CommandAnswer = z.infer<typeof CommandAnswer>;

/** What a click is answered with. */
export const ClickAnswer = z.object({
  ephemeral_text: z.string().catch(""),
  skip_slack_parsing: z.boolean().catch(false),
  update: z
    .object({
      message: z.string().catch(""),
      props: z.object({ attachments: Attachments }).exactOptional(),
    })
    .nullish()
    .catch(undefined),
});
export type ClickAnswer = z.infer<typeof ClickAnswer>;

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
