import type { TriggerKind } from "../../core/action.ts";
import { jobStatuses } from "../../core/job.ts";
import type { Rule } from "../rulebook.ts";
import { kindOf } from "../trigger.ts";
import { keyHash, keysOfRule } from "./keys.ts";
import { type TextField, textFields, wordsOf } from "./texts.ts";

/** What an index must know of the rules, by their position in the rulebook. Plain numbers and words, so that it can be stored. */
export interface Columns {
  readonly count: number;
  /** A bit per `triggerKinds`. */
  readonly kinds: Uint8Array;
  /** A bit per `jobStatuses`, set where the rule's top level does not say no to it; none for a rule that is off. */
  readonly statuses: Uint16Array;
  readonly texts: Readonly<Record<TextField, TextColumn>>;
  readonly lanes: Lanes;
}

/** What each rule asks of a text. */
export interface TextColumn {
  /** 0 for a rule that asks nothing, else one more than the place in `words`. */
  readonly sets: Uint16Array;
  /** The distinct lists of words. */
  words(): readonly (readonly string[])[];
}

/** Which rules stand under which project key, by the key's hash. */
export interface Lanes {
  /** Ascending, each once. */
  readonly hashes: Uint32Array;
  /** Where in `positions` the rules of each hash begin, and at last where they end. */
  readonly starts: Uint32Array;
  /** Positions of rules, ascending in each lane. */
  readonly positions: Uint16Array;
}

export const triggerKinds = [
  "job",
  "pipeline",
  "schedule",
  "command",
  "deployment",
] as const satisfies readonly TriggerKind[];

/** Positions are stored in 16 bits. */
const mostIndexed = 65_535;

export const everyStatus = 2 ** jobStatuses.length - 1;

/** @throws RangeError over 65,535 rules */
export function columnsOf(rules: readonly Rule[]): Columns {
  if (rules.length > mostIndexed) throw new RangeError(`${rules.length} rules: an index holds at most ${mostIndexed}`);
  return {
    count: rules.length,
    kinds: Uint8Array.from(rules, ({ on }) => kindBits(on.map(kindOf))),
    statuses: Uint16Array.from(rules, statusBits),
    texts: Object.fromEntries(textFields.map((field) => [field, textColumn(field, rules)])) as Columns["texts"],
    lanes: lanesOf(rules),
  };
}

export function kindBits(kinds: readonly string[]): number {
  return kinds.reduce((bits, kind) => bits | (1 << (triggerKinds as readonly string[]).indexOf(kind)), 0);
}

function statusBits({ mode, when }: Rule): number {
  if (mode === "off") return 0;
  const lists = [when?.status, ...(when?.all ?? []).map(({ status }) => status)];
  return lists.reduce((bits, list) => bits & (list ? bitsOf(list) : everyStatus), everyStatus);
}

function bitsOf(statuses: readonly string[]): number {
  return statuses.reduce((bits, status) => bits | (1 << (jobStatuses as readonly string[]).indexOf(status)), 0);
}

function textColumn(field: TextField, rules: readonly Rule[]): TextColumn {
  const places = new Map<string, number>();
  const words: (readonly string[])[] = [];
  const sets = Uint16Array.from(rules, ({ when }) => {
    const wanted = wordsOf(field, when);
    if (!wanted) return 0;
    const key = JSON.stringify(wanted);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, words.push(wanted));
    return words.length;
  });
  return { sets, words: () => words };
}

function lanesOf(rules: readonly Rule[]): Lanes {
  const lanes = new Map<number, Set<number>>();
  rules.forEach(({ projects }, position) => {
    for (const hash of keysOfRule(projects).map(keyHash)) lanes.set(hash, (lanes.get(hash) ?? new Set()).add(position));
  });
  const ordered = [...lanes].toSorted(([one], [other]) => one - other);
  const starts = new Uint32Array(ordered.length + 1);
  ordered.forEach(([, lane], at) => {
    starts[at + 1] = (starts[at] ?? 0) + lane.size;
  });
  const positions = Uint16Array.from(ordered.flatMap(([, lane]) => [...lane]));
  return { hashes: Uint32Array.from(ordered, ([hash]) => hash), starts, positions };
}

/** The rules that stand under a key, and perhaps some more. */
export function lanePositions({ hashes, starts, positions }: Lanes, key: string): Uint16Array | undefined {
  const hash = keyHash(key);
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hashes[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === hash ? positions.subarray(starts[low], starts[low + 1]) : undefined;
}
