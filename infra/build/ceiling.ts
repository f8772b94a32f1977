import type { Part, Weight } from "./weight.ts";

/** How heavy a function may be, and what may not be in it. */
export interface Ceiling {
  /** Of what importing the function loads: the larger part of a cold start. */
  readonly initBytes: number;
  /** Of everything in its package. */
  readonly allBytes: number;
  /** Packages that it must not have, not even lazily. */
  readonly without: readonly string[];
  /** Packages that it may have, but not load with itself. */
  readonly lazily: readonly string[];
}

/** The size units of ceilings are decimal: 1 KB is 1,000 bytes. */
const kb = 1_000;

/** What is loaded only where some rule asks for it costs a cold start nothing, but it is shipped. */
const others: Ceiling = { initBytes: 1_500 * kb, allBytes: 2_000 * kb, without: [], lazily: ["re2js"] };

/** Rules reach a worker as stored JSON: only who takes them from people reads YAML. */
const worker: Ceiling = { ...others, without: ["yaml"] };

const ceilings = new Map<string, Ceiling>([
  // GitLab waits for its answer, and a stranger may knock; undici alone would more than double it.
  ["webhook", { ...worker, initBytes: 600 * kb, without: ["undici", "yaml", "temporal-polyfill"] }],
  ["work", worker],
  ["tick", worker],
  ["patrol", worker],
  // Slack and Mattermost give it 3 s: what answers is loaded when something is to be answered.
  [
    "chat",
    { ...others, initBytes: 700 * kb, allBytes: 2_200 * kb, lazily: [...others.lazily, "undici", "temporal-polyfill"] },
  ],
  // Answers people. Only explanations look at GitLab and ask calendars, and whoever asks for one waits for them.
  [
    "api",
    { ...others, initBytes: 800 * kb, allBytes: 2_200 * kb, lazily: [...others.lazily, "undici", "temporal-polyfill"] },
  ],
]);

/** The ceiling of a function by its name; one without a line of its own has a worker's size. */
export function ceilingOf(name: string): Ceiling {
  return ceilings.get(name) ?? others;
}

/** What is wrong with a function's bundle, each a sentence with what to look at; empty when nothing is. */
export function breaches(name: string, weight: Weight, ceiling: Ceiling = ceilingOf(name)): string[] {
  const { initBytes, lazyBytes, init, lazy } = weight;
  const has = (parts: readonly Part[], wanted: string) => parts.some((part) => part.name === wanted);
  const tooHeavy = (what: string, bytes: number, most: number, parts: readonly Part[]) =>
    bytes <= most ? [] : [`${name} ${what} ${shown(bytes)}, ${shown(most)} is the most. Largest: ${largest(parts)}`];
  return [
    ...tooHeavy("loads", initBytes, ceiling.initBytes, init),
    ...tooHeavy("has", initBytes + lazyBytes, ceiling.allBytes, [...init, ...lazy]),
    ...ceiling.without
      .filter((one) => has([...init, ...lazy], one))
      .map((one) => `${name} must not have ${one} in it: see which import leads there, and cut it`),
    ...ceiling.lazily
      .filter((one) => has(init, one))
      .map((one) => `${name} loads ${one} with itself: import it dynamically, where it is needed`),
  ];
}

const mostShown = 5;

function largest(parts: readonly Part[]): string {
  const shownParts = parts.toSorted((one, other) => other.bytes - one.bytes).slice(0, mostShown);
  return shownParts.map((part) => `${part.name} ${shown(part.bytes)}`).join(", ");
}

/** Bytes for people, in whole KB, rounded up, so that nothing looks lighter than it is. */
export function shown(bytes: number): string {
  return `${Math.ceil(bytes / kb)} KB`;
}
