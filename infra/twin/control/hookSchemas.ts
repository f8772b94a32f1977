import * as z from "zod";
import { hookWords } from "../hooks/kinds.ts";

// What the control reads about hooks. Unknown fields are errors; defaults are the twin's own.

const text = (what: string) => z.string({ error: `give ${what}` }).min(1, { error: `give ${what}` });
const flag = z.boolean({ error: "give true or false" });
const share = z.number({ error: "give a share, 0 to 1" }).min(0).max(1);
const whole = z.int({ error: "give a whole number" }).nonnegative();
const number = z.int({ error: "give its number" }).positive();

const hook = {
  url: z.url({ protocol: /^https?$/, error: "give an http or https address" }),
  token: text("a secret token").exactOptional(),
  signingToken: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, { error: "give whsec_ and base64" })
    .exactOptional(),
  template: text('a template such as {"status": "{{build_status}}"}').exactOptional(),
  headers: z.record(z.string().regex(/^[\w-]+$/, { error: "give a header's name" }), z.string()).exactOptional(),
  events: z
    .array(z.enum(hookWords, { error: `give some of ${hookWords.join(", ")}` }), { error: "give a list" })
    .min(1, { error: `give some of ${hookWords.join(", ")}` }),
};

export const GivenHook = z.strictObject(hook);

export const GivenGroupHook = z.strictObject({ group: text("a group's full path"), ...hook });

export const GivenHabits = z.strictObject({
  duplicate: share.exactOptional(),
  reorder: whole.exactOptional(),
  lose: share.exactOptional(),
  seed: whole.exactOptional(),
});

export const GivenHookSettings = z.strictObject({
  disablesFailingHooks: flag.exactOptional(),
  hookTimeoutSeconds: z.number({ error: "give seconds" }).positive().exactOptional(),
  pipelinePayloads: z.enum(["late", "atOnce"], { error: "give late or atOnce" }).exactOptional(),
  isSilent: flag.exactOptional(),
  hookCallsPerMinute: whole.exactOptional(),
  mostPushedTags: whole.exactOptional(),
  largestHookBytes: whole.exactOptional(),
});

const matching = {
  event: z.enum(hookWords, { error: `give one of ${hookWords.join(", ")}` }).exactOptional(),
  hook: number.exactOptional(),
  job: number.exactOptional(),
  pipeline: number.exactOptional(),
  status: text("a status").exactOptional(),
};

export const GivenMatching = z.strictObject(matching);
export type GivenMatching = z.infer<typeof GivenMatching>;

export const GivenCount = z.strictObject({ count: number.exactOptional(), ...matching });

export const GivenComment = z.strictObject({
  text: text("a text"),
  by: text("a username"),
  on: z.strictObject({
    commit: text("a sha").exactOptional(),
    mergeRequest: number.exactOptional(),
    issue: number.exactOptional(),
    snippet: number.exactOptional(),
  }),
  isInternal: flag.exactOptional(),
  isConfidential: flag.exactOptional(),
  isSystem: flag.exactOptional(),
  inReplyTo: number.exactOptional(),
});

export const GivenTagPush = z.strictObject({
  tags: z.array(text("a tag"), { error: "give a list of tags" }).min(1, { error: "give a tag" }),
  by: text("a username"),
  sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/, { error: "give a commit's whole sha" })
    .exactOptional(),
  message: text("a message").exactOptional(),
  isDeletion: flag.exactOptional(),
});
