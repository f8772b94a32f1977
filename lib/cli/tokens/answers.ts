import * as z from "zod";

// What the API answers about access tokens.

const Token = z.object({
  name: z.string(),
  state: z.enum(["valid", "expiring", "refused", "unknown"]),
  words: z.string(),
  seenAt: z.number(),
  label: z.string().exactOptional(),
  userId: z.int().exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  /** `null`: it never ends. */
  expiresAt: z.number().nullable().exactOptional(),
  days: z.int().exactOptional(),
});
export type TokenAnswer = z.infer<typeof Token>;

export const TokenList = z.object({ tokens: z.array(Token), now: z.number() });
