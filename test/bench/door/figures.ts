import type { Figure } from "../figure.ts";
import { median } from "../rules/alternate.ts";
import { type Measured, quartiles } from "./measure.ts";

/** What every server took of each load; those that others wrote may not be there. */
export interface Found {
  readonly job: readonly Measured[];
  readonly pipeline: readonly Measured[];
  /** Beside a server of others that asks rules too. */
  readonly decided: readonly Measured[];
}

/** G4, as far as it could be measured. */
export function figuresOf({ job, pipeline, decided }: Found): readonly Figure[] {
  return [
    ...ofRaw(job),
    ...ofPeer(job, { what: "job hooks, of what probot carries", peer: "probot", least: 1.9 }),
    ...ofPeer(pipeline, {
      what: "50-build pipeline hooks, of what probot carries",
      peer: "probot",
      least: 3,
      isReadWhole: false,
    }),
    ...ofPeer(decided, {
      what: "job hooks asked of 10,000 rules, of what json-rules-engine carries with 1,000",
      peer: decidingName,
    }),
  ];
}

export const decidingName = "fastify + zod + json-rules-engine";

function ofRaw(all: readonly Measured[]): Figure[] {
  const [raw, ours] = [named(all, "raw node:http"), named(all, "penstock")];
  if (!raw || !ours) return [];
  const [best] = all.filter(isPeer).toSorted((one, other) => other.share - one.share);
  return [
    {
      goal: "G4",
      what: "job hooks, of what raw node:http carries",
      unit: "x",
      ...ratioOf(ours, raw),
      limit: { name: "raw node:http", value: 1 },
      ...(best && { peer: { name: best.server.name, value: best.share } }),
      least: ofRawGoal,
      unmet: whyNot(all, raw.cpuMicros / ofRawGoal, true),
    },
  ];
}

const ofRawGoal = 0.55;

function ofPeer(
  all: readonly Measured[],
  { what, peer, least, isReadWhole = true }: { what: string; peer: string; least?: number; isReadWhole?: boolean },
): Figure[] {
  const [raw, ours, other] = ["raw node:http", "penstock", peer].map((name) => named(all, name));
  if (!raw || !ours || !other) return [];
  return [
    {
      goal: "G4",
      what,
      unit: "x",
      ...ratioOf(ours, other),
      limit: { name: "raw node:http", value: ratioOf(raw, other).ours },
      peer: { name: other.server.name, value: 1 },
      ...(least !== undefined && { least, unmet: whyNot(all, other.cpuMicros / least, isReadWhole) }),
    },
  ];
}

/** How many deliveries one carries for each of another's, round by round. */
function ratioOf(one: Measured, other: Measured): Pick<Figure, "ours" | "spread"> & { readonly ours: number } {
  const ratios = one.rounds.map((micros, round) => (other.rounds[round] ?? Number.NaN) / micros);
  return { ours: median(ratios), spread: quartiles(ratios) };
}

/** What a delivery may take, what it takes, and what of that nobody saves. */
function whyNot(all: readonly Measured[], mostMicros: number, isReadWhole: boolean): string {
  const [raw, least, ours] = ["raw node:http", "raw + HMAC + JSON.parse", "penstock"].map(
    (name) => named(all, name)?.cpuMicros ?? Number.NaN,
  ) as [number, number, number];
  const micros = (number: number) => `${number.toFixed(0)} µs`;
  const share = (raw / least).toFixed(2);
  const bound = `The goal is ${micros(mostMicros)} a delivery, ours took ${micros(ours)}; node:http alone took ${micros(raw)}, and with one HMAC and JSON.parse, which reaches ${share} of raw, ${micros(least)}.`;
  if (!isReadWhole)
    return `${bound} The builds are not parsed: what is left is node:http, the signature over all of it, and the body's way into an event of Lambda and out of it, all in proportion to its bytes. It would take an HTTP server that is not Node's.`;
  if (least > mostMicros)
    return `${bound} That alone is more than the goal: it would take an HTTP server and a parser that are not Node's.`;
  return `${bound} It would take reading, asking the rules and answering in ${micros(mostMicros - least)}, which now take ${micros(ours - least)}.`;
}

function named(all: readonly Measured[], wanted: string): Measured | undefined {
  return all.find(({ server: { name } }) => name === wanted);
}

function isPeer({ server: { name } }: Measured): boolean {
  return !name.startsWith("raw") && name !== "penstock";
}
