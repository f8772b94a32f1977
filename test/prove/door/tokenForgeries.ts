import { createHash } from "node:crypto";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { digestOf, keyOf, type Letter, withHeader } from "./letter.ts";
import { type Forgery, flippedName, flippedText, type Loot } from "./loot.ts";

const name = "x-gitlab-token";

function respelt(random: Random, { letter, token }: Loot): Letter {
  const at = 1 + below(random, token.length - 1);
  const shown = pick<() => string>(random, [
    () => "",
    () => " ",
    () => token.slice(0, at),
    () => token.slice(at),
    () => `${token}${pick(random, ["x", " ", "\0", "\t", ",", `,${token}`, `, ${token}`])}`,
    () => ` ${token}`,
    () => token.toUpperCase(),
    () => `Bearer ${token}`,
    () => `"${token}"`,
    () => token.replace("a", "а"),
    () => token.normalize("NFKD").split("").reverse().join(""),
    () => createHash("sha256").update(token).digest("hex"),
    () => createHash("sha256").update(token).digest("base64"),
    () => Buffer.from(token).toString("base64"),
    () => encodeURIComponent(`${token} `),
    () => "undefined",
  ])();
  return withHeader(letter, name, shown);
}

function elsewhere(random: Random, { letter, token }: Loot): Letter {
  const bare = withHeader(letter, name, undefined);
  const other = pick(random, ["authorization", "private-token", "x_gitlab_token", "gitlab-token", "x-gitlab-event"]);
  return pick(random, [
    withHeader(bare, other, token),
    withHeader(bare, "authorization", `Bearer ${token}`),
    { ...bare, query: `x-gitlab-token=${token}&token=${token}` },
    { ...bare, cookies: [`x-gitlab-token=${token}`] },
    { ...bare, body: Buffer.from(JSON.stringify({ "x-gitlab-token": token })) },
  ]);
}

/** A signature of our own making, which no plain token's hook sends. */
function signed(random: Random, { letter, token, secret }: Loot): Letter {
  const key = keyOf(Buffer.from(pick(random, [token, secret, secret.slice(6), " "])));
  const headers = { "webhook-id": "d1", "webhook-timestamp": "1795251600" };
  const digest = digestOf(key, "d1.1795251600.", letter.body);
  const bare = withHeader(letter, name, undefined);
  return { ...bare, headers: { ...bare.headers, ...headers, "webhook-signature": `v1,${digest}` } };
}

/** What must be refused where the hook shows a plain token. */
export const tokenForgeries: Readonly<Record<string, Forgery>> = {
  "token: a bit of it": (random, { letter, token }) => withHeader(letter, name, flippedText(random, token)),
  "token: a bit of the name": (random, { letter }) => flippedName(random, letter, [name]),
  "token: another spelling": respelt,
  "token: missing": (_, { letter }) => withHeader(letter, name, undefined),
  "token: another hook's": (random, { letter, secret }) =>
    withHeader(letter, name, pick(random, [secret, "a-token-of-another-hook", "glpat-0123456789abcdefghij"])),
  "token: in another place": elsewhere,
  "token: a signature instead": signed,
};
