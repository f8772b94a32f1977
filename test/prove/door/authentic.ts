import { below, pick, type Random } from "../../fuzz/random.ts";
import { digestOf, type Letter, withHeader } from "./letter.ts";
import { flippedText, type Loot } from "./loot.ts";

/** Changes that leave a letter authentic: a door that refuses these refuses too much, and proves nothing. */
export type Change = (random: Random, loot: Loot) => Letter;

const unsigned = ["content-type", "user-agent", "x-gitlab-event", "idempotency-key"] as const;

/** Whatever the scheme is. */
export const harmless: Readonly<Record<string, Change>> = {
  "authentic: as it came": (_, { letter }) => letter,
  "authentic: headers in another order": (random, { letter }) => ({
    ...letter,
    headers: Object.fromEntries(
      Object.entries(letter.headers)
        .map((entry) => ({ entry, place: random() }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ entry }) => entry),
    ),
  }),
  "authentic: names in another case": (random, { letter }) => ({
    ...letter,
    headers: Object.fromEntries(
      Object.entries(letter.headers).map(([name, value]) => [random() < 0.5 ? name.toUpperCase() : name, value]),
    ),
  }),
  "authentic: other headers": (random, { letter }) => {
    const name = pick(random, unsigned);
    const changed = withHeader(letter, name, flippedText(random, letter.headers[name] ?? "x"));
    return random() < 0.5 ? withHeader(changed, "x-forwarded-for", "198.51.100.7") : changed;
  },
  "authentic: not base64": (_, { letter }) => ({ ...letter, transport: "text" }),
};

/** Where the hook signs. */
export const harmlessSigned: Readonly<Record<string, Change>> = {
  "authentic: 300 s early or late": (random, { letter }) => ({
    ...letter,
    lateMillis: pick(random, [-300_000, -1_000, 1_000, 300_000]),
  }),
  "authentic: beside nine wrong signatures": (random, { letter }) => {
    const wrong = Array.from(
      { length: 1 + below(random, 9) },
      (_, at) => `v1,${Buffer.alloc(32, at).toString("base64")}`,
    );
    return withHeader(letter, "webhook-signature", [...wrong, letter.headers["webhook-signature"]].join(" "));
  },
  "authentic: beside another version's": (_, { letter }) =>
    withHeader(letter, "webhook-signature", `v2,x ${letter.headers["webhook-signature"]}`),
  "authentic: beside a wrong token": (_, { letter }) => withHeader(letter, "x-gitlab-token", "odd"),
  "authentic: signed anew": (random, { letter, key }) => {
    const id = `again-${below(random, 1e9)}`;
    const time = letter.headers["webhook-timestamp"] ?? "";
    const fresh = withHeader(letter, "webhook-id", id);
    return withHeader(fresh, "webhook-signature", `v1,${digestOf(key, `${id}.${time}.`, letter.body)}`);
  },
};
