import * as z from "zod";
import { StoreError } from "../../core/errors.ts";
import type { Person } from "../../core/gate.ts";
import { providers, type Speaker } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";
import type { HearDesk } from "./desk.ts";
import { codeOf } from "./linkCode.ts";
import { handleOf, isSameDigest, type LinkState, linkingKey, secretDigest, stateText } from "./linkState.ts";

/** How long a link may be opened, and then how long its code may be said. */
export const linkMinutes = 10;
const linkMillis = linkMinutes * 60_000;
const mostTries = 6;

const Head = z.object({
  speaker: z.object({
    provider: z.enum(providers),
    team: z.string(),
    user: z.string(),
    name: z.string().exactOptional(),
  }),
  secretDigest: z.string(),
  createdAt: z.number(),
});

/** A link that is begun: `asked` until a browser comes back from GitLab, once; `proved` until its code is said in chat. */
const Linking = z.discriminatedUnion("step", [
  Head.extend({ step: z.literal("asked"), verifier: z.string() }),
  Head.extend({ step: z.literal("used") }),
  Head.extend({
    step: z.literal("proved"),
    person: z.object({ userId: z.int(), username: z.string() }),
    codeDigest: z.string(),
    provedAt: z.number(),
    tries: z.int(),
  }),
]);
export type Linking = z.infer<typeof Linking>;
type Of<Step extends Linking["step"]> = Extract<Linking, { step: Step }>;

/** A link as it is stored: nothing is written over what somebody else wrote meanwhile. */
export interface StoredLinking<Step extends Linking["step"]> {
  readonly linking: Of<Step>;
  readonly seen: string;
}

/** What linking needs of the world. */
export type LinkDesk = Pick<HearDesk, "store" | "clock" | "random" | "giveWay">;

export function readLinking(text: string): Linking | undefined {
  try {
    return Linking.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether nothing can come of it any more. */
export function isOver(linking: Linking, now: Instant): boolean {
  return now >= (linking.step === "proved" ? linking.provedAt : linking.createdAt) + linkMillis;
}

/** Two texts that nobody can guess: of the state, and PKCE's verifier. */
export interface LinkSecrets {
  readonly state: string;
  readonly verifier: string;
}

/**
 * Begins a link in the place of any that the chat user has begun. @returns its state @throws StoreError
 */
export async function beginLinking(
  source: string,
  speaker: Speaker,
  { secrets, desk }: { readonly secrets: LinkSecrets; readonly desk: LinkDesk },
): Promise<string> {
  const state = { source, handle: handleOf(speaker), secret: secrets.state };
  const key = linkingKey(state);
  const { provider, team, user, name } = speaker;
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await desk.store.note(key);
    const asked: Linking = {
      step: "asked",
      speaker: { provider, team, user, ...(name !== undefined && { name }) },
      secretDigest: secretDigest(state.secret),
      verifier: secrets.verifier,
      createdAt: desk.clock(),
    };
    if (await desk.store.putNote(key, JSON.stringify(asked), seen)) return stateText(state);
    await desk.giveWay(tries);
  }
  throw new StoreError("conflict", `a link changed ${mostTries} times meanwhile`);
}

/** The link that a state is of, as long as nobody came back with it; `undefined`: unknown, used, or too old. @throws StoreError */
export async function askedLinking(state: LinkState, desk: LinkDesk): Promise<StoredLinking<"asked"> | undefined> {
  const seen = await desk.store.note(linkingKey(state));
  const linking = seen === undefined ? undefined : readLinking(seen);
  if (seen === undefined || linking?.step !== "asked" || isOver(linking, desk.clock())) return undefined;
  return isSameDigest(linking.secretDigest, secretDigest(state.secret)) ? { linking, seen } : undefined;
}

/** Uses a state, which nobody can do twice; `undefined` as `askedLinking`, or somebody else was first. @throws StoreError */
export async function useLinking(
  state: LinkState,
  desk: LinkDesk,
): Promise<(StoredLinking<"used"> & { readonly verifier: string }) | undefined> {
  const found = await askedLinking(state, desk);
  if (!found) return undefined;
  const { verifier, ...head } = found.linking;
  const linking: Of<"used"> = { ...head, step: "used" };
  const seen = JSON.stringify(linking);
  return (await desk.store.putNote(linkingKey(state), seen, found.seen)) ? { linking, seen, verifier } : undefined;
}

/**
 * Writes down whom the browser's person turned out to be. It links nothing: the code must be said by the chat user who began.
 *
 * @param secret a text that nobody can guess
 * @returns the code, which is kept as a digest only; `undefined`: the chat user began anew meanwhile
 * @throws StoreError
 */
export async function proveLinking(
  state: LinkState,
  used: StoredLinking<"used">,
  { person, secret, desk }: { readonly person: Person; readonly secret: string; readonly desk: LinkDesk },
): Promise<string | undefined> {
  const code = codeOf(secret);
  const { userId, username } = person;
  const proved: Of<"proved"> = {
    ...used.linking,
    step: "proved",
    person: { userId, username },
    codeDigest: secretDigest(state.handle, code),
    provedAt: desk.clock(),
    tries: 0,
  };
  return (await desk.store.putNote(linkingKey(state), JSON.stringify(proved), used.seen)) ? code : undefined;
}
