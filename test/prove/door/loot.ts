import type { KeyObject } from "node:crypto";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { type Letter, withHeader } from "./letter.ts";

/** What a forger starts from: authentic letters that he heard, and what he may have stolen. */
export interface Loot {
  readonly letter: Letter;
  /** Another authentic letter, of another id, moment and body. */
  readonly other: Letter;
  /** The live key: for what is rightly signed and must be refused all the same. */
  readonly key: KeyObject;
  /** The text of the live signing secret. */
  readonly secret: string;
  /** A live plain token. */
  readonly token: string;
}

/** Makes of an authentic letter one that must be refused; `undefined` where it cannot be told from the authentic one. */
export type Forgery = (random: Random, loot: Loot) => Letter | undefined;

export const signedNames = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/** The letter's id, time and signature without its version. */
export function partsOf({ headers }: Letter) {
  const signature = headers["webhook-signature"] ?? "";
  return { id: headers["webhook-id"] ?? "", time: headers["webhook-timestamp"] ?? "", digest: signature.slice(3) };
}

export function signedBy(letter: Letter, digest: string, version = "v1"): Letter {
  return withHeader(letter, "webhook-signature", `${version},${digest}`);
}

export function flippedText(random: Random, text: string): string {
  const bytes = Buffer.from(text, "latin1");
  const at = below(random, bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
  return bytes.toString("latin1");
}

export function flippedName(random: Random, letter: Letter, names: readonly string[]): Letter | undefined {
  const name = pick(random, names);
  const forged = flippedText(random, name);
  if (forged.toLowerCase() === name) return undefined;
  const { [name]: value = "", ...others } = letter.headers;
  return { ...letter, headers: { ...others, [forged]: value } };
}
