import * as z from "zod";
import { joinKey, type LedgerKey } from "./key.ts";
import { textHash } from "./planHash.ts";
import type { Instant } from "./time.ts";
import { type Voice, voices } from "./voice.ts";

/** A person as GitLab knows them: the number is the identity, the name may change. */
export interface Person {
  readonly userId: number;
  readonly username: string;
}

/** One person's word on a gate, and where it came from. */
export interface Spoken extends Person {
  readonly at: Instant;
  readonly from: Voice;
  /** Whom AWS knew as the sender: the ARN of an IAM principal; `local` on one machine. */
  readonly who: string;
  readonly reason?: string;
}

/** A yes to one exact content: of any other it says nothing. */
export interface Approval extends Spoken {
  readonly digest: string;
}

/** A calendar that people set aside for one gate: asked for by one person, granted by a second, over at `until`. */
export interface Override {
  readonly asked: Spoken;
  readonly granted?: Spoken;
  readonly digest: string;
  /** For how long it holds once it is granted. */
  readonly forSeconds: number;
  /** Once it is granted. */
  readonly until?: Instant;
}

/** "Play this job as soon as it can be played." */
export interface Armed extends Spoken {
  readonly until: Instant;
}

/** Why nobody waits at the gate any more, in words, and since when. */
interface Closed {
  readonly how: "rejected" | "expired" | "disarmed" | "stale";
  readonly at: Instant;
  readonly why: string;
  /** The person who closed it. */
  readonly by?: Person;
}

/** What a gate would let through: whatever of it changes, approvals of it say nothing any more. */
export interface GateContent {
  readonly source: string;
  readonly project: number;
  readonly job: number;
  readonly name: string;
  readonly sha: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The ids of the rules that let it through, each with the SHA-256 of its stored text. */
  readonly rules: Readonly<Record<string, string>>;
}

/** A manual job that waits for people or for a calendar: one ledger item, and all that was said about it. */
export interface Gate {
  readonly project: number;
  /** The project's path when it was last looked at. */
  readonly path?: string;
  readonly job: number;
  readonly name: string;
  /** The task's id. */
  readonly task: string;
  readonly pipelineId?: number;
  readonly ref?: string;
  /** Where it deploys to, as far as that is known. */
  readonly environment?: string;
  readonly sha?: string;
  /** `rule@version` of the rules that would let it through. */
  readonly rules: readonly string[];
  /** See `gateDigest`. */
  readonly digest: string;
  /** The names of the variables and inputs that it would be played with; their values stand in the digest only. */
  readonly gives: readonly string[];
  /** Since when it waits. */
  readonly openedAt: Instant;
  /** When it stops waiting; missing: not by itself. */
  readonly expiresAt?: Instant;
  /** What it waits for, in words, as it was last seen. */
  readonly waitsFor: string;
  /** When it was last looked at. */
  readonly lookedAt: Instant;
  readonly approvals: readonly Approval[];
  readonly override?: Override;
  readonly armed?: Armed;
  readonly closed?: Closed;
  /** A calendar keeps it shut; when that opens. */
  readonly parkedUntil?: Instant;
  /** Since when it lets one go first that waited longer for the same opening. */
  readonly behindSince?: Instant;
  /** When it was last told that it waits, how often, and to whom it was escalated. */
  readonly reminded?: { readonly at: Instant; readonly times: number };
  readonly escalatedAt?: Instant;
  /** When it was last marked for its play. */
  readonly playedAt?: Instant;
}

const PersonItem = z.object({ userId: z.int(), username: z.string() });
const SpokenItem = PersonItem.extend({
  at: z.number(),
  from: z.enum(voices),
  who: z.string(),
  reason: z.string().exactOptional(),
});

const GateItem = z.lazy(() =>
  z.object({
    project: z.int(),
    path: z.string().exactOptional(),
    job: z.int(),
    name: z.string(),
    task: z.string(),
    pipelineId: z.int().exactOptional(),
    ref: z.string().exactOptional(),
    environment: z.string().exactOptional(),
    sha: z.string().exactOptional(),
    rules: z.array(z.string()),
    digest: z.string(),
    gives: z.array(z.string()),
    openedAt: z.number(),
    expiresAt: z.number().exactOptional(),
    waitsFor: z.string(),
    lookedAt: z.number(),
    approvals: z.array(SpokenItem.extend({ digest: z.string() })),
    override: z
      .object({
        asked: SpokenItem,
        granted: SpokenItem.exactOptional(),
        digest: z.string(),
        forSeconds: z.number(),
        until: z.number().exactOptional(),
      })
      .exactOptional(),
    armed: SpokenItem.extend({ until: z.number() }).exactOptional(),
    closed: z
      .object({
        how: z.enum(["rejected", "expired", "disarmed", "stale"]),
        at: z.number(),
        why: z.string(),
        by: PersonItem.exactOptional(),
      })
      .exactOptional(),
    parkedUntil: z.number().exactOptional(),
    behindSince: z.number().exactOptional(),
    reminded: z.object({ at: z.number(), times: z.int() }).exactOptional(),
    escalatedAt: z.number().exactOptional(),
    playedAt: z.number().exactOptional(),
  }),
);

/** The ledger scope that all gates of a source stand in. */
export function gatesScope(source: string): string {
  return `gate#${joinKey(source)}`;
}

/** Where the gate of a job stands. */
export function gateKey(source: string, project: number, job: number): LedgerKey {
  return { scope: gatesScope(source), key: joinKey(project, `job:${job}`) };
}

/** What a gate's item says. */
export function gateText(gate: Gate): string {
  return JSON.stringify(gate);
}

/** The gate that an item is; `undefined`: it says nothing that this version knows. */
export function readGate(text: string): Gate | undefined {
  try {
    return GateItem.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** SHA-256, hex, of all that an approval is a yes to. */
export function gateDigest({ source, project, job, name, sha, variables, inputs, rules }: GateContent): string {
  const sorted = (map: Readonly<Record<string, unknown>>) =>
    Object.entries(map).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return textHash(JSON.stringify([source, project, job, name, sha, sorted(variables), sorted(inputs), sorted(rules)]));
}
