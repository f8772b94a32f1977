import * as z from "zod";
import type { Person } from "../../core/gate.ts";
import { type ByHandEntry, entryId } from "../../core/journal.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import type { Ask, Speaker } from "../../core/talk.ts";
import { isWritten } from "../gates/speak.ts";
import type { LinkDesk } from "./linking.ts";

const Link = z.object({ userId: z.int(), username: z.string(), at: z.number() });
export type Link = z.infer<typeof Link>;

/** A chat user of a source. */
export type Linked = Pick<Ask, "source" | "speaker">;

/** Where the link of a chat user to a person in a source's GitLab stands. */
export function linkKey(source: string, { provider, team, user }: Speaker): LedgerKey {
  return { scope: `link#${joinKey(source)}`, key: joinKey(provider, team, user) };
}

/**
 * Who asks, as GitLab knows them: of a comment its author, else whom the chat user is linked to by OAuth; `undefined`:
 * nobody. @throws StoreError
 */
export async function linkOf({ source, speaker }: Linked, store: Pick<Store, "note">): Promise<Person | undefined> {
  if (speaker.provider === "gitlab") return { userId: Number(speaker.user), username: speaker.name ?? speaker.user };
  const text = await store.note(linkKey(source, speaker));
  const link = text === undefined ? undefined : readLink(text);
  return link && { userId: link.userId, username: link.username };
}

export function readLink(text: string): Link | undefined {
  try {
    return Link.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A chat user in the journal: `slack:T1/U1`. */
export function whoOf({ provider, team, user }: Speaker): string {
  return `${provider}:${joinKey(team, user)}`;
}

const mostTries = 6;

/**
 * Takes a chat user's link away, with an entry in the journal.
 *
 * @param only the link is left where it leads to somebody else
 * @returns whom it led to; `undefined`: nothing was taken away
 * @throws StoreError
 */
export async function dropLink(
  of: Linked,
  {
    why,
    who,
    only,
    desk,
  }: { readonly why: string; readonly who?: string; readonly only?: number; readonly desk: LinkDesk },
): Promise<Person | undefined> {
  if (of.speaker.provider === "gitlab") return undefined;
  const key = linkKey(of.source, of.speaker);
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await desk.store.note(key);
    if (seen === undefined) return undefined;
    const { userId = 0, username = "?" } = readLink(seen) ?? {};
    if (only !== undefined && userId !== only) return undefined;
    const person = { userId, username };
    const journal = linkEntry(of, { step: "unlink", person, reason: why, ...(who !== undefined && { who }) }, desk);
    if (await isWritten([{ drop: key, seen }, { journal }], tries, desk)) return person;
  }
  return undefined;
}

/** What the journal says of a link that came or went. */
export function linkEntry(
  { source, speaker }: Linked,
  told: Pick<ByHandEntry, "reason"> & {
    readonly step: "link" | "unlink";
    readonly person: Person;
    readonly who?: string;
  },
  { clock, random }: Pick<LinkDesk, "clock" | "random">,
): ByHandEntry {
  const at = clock();
  const { step, person, reason, who = whoOf(speaker) } = told;
  return {
    kind: "byHand",
    id: entryId(at, random()),
    at,
    source,
    step,
    what: `user:${person.userId}`,
    who,
    person,
    from: speaker.provider === "gitlab" ? "comment" : speaker.provider,
    reason,
  };
}
