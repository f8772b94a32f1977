import type { Instant } from "../../../lib/core/time.ts";
import { type Random, randomOf, seedFrom } from "../../simulation/random.ts";

/** What hits a request. `isDone`: GitLab does it all the same. */
export type Trouble =
  | { readonly kind: "refused" }
  | { readonly kind: "silent"; readonly isDone: boolean }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

const ways = ["refused", "silent", "gateway", "throttled", "bareThrottled"] as const;
type Way = (typeof ways)[number];

interface Spell {
  readonly until: Instant;
  readonly way: Way;
}

/**
 * A GitLab that is away from one moment to another, in changing ways: no connection, no answer (of which some was done all
 * the same), a gateway's 503, and 429 with and without a word on how long. Nothing comes through meanwhile.
 */
export function awayBetween(seed: number, from: Instant, to: Instant): (at: Instant) => Trouble | undefined {
  const random = randomOf(seedFrom(seed, "away"));
  const spells = spellsOf(random, from, to);
  return (at) => {
    if (at < from || at >= to) return undefined;
    const spell = spells.find(({ until }) => at < until);
    return troubleOf(spell?.way ?? "refused", random);
  };
}

/** Each way has its turn, and the turns are of different lengths. */
function spellsOf(random: Random, from: Instant, to: Instant): readonly Spell[] {
  const turns = random.whole(ways.length, 2 * ways.length);
  const first = random.whole(0, ways.length - 1);
  const lengths = Array.from({ length: turns }, () => 0.2 + random.next());
  const whole = lengths.reduce((all, one) => all + one, 0);
  let at = from;
  return lengths.map((length, turn) => {
    at += ((to - from) * length) / whole;
    return { until: at, way: ways[(first + turn) % ways.length] ?? "refused" };
  });
}

const page = { "content-type": "text/html" };
const plain = { "content-type": "text/plain" };

function troubleOf(way: Way, random: Random): Trouble {
  switch (way) {
    case "refused":
      return { kind: "refused" };
    case "silent":
      return { kind: "silent", isDone: random.chance(0.3) };
    case "gateway":
      return { kind: "answer", status: 503, headers: page, body: "<html>503 Service Unavailable</html>" };
    case "throttled":
      return { kind: "answer", status: 429, headers: { ...plain, "retry-after": "60" }, body: "Retry later\n" };
    case "bareThrottled":
      return { kind: "answer", status: 429, headers: plain, body: "Retry later\n" };
    default:
      return way satisfies never;
  }
}
