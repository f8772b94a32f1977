import * as z from "zod";

const Said = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("described"),
    label: z.string().exactOptional(),
    userId: z.int().exactOptional(),
    scopes: z.array(z.string()).exactOptional(),
    expiresAt: z.int().nullable().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("untold"), words: z.string() }),
  z.strictObject({ kind: z.literal("refused"), words: z.string() }),
]);

const TokenNote = z.strictObject({
  /** A fingerprint of the values that were looked at: with another one it is time to look again. */
  mark: z.string(),
  seenAt: z.int(),
  said: Said,
  /** The alarm that was told last: days before the end. */
  told: z.int().exactOptional(),
});

/** What is kept of a token between two looks. */
export type TokenNote = z.infer<typeof TokenNote>;

/** A note as it was kept; `undefined` where there is none or another version wrote it. */
export function readTokenNote(text: string | undefined): TokenNote | undefined {
  try {
    return text === undefined ? undefined : TokenNote.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
