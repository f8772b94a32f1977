import type { Person } from "../../core/gate.ts";
import type { Write } from "../../core/ports.ts";
import { isWritten } from "../gates/speak.ts";
import { typedCode } from "./linkCode.ts";
import { isOver, type LinkDesk, readLinking, type StoredLinking } from "./linking.ts";
import { handleOf, isSameDigest, linkingKey, secretDigest } from "./linkState.ts";
import { type Link, type Linked, linkEntry, linkKey, readLink } from "./links.ts";

/** A wrong code may be said four times before nothing is left to guess. */
const mostCodes = 5;
const mostTries = 6;

/** What became of a code: whom the chat user is linked to now; that it was wrong, and may be said so often again; or that none is waited for. */
export type Confirmed =
  | { readonly linked: Person; readonly before?: Person }
  | { readonly wrong: true; readonly left: number }
  | { readonly none: true };

/**
 * Links the chat user who says the code that their browser was shown. Every try is written down before it is judged, so
 * that nobody has more of them by asking at the same moment.
 *
 * @throws StoreError
 */
export async function confirmLink(of: Linked, code: string, desk: LinkDesk): Promise<Confirmed> {
  const handle = handleOf(of.speaker);
  const key = linkingKey({ source: of.source, handle });
  for (let tries = 0; tries < mostTries; tries++) {
    const text = await desk.store.note(key);
    const linking = text === undefined ? undefined : readLinking(text);
    if (text === undefined || linking?.step !== "proved" || isOver(linking, desk.clock())) return { none: true };
    if (linking.tries >= mostCodes) return { none: true };
    const counted = { ...linking, tries: linking.tries + 1 };
    const seen = JSON.stringify(counted);
    if (!(await desk.store.putNote(key, seen, text))) {
      await desk.giveWay(tries);
      continue;
    }
    if (isSameDigest(linking.codeDigest, secretDigest(handle, typedCode(code))))
      return await written(of, { linking: counted, seen }, desk);
    return { wrong: true, left: mostCodes - counted.tries };
  }
  return { wrong: true, left: 0 };
}

/** The link, the end of what led to it, and its entry: all or nothing. */
async function written(of: Linked, { linking, seen }: StoredLinking<"proved">, desk: LinkDesk): Promise<Confirmed> {
  const key = linkKey(of.source, of.speaker);
  const { person } = linking;
  for (let tries = 0; tries < mostTries; tries++) {
    const old = await desk.store.note(key);
    const before = old === undefined ? undefined : readLink(old);
    const link: Link = { ...person, at: desk.clock() };
    const reason = before
      ? `said the code; it led to @${before.username} (user ${before.userId}) before`
      : "said the code that the browser was shown";
    const writes: Write[] = [
      { drop: linkingKey({ source: of.source, handle: handleOf(of.speaker) }), seen },
      { note: key, value: JSON.stringify(link), seen: old },
      { journal: linkEntry(of, { step: "link", person, reason }, desk) },
    ];
    if (await isWritten(writes, tries, desk)) return { linked: person, ...(before && { before }) };
  }
  return { none: true };
}
