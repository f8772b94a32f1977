import type { Figure } from "../figure.ts";
import type { Turns } from "./alternate.ts";

/** What one engine took, in nanoseconds: with few, some and many rules about projects, and many that are about all. */
export interface Engine {
  readonly name: string;
  readonly few: number;
  readonly some: number;
  readonly many: number;
  readonly wild: number;
}

interface Matched {
  readonly ours: Turns<"few" | "many" | "wild" | "bits">;
  readonly peers: readonly Engine[];
  /** How many `few` and `many` are, and what `wild` rules are. */
  readonly says: { readonly few: string; readonly many: string; readonly wild: string };
}

/** G3, by what was measured. */
export function matchingFigures({ ours, peers, says }: Matched): readonly Figure[] {
  const growth = ours.ratio("many", "few");
  const wild = ours.spread("wild");
  const theirs = peers.find(({ name }) => name === "json-rules-engine");
  const fastest = peers.toSorted((one, other) => one.many - other.many)[0];
  return [
    {
      goal: "G3",
      what: `one event of which three rules say yes: ${says.many} : ${says.few}`,
      ...{ unit: "x", ours: growth.median, spread: growth.half },
      limit: { name: "the same work", value: 1 },
      ...leastOf(peers, ({ many, few }) => many / few),
      most: 1.5,
    },
    ...(theirs && fastest
      ? [
          {
            goal: "G3",
            what: `the same: json-rules-engine takes so many times as long, ${says.many}`,
            ...{ unit: "x" as const, ours: theirs.many / ours.nanos.many },
            peer: { name: `${fastest.name}, of ours`, value: fastest.many / ours.nanos.many },
            least: 10_000,
          },
        ]
      : []),
    {
      goal: "G3",
      what: `worst case: ${says.wild}`,
      ...{ unit: "µs", ours: wild.median / 1000, spread: [wild.half[0] / 1000, wild.half[1] / 1000] },
      limit: { name: "the bits alone", value: ours.nanos.bits / 1000 },
      ...leastOf(peers, ({ wild }) => wild / 1000),
      most: 15,
    },
  ];
}

/** The peer of which something is least. */
function leastOf(peers: readonly Engine[], value: (peer: Engine) => number): Pick<Figure, "peer"> {
  const [best] = peers.toSorted((one, other) => value(one) - value(other));
  return best ? { peer: { name: best.name, value: value(best) } } : {};
}
