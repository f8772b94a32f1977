import { joinKey, type LedgerKey } from "./key.ts";
import { type Instant, instantText } from "./time.ts";

/** What GitLab says of one of our access tokens to itself. */
export type TokenSaid =
  | {
      readonly kind: "described";
      /** What it was called when it was made. */
      readonly label?: string;
      readonly userId?: number;
      readonly scopes?: readonly string[];
      /** Invalid from then on; `null`: never; missing: GitLab does not tell. */
      readonly expiresAt?: Instant | null;
    }
  /** It is accepted, and GitLab tells no more: why, and what to do. */
  | { readonly kind: "untold"; readonly words: string }
  | { readonly kind: "refused"; readonly words: string };

/** An access token as Penstock saw it last; never its value. */
export interface TokenStanding {
  /** `act`, `clean`, `read` or `hooks`. */
  readonly name: string;
  readonly state: "valid" | "expiring" | "refused" | "unknown";
  /** What is so, and what to do; for people. */
  readonly words: string;
  readonly seenAt: Instant;
  readonly label?: string;
  /** GitLab's number of the user whose it is. */
  readonly userId?: number;
  readonly scopes?: readonly string[];
  readonly expiresAt?: Instant | null;
  /** Whole days that are left. */
  readonly days?: number;
}

/** Where a source's tokens stand in the ledger: one item for each. */
export function tokenScope(source: string): string {
  return `token#${joinKey(source)}`;
}

export function tokenKey(source: string, name: string): LedgerKey {
  return { scope: tokenScope(source), key: name };
}

const dayMillis = 86_400_000;
/** So many days before its end an error is told, each once; on the last day with every look. */
const alarmDays = [1, 7, 14, 30] as const;
/** Whoever has so few days left must act now. */
const urgentDays = 7;

/** Whole days until a moment; less than 0 when it is over. */
function daysUntil(at: Instant, now: Instant): number {
  return Math.floor((at - now) / dayMillis);
}

/** Of 1, 7, 14 and 30 days the fewest within which it ends; `undefined`: it has longer. */
export function alarmOf(days: number): number | undefined {
  return alarmDays.find((most) => days <= most);
}

/** How a token stands by what GitLab said of it. */
export function standingOf(
  name: string,
  said: TokenSaid,
  { seenAt, now }: { seenAt: Instant; now: Instant },
): TokenStanding {
  const known = { name, seenAt };
  if (said.kind === "refused") return { ...known, state: "refused", words: said.words };
  if (said.kind === "untold") return { ...known, state: "unknown", words: said.words };
  const { kind: _, expiresAt, ...told } = said;
  const about = { ...known, ...told };
  if (expiresAt === undefined) return { ...about, state: "unknown", words: "GitLab does not tell when it ends" };
  if (expiresAt === null) return { ...about, expiresAt, state: "valid", words: "it never ends" };
  const days = daysUntil(expiresAt, now);
  const isEnding = days <= urgentDays;
  return { ...about, expiresAt, days, state: isEnding ? "expiring" : "valid", words: endWords(expiresAt, days) };
}

function endWords(expiresAt: Instant, days: number): string {
  const day = instantText(expiresAt).slice(0, 10);
  if (days < 0) return `it has ended with ${day}: make a new one and put it into its parameter`;
  const when = `it ends with the beginning of ${day}, in ${days} ${days === 1 ? "day" : "days"}`;
  return alarmOf(days) === undefined ? when : `${when}: make a new one and put it into its parameter`;
}
