import { createHash } from "node:crypto";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { digestOf, keyOf, type Letter, withHeader } from "./letter.ts";
import { type Forgery, type Loot, partsOf, signedBy } from "./loot.ts";

function reversion(random: Random, { letter }: Loot): Letter {
  const version = pick(random, ["v0", "v2", "v10", "v1a", "V1", "1", "v", "v1=", "v1;v1", "ｖ1", "v1 ", " v1"]);
  const { digest } = partsOf(letter);
  return random() < 0.1 ? withHeader(letter, "webhook-signature", digest) : signedBy(letter, digest, version);
}

/** The digest in another spelling: every lenient reader of base64 takes some of them. */
function respelt(random: Random, { letter }: Loot): Letter | undefined {
  const { digest } = partsOf(letter);
  const bytes = Buffer.from(digest, "base64");
  const spelt = pick<() => string>(random, [
    () => digest.slice(0, below(random, digest.length)),
    () => digest.slice(1 + below(random, digest.length - 1)),
    () => digest.replace(/=+$/, ""),
    () => `${digest}${pick(random, ["=", "A", ",", " ", "\t", "\n", "\0", "%3D"])}`,
    () => bytes.toString("base64url"),
    () => digest.replaceAll("+", "-").replaceAll("/", "_"),
    () => bytes.toString("hex"),
    () => digest.toLowerCase(),
    () => encodeURIComponent(digest),
    () => Buffer.from(digest).toString("base64"),
    () => `${digest.slice(0, 20)}${pick(random, [" ", "\n", "\r\n"])}${digest.slice(20)}`,
    () => `"${digest}"`,
    () => "",
    () => bytes.toString("latin1"),
    () => lastBits(digest),
  ])();
  return spelt === digest ? undefined : signedBy(letter, spelt);
}

/** The last character before the padding holds two bits that mean nothing: another one decodes to the same bytes. */
function lastBits(digest: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const last = digest.at(-2) ?? "A";
  return `${digest.slice(0, -2)}${alphabet[alphabet.indexOf(last) ^ 1]}=`;
}

function foreignKey(random: Random, { letter, secret, token }: Loot): Letter {
  const { id, time } = partsOf(letter);
  const own = Buffer.from(secret.slice(6), "base64");
  const key = pick<() => Uint8Array>(random, [
    () => Buffer.alloc(32, 1 + below(random, 200)),
    () => Buffer.alloc(1),
    () => Buffer.from(secret),
    () => Buffer.from(secret.slice(6)),
    () => Buffer.from(token),
    () => own.subarray(0, 16 + below(random, 16)),
    () => Buffer.concat([own, Buffer.of(1 + below(random, 255))]),
    () => Buffer.from(own).reverse(),
  ])();
  return signedBy(letter, digestOf(keyOf(key), `${id}.${time}.`, letter.body));
}

/** The right key over something else, or by another algorithm. */
function otherMessage(random: Random, { letter, other, key }: Loot): Letter {
  const { id, time } = partsOf(letter);
  const { body } = letter;
  const digest = pick<() => string>(random, [
    () => digestOf(key, "", body),
    () => digestOf(key, `${id}.`, body),
    () => digestOf(key, `${time}.`, body),
    () => digestOf(key, `${time}.${id}.`, body),
    () => digestOf(key, `${id}${time}`, body),
    () => digestOf(key, `${id}.${time}.`, new Uint8Array()),
    () => digestOf(key, `${id}.${time}.`, other.body),
    () => digestOf(key, `${id}.${time}.`, body, "sha1"),
    () => digestOf(key, `${id}.${time}.`, body, "sha512"),
    () => createHash("sha256").update(`${id}.${time}.`).update(body).digest("base64"),
  ])();
  return signedBy(letter, digest);
}

function crowded(random: Random, { letter }: Loot): Letter {
  const wrong = Array.from(
    { length: 10 + below(random, 40) },
    (_, at) => `v1,${Buffer.alloc(32, at).toString("base64")}`,
  );
  return withHeader(letter, "webhook-signature", [...wrong, letter.headers["webhook-signature"]].join(" "));
}

/** A signature that is nearly right, or right for something else. */
export const signatureForgeries: Readonly<Record<string, Forgery>> = {
  "another version": reversion,
  "another spelling": respelt,
  "another key": foreignKey,
  "another message": otherMessage,
  "behind ten wrong ones": crowded,
};
