import type { Facts } from "../../../core/event.ts";
import type { Voice } from "../../../core/voice.ts";
import type { Word } from "../../gates/speak.ts";
import { storedGate } from "../../gates/stored.ts";
import type { Commanded, TalkDesk } from "../desk.ts";
import { whoOf } from "../links.ts";
import { findJob } from "./find.ts";
import { no } from "./shown.ts";
import type { Sought } from "./sought.ts";

/** A command that is a word at the gate of a job. */
export interface Spoken {
  readonly commanded: Commanded;
  readonly facts: Facts;
  readonly word: Word;
}

/** The job whose gate is spoken at, and the word as the gate keeps it. @throws GitLabError, StoreError */
export async function spokenAt(commanded: Commanded, desk: Pick<TalkDesk, "store">): Promise<Sought<Spoken>> {
  const found = await findJob(commanded, desk.store);
  if ("no" in found) return found;
  const { ask, said, person } = commanded;
  const { project, job } = found.facts;
  const { reason } = said;
  const word: Word = {
    source: ask.source,
    project: project.id,
    job: job.id,
    person,
    from: voiceOf(commanded),
    who: whoOf(ask.speaker),
    ...(reason !== undefined && { reason }),
  };
  return { commanded, facts: found.facts, word };
}

function voiceOf({ ask: { speaker } }: Commanded): Voice {
  return speaker.provider === "gitlab" ? "comment" : speaker.provider;
}

/** The gate of a job as it stands; without one nobody need say anything. @throws StoreError */
export async function gateAt({ word, facts }: Spoken, { store }: Pick<TalkDesk, "store">) {
  const { gate, text } = await storedGate(word, store);
  if (gate) return { gate };
  const why = text === undefined ? "no gate waits there" : "what is noted of its gate cannot be read by this version";
  return { no: no([`Nothing to say at job ${facts.job.id}: ${why}.`]) };
}

/** So far apart may be the clocks of who heard it and of who does it. */
export const skewMillis = 2_000;

/** Whether a gate shows that somebody said this very thing in answer to this ask already. */
export function isSaidAlready(
  { commanded, word }: Spoken,
  said: { readonly userId: number; readonly at: number } | undefined,
): boolean {
  return commanded.isAgain === true && said?.userId === word.person.userId && said.at >= commanded.ask.at - skewMillis;
}
