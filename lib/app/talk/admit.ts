import { StoreError } from "../../core/errors.ts";
import type { Person } from "../../core/gate.ts";
import { joinKey } from "../../core/key.ts";
import type { Committed, Write } from "../../core/ports.ts";
import type { Ask } from "../../core/talk.ts";
import type { HearDesk } from "./desk.ts";

const hourMillis = 3_600_000;
const minuteMillis = 60_000;
const mostTries = 6;
/** So many people of one project may say in comments all that one person may. */
const peopleOfProject = 10;

/** Whether an ask is let in: for the first time, or it came before, or its speaker has said too much in this minute. */
export type Admitted = "in" | "again" | "tooMany";

/** What of an ask says who spoke where. */
export type Admissible = Pick<Ask, "id" | "source" | "speaker" | "place">;

/** What an ask is counted by, and what is written with it. */
interface Counted {
  /** Who speaks in GitLab, where that is known: all their chats count together. */
  readonly person?: Person | undefined;
  readonly writes?: readonly Write[];
}

/**
 * Counts an ask, once, whatever becomes of it: what was refused for its number is not taken when it is replayed later.
 *
 * @throws StoreError: nothing is known to be counted then
 */
export async function admit(ask: Admissible, { person, writes = [] }: Counted, desk: HearDesk): Promise<Admitted> {
  const { speaker } = ask;
  const now = desk.clock();
  const scope = `chatrate#${joinKey(ask.source)}`;
  const nonce: Write = {
    count: { scope: `nonce#${joinKey(ask.source)}`, key: joinKey(speaker.provider, ask.id) },
    by: 1,
    most: 1,
    forgetAt: now + 24 * hourMillis,
  };
  const counters = ratesOf(ask, person, desk).map(
    ({ key, most }): Write => ({
      count: { scope, key: joinKey(...key, now - (now % minuteMillis)) },
      by: 1,
      most,
      forgetAt: now + hourMillis,
    }),
  );
  const done = await committed([nonce, ...counters, ...writes], desk);
  if (done === "written") return "in";
  if (done.lost === 0 || done.lost > counters.length) return "again";
  return (await committed([nonce], desk)) === "written" ? "tooMany" : "again";
}

/**
 * A hook only says who wrote a comment, and whoever knows its secret may name anybody, in its own projects alone: so what is
 * said there takes nothing from what that person may say elsewhere, and of all names together there are only so many.
 */
function ratesOf(
  { speaker: { provider, team, user }, place }: Admissible,
  person: Person | undefined,
  { settings: { perMinute: most } }: HearDesk,
): { readonly key: readonly (string | number)[]; readonly most: number }[] {
  if (place.provider === "gitlab")
    return [
      { key: [provider, team, user, place.project], most },
      { key: ["project", place.project], most: most * peopleOfProject },
    ];
  return [{ key: [provider, team, user], most }, ...(person ? [{ key: ["person", person.userId], most }] : [])];
}

/** People who speak at the same moment meet at a counter: each gives way. */
async function committed(writes: readonly Write[], desk: HearDesk): Promise<Committed> {
  for (let tries = 0; ; tries++) {
    try {
      return await desk.store.commit(writes);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "conflict" || tries >= mostTries) throw error;
      await desk.giveWay(tries);
    }
  }
}
