import type { Facts, Project } from "../../core/event.ts";
import type { Rule } from "../rulebook.ts";
import { type Columns, columnsOf, kindBits, lanePositions } from "./columns.ts";
import { keysOfProject } from "./keys.ts";
import { type Lane, laneOf } from "./lane.ts";
import { questionOf } from "./question.ts";

/**
 * Which rules need not be asked. It errs in one direction only: a rule that it leaves out says no, for certain. Rules are
 * known by their position in the rulebook.
 */
export interface RuleIndex {
  /**
   * The rules of some kinds, ascending, that may say anything but no to a job, or might have said so while it was in a
   * status that it has left since.
   */
  candidates(facts: Facts, kinds: readonly string[]): readonly number[];
  /** Whether some rule of these kinds may be for the project. */
  mayConcern(project: Project, kinds: readonly string[]): boolean;
  /** All rules of some kinds, ascending. */
  ofKinds(kinds: readonly string[]): Iterable<number>;
}

/** Projects whose lanes are kept at hand. */
const mostKept = 1_000;

/** @throws RangeError over 65,535 rules */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  return indexOf(columnsOf(rules));
}

/** Costs nothing by itself: what a project's events ask is put together when they first ask. */
export function indexOf(columns: Columns): RuleIndex {
  const lanes = new Map<string, Lane>();
  const byPath = new Map<string, { readonly id: number; readonly lanes: readonly Lane[] }>();
  let whole: readonly Lane[] | undefined;

  function laneAt(key: string): readonly Lane[] {
    const known = lanes.get(key);
    if (known) return [known];
    const positions = lanePositions(columns.lanes, key);
    if (!positions) return [];
    const lane = laneOf(columns, positions);
    lanes.set(key, lane);
    return [lane];
  }

  function lanesOf(project: Project): readonly Lane[] {
    const { id, path } = project;
    const known = path === undefined ? undefined : byPath.get(path);
    if (known?.id === id) return known.lanes;
    const keys = keysOfProject(project);
    whole ??= keys
      ? undefined
      : [
          laneOf(
            columns,
            Uint16Array.from({ length: columns.count }, (_, at) => at),
          ),
        ];
    const found = keys?.flatMap(laneAt) ?? whole ?? [];
    if (byPath.size >= mostKept) byPath.clear();
    if (path !== undefined) byPath.set(path, { id, lanes: found });
    return found;
  }

  return {
    candidates(facts, kinds) {
      const mine = lanesOf(facts.project);
      if (mine.length === 0) return [];
      const question = questionOf(facts, kinds);
      const found: number[] = [];
      for (const lane of mine) lane.ask(question, found);
      return mine.length === 1 ? found : ascending(found);
    },
    mayConcern(project, kinds) {
      const wanted = kindBits(kinds);
      const keys = keysOfProject(project);
      const isWanted = (bits: number | undefined) => ((bits ?? 0) & wanted) !== 0;
      if (!keys) return columns.kinds.some(isWanted);
      return keys.some((key) => lanePositions(columns.lanes, key)?.some((at) => isWanted(columns.kinds[at])));
    },
    *ofKinds(kinds) {
      const wanted = kindBits(kinds);
      for (let position = 0; position < columns.count; position++)
        if ((columns.kinds[position] ?? 0) & wanted) yield position;
    },
  };
}

/** A rule may stand under several keys of one project. */
function ascending(found: number[]): readonly number[] {
  if (found.length < 2) return found;
  found.sort((one, other) => one - other);
  return found.filter((position, at) => position !== found[at - 1]);
}
