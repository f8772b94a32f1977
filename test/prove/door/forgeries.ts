import { below, pick, type Random } from "../../fuzz/random.ts";
import { type Letter, signedLetter, withHeader } from "./letter.ts";
import { type Forgery, flippedName, flippedText, type Loot, partsOf, signedNames } from "./loot.ts";
import { signatureForgeries } from "./signatureForgeries.ts";

function flippedBody(random: Random, { letter }: Loot): Letter {
  const body = Buffer.from(letter.body);
  const at = below(random, body.length);
  body[at] = (body[at] ?? 0) ^ (1 << below(random, 8));
  return { ...letter, body };
}

function changedBody(random: Random, { letter, other }: Loot): Letter | undefined {
  const body = Buffer.from(letter.body);
  const bom = Buffer.of(0xef, 0xbb, 0xbf);
  const text = body.toString("utf8");
  const at = below(random, body.length);
  const changed = pick<() => Uint8Array>(random, [
    () => Buffer.concat([bom, body]),
    () => Buffer.concat([body, Buffer.from(pick(random, ["\n", "\r\n", " ", "\0", "{}"]))]),
    () => Buffer.from(JSON.stringify(JSON.parse(text))),
    () => Buffer.from(JSON.stringify(JSON.parse(text), null, 2)),
    () => Buffer.from(text, "utf16le"),
    () => body.subarray(0, at),
    () => Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]),
    () => Buffer.concat([body, body]),
    () => Buffer.from(text.replace('"failed"', '"manual"').replace('"success"', '"manual"')),
    () => other.body,
    () => new Uint8Array(),
  ])();
  return body.equals(changed) ? undefined : { ...letter, body: changed };
}

/** Parts of two authentic letters in one. */
function mingled(random: Random, { letter, other }: Loot): Letter {
  const name = pick(random, signedNames);
  return withHeader(letter, name, other.headers[name]);
}

function dropped(random: Random, { letter }: Loot): Letter {
  const gone = signedNames.filter(() => random() < 0.4);
  const name = pick(random, signedNames);
  return [name, ...gone].reduce((left, one) => withHeader(left, one, random() < 0.2 ? "" : undefined), letter);
}

/** A header that was sent twice comes joined with a comma. */
function doubled(random: Random, { letter, other }: Loot): Letter {
  const name = pick(random, signedNames);
  const both = [letter.headers[name] ?? "", pick(random, [letter, other]).headers[name] ?? ""];
  return withHeader(letter, name, (random() < 0.5 ? both : both.toReversed()).join(pick(random, [",", ", "])));
}

function replayed(random: Random, { letter }: Loot): Letter {
  const seconds = pick(random, [301, 302, 600, 86_400, 31_536_000, 1e9]);
  return { ...letter, lateMillis: seconds * 1000 * (random() < 0.5 ? 1 : -1) };
}

const times = ["", "abc", "1e9", "-1", "0", "1.5", " 1", "01", "0x10", "NaN", "Infinity", "1e30", "9".repeat(13), "１"];

/** Rightly signed, but with a time or an id that no GitLab sends. */
function malformed(random: Random, { letter, key }: Loot): Letter {
  const { id, time } = partsOf(letter);
  if (random() < 0.5) {
    const odd = pick(random, [...times, `${time}.0`, `${time} `, `+${time}`, `0${time}`, `${time},${time}`]);
    return signedLetter(key, id, odd, letter.body);
  }
  const oddId = pick(random, ["", "a.b", "a b", "a,b", "é", "x".repeat(129), `${id}.${time}`, "a\n", "../x"]);
  return signedLetter(key, oddId, time, letter.body);
}

/** Moves the border between the id, the time and the body of a letter that was rightly signed. */
function movedBorder(_: Random, { letter, key }: Loot): Letter {
  const { id, time } = partsOf(letter);
  const whole = signedLetter(key, id, time, Buffer.concat([Buffer.from(`${time}.`), letter.body]));
  return { ...withHeader(whole, "webhook-id", `${id}.${time}`), body: letter.body };
}

/** A plain token, rightly or wrongly, where a signature is asked for. */
function downgraded(random: Random, { letter, secret, token }: Loot): Letter {
  const shown = pick(random, [token, secret, secret.slice(6), "", "undefined", "null"]);
  const bare = signedNames
    .filter((name) => name === "webhook-signature" || random() < 0.6)
    .reduce((left, name) => withHeader(left, name, undefined), letter);
  return withHeader(bare, "x-gitlab-token", shown);
}

/** The right signature where nobody may look for it. */
function elsewhere(random: Random, { letter }: Loot): Letter {
  const value = letter.headers["webhook-signature"] ?? "";
  const bare = withHeader(letter, "webhook-signature", undefined);
  const name = pick(random, [
    "webhook_signature",
    "x-webhook-signature",
    "svix-signature",
    "authorization",
    "signature",
  ]);
  return pick(random, [
    withHeader(bare, name, value),
    { ...bare, query: `webhook-signature=${encodeURIComponent(value)}` },
    { ...bare, cookies: [`webhook-signature=${value}`] },
  ]);
}

function misdeclared(random: Random, { letter }: Loot): Letter {
  return { ...letter, transport: random() < 0.5 ? "textCalledBase64" : "base64CalledText" };
}

/** By name, for the count. */
export const forgeries: Readonly<Record<string, Forgery>> = {
  ...signatureForgeries,
  "a bit of the body": flippedBody,
  "a bit of a signed header": (random, { letter }) => {
    const name = pick(random, signedNames);
    return withHeader(letter, name, flippedText(random, letter.headers[name] ?? ""));
  },
  "a bit of a header's name": (random, { letter }) => flippedName(random, letter, signedNames),
  "another body": changedBody,
  "parts of two": mingled,
  "a header dropped": dropped,
  "a header doubled": doubled,
  "replayed or early": replayed,
  "malformed id or time": malformed,
  "border moved": movedBorder,
  downgraded,
  "in another place": elsewhere,
  "body misdeclared": misdeclared,
};
