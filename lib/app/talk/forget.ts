import type { LedgerKey } from "../../core/key.ts";
import type { Instant } from "../../core/time.ts";
import { asksScope, readAsk } from "./asks.ts";
import type { TalkDesk } from "./desk.ts";
import { isOver, readLinking } from "./linking.ts";
import { linkingsScope } from "./linkState.ts";
import { postsScope, readPost } from "./post.ts";
import { readShown, requestsScope } from "./requestItem.ts";
import { routesOf } from "./routes.ts";

const hourMillis = 3_600_000;
/** Nobody waits for an answer so long. */
const openMillis = 24 * hourMillis;
/** How long the ends of an ask's tasks are waited for: a gate may wait for weeks. */
const answeredMillis = 60 * 24 * hourMillis;
/** So much is taken away at one time; the rest an hour later. */
const mostAtOnce = 500;

/** No handle of a chat user: see `handleOf`. */
const doneKey = "done";

/**
 * Takes away what nobody comes back to: links that were begun, asks whose answers or ends never came, messages that no version
 * here can read, and what was shown of gates where none are shown any more. It looks once an hour.
 *
 * @returns how much was taken away
 * @throws StoreError
 */
export async function forgetOld(source: string, desk: TalkDesk, until: Instant): Promise<number> {
  const { store } = desk;
  const now = desk.clock();
  const done = { scope: linkingsScope(source), key: doneKey };
  const seen = await store.note(done);
  if (seen !== undefined && now < Number(seen) + hourMillis) return 0;
  if (!(await store.putNote(done, String(now), seen))) return 0;
  const isShown = routesOf(source, ["gates"], desk.settings).length > 0;
  const isOld: Readonly<Record<string, (value: string, key: string) => boolean>> = {
    [done.scope]: (value, key) => key !== doneKey && isOldLink(value, now),
    [asksScope(source)]: (value) => isOldAsk(value, now),
    [asksScope(source, "answered")]: (value) => isOldAsk(value, now),
    [postsScope(source)]: (value) => readPost(value) === undefined,
    [requestsScope(source)]: (value) => !isShown || readShown(value) === undefined,
  };
  const old: { readonly drop: LedgerKey; readonly seen: string }[] = [];
  for (const [scope, isOver] of Object.entries(isOld))
    for (const { key, value } of await store.notes(scope))
      if (isOver(value, key)) old.push({ drop: { scope, key }, seen: value });
  let gone = 0;
  for (const drop of old.slice(0, mostAtOnce)) {
    if (desk.clock() >= until) break;
    if ((await store.commit([drop])) === "written") gone++;
  }
  return gone;
}

/** What cannot be read is of another version, and over as well: none lasts longer than half an hour. */
function isOldLink(text: string, now: Instant): boolean {
  const linking = readLinking(text);
  return linking === undefined || isOver(linking, now);
}

function isOldAsk(text: string, now: Instant): boolean {
  const stored = readAsk(text);
  if (!stored) return false;
  return now >= stored.ask.at + (stored.state === "open" ? openMillis : answeredMillis);
}
