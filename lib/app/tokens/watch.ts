import { GitLabError } from "../../core/errors.ts";
import type { Store } from "../../core/ports.ts";
import type { Clock, Instant } from "../../core/time.ts";
import { alarmOf, standingOf, type TokenSaid, type TokenStanding, tokenKey } from "../../core/tokenStanding.ts";
import type { Throttle, TokenName } from "../throttle.ts";
import { tokenLook } from "../throttleNeeds.ts";
import type { Worker } from "../worker.ts";
import { readTokenNote, type TokenNote } from "./tokenNote.ts";

/** The values of a token as they are now. */
export interface OpenToken {
  /** A fingerprint of all of them, by which nobody finds a value. */
  readonly mark: string;
  /** Asks GitLab of each, in the order in which they are used. They throw GitLabError when GitLab cannot be asked. */
  readonly looks: readonly (() => Promise<TokenSaid>)[];
}

/** An access token that is looked after. */
export interface WatchedToken {
  readonly name: TokenName;
  /** @throws GitLabError `unauthorized` when it cannot be had */
  open(): Promise<OpenToken>;
}

/** What looking after tokens needs of the world. */
export interface TokenWorld {
  /** The tokens that this function holds. Missing: it looks after none. */
  readonly tokens?: (source: string) => Promise<readonly WatchedToken[]>;
  readonly store: Pick<Store, "note" | "putNote">;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly log: Worker["log"];
}

const dayMillis = 86_400_000;
/** One that is refused has somebody at work on it. */
const refusedMillis = 3_600_000;

/**
 * Asks GitLab of each token once a day, and when its value was exchanged, when it ends; notes it and tells the fact `token`: as an
 * error 30, 14, 7 and 1 days before the end and when GitLab refuses it.
 *
 * @throws StoreError when the ledger cannot be read or written
 */
export async function watchTokens(source: string, world: TokenWorld): Promise<void> {
  for (const token of (await world.tokens?.(source)) ?? []) await watch(source, token, world);
}

async function watch(source: string, token: WatchedToken, world: TokenWorld): Promise<void> {
  const key = tokenKey(source, token.name);
  const text = await world.store.note(key);
  const before = readTokenNote(text);
  const open = await opened(token);
  const now = world.clock();
  if (before && before.mark === open.mark && now < nextLook(before)) return;
  const said = await lookedAt(open, { source, token, world });
  if (!said) return;
  const seenAt = world.clock();
  const standing = standingOf(token.name, said, { seenAt, now: seenAt });
  const alarm = standing.days === undefined ? undefined : alarmOf(standing.days);
  const note: TokenNote = { mark: open.mark, seenAt, said: copied(said), ...(alarm !== undefined && { told: alarm }) };
  // Who lost the race leaves telling it to the other.
  if (!(await world.store.putNote(key, JSON.stringify(note), text))) return;
  const isNews = alarm !== undefined && (alarm !== before?.told || alarm === 1);
  tell(source, standing, isNews || said.kind === "refused", world);
}

function nextLook({ seenAt, said }: TokenNote): Instant {
  return seenAt + (said.kind === "refused" ? refusedMillis : dayMillis);
}

async function opened(token: WatchedToken): Promise<OpenToken> {
  try {
    return await token.open();
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { mark: "none", looks: [async () => ({ kind: "refused", words: `${error.message}. ${error.advice}` })] };
  }
}

/** What is said of the first value that is not refused; `undefined`: nobody can ask now. */
async function lookedAt(
  { looks }: OpenToken,
  { source, token, world }: { readonly source: string; readonly token: WatchedToken; readonly world: TokenWorld },
): Promise<TokenSaid | undefined> {
  let said: TokenSaid | undefined;
  for (const look of looks) {
    const room = await world.throttle.take(tokenLook(source, token.name), world.clock());
    if ("closedUntil" in room) return undefined;
    try {
      said = await look();
      if (said.kind !== "refused") return said;
    } catch (error) {
      if (error instanceof GitLabError) return undefined;
      throw error;
    } finally {
      await room.end();
    }
  }
  return said;
}

function copied(said: TokenSaid): TokenNote["said"] {
  return said.kind === "described" && said.scopes ? { ...said, scopes: [...said.scopes] } : (said as TokenNote["said"]);
}

function tell(source: string, { name, days, words }: TokenStanding, isError: boolean, { log }: TokenWorld): void {
  const fields = { source, token: name, ...(days !== undefined && { days }), words };
  if (isError) log.error("token", fields);
  else log.info("token", fields);
}
