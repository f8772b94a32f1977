import { matchesGlob } from "../../core/pattern.ts";
import type { Item } from "./tailItems.ts";
import { isRunnerSection, type Zones } from "./tailZones.ts";

interface Wanted {
  readonly zones: Zones;
  readonly isWhole: boolean;
  /** Globs over names. */
  readonly sections: readonly string[];
}

/**
 * Which items stand in some sections, by their place in the list: the runner's own only where it writes itself, those of
 * the user's script only where that writes.
 */
export function sectionItems(
  items: readonly Item[],
  { zones: { headEnd, afterStart }, isWhole, sections }: Wanted,
): (at: number) => boolean {
  const kept = new Set<number>();
  const isAsked = remembered((name) => sections.some((glob) => matchesGlob(glob, name)));
  const isRunners = ({ name, byRunner }: Mark) => byRunner && isRunnerSection(name) && isAsked(name);
  const isUsers = ({ name }: Mark) => !isRunnerSection(name) && isAsked(name);
  keep({ items, isWanted: isRunners, from: 0, to: headEnd, isCut: false }, kept);
  keep({ items, isWanted: isUsers, from: headEnd, to: afterStart, isCut: !isWhole && headEnd === 0 }, kept);
  keep({ items, isWanted: isRunners, from: afterStart, to: items.length, isCut: !isWhole && afterStart === 0 }, kept);
  return (at) => kept.has(at);
}

type Mark = Exclude<Item, { kind: "line" }>;

interface Stretch {
  readonly items: readonly Item[];
  isWanted(mark: Mark): boolean;
  readonly from: number;
  readonly to: number;
  /** A section may have begun before: then its end alone tells that all before it is in it. */
  readonly isCut: boolean;
}

/** A section that does not end lasts to the end of the stretch. */
function keep({ items, isWanted, from, to, isCut }: Stretch, kept: Set<number>): void {
  const open = new Set<string>();
  const begun = new Set<string>();
  let isAllBefore = false;
  for (let at = from; at < to; at++) {
    const item = items[at];
    if (item?.kind === "line" && open.size > 0) kept.add(at);
    if (item === undefined || item.kind === "line" || !isWanted(item)) continue;
    if (item.kind === "start") {
      open.add(item.name);
      begun.add(item.name);
      continue;
    }
    open.delete(item.name);
    if (!isCut || isAllBefore || begun.has(item.name)) continue;
    isAllBefore = true;
    for (let before = from; before < at; before++) kept.add(before);
  }
}

function remembered(ask: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = ask(name);
    known.set(name, answer);
    return answer;
  };
}
