import type { Rulebook } from "../rulebook.ts";
import { isRecounted, type RuleBound, ruleBounds, type Scene, sceneOf, sumOf } from "./bound.ts";
import { type BoundWorld, type Kind, kindsAt, meantAt } from "./boundWorld.ts";
import type { Node } from "./node.ts";

/** The most POST and DELETE requests that Penstock sends under a rulebook. */
export interface Bound {
  readonly rules: readonly RuleBound[];
  /** Of all rules together: less than their sum where several count together. */
  readonly calls: number;
}

/**
 * The most requests that rules lead to in a world, where GitLab answers each. A rulebook that is refused has none in
 * general: it has one in a world whose trigger jobs lead only so deep.
 */
export function boundOf(rulebook: Rulebook, world: BoundWorld): Bound {
  const scene = sceneOf(rulebook, world);
  const rules = ruleBounds(scene);
  const groups = Map.groupBy(rules.keys(), (place) => countedAs(scene.graph.nodes[place]));
  const calls = [...groups.values()].map((places) =>
    Math.min(sumOf(places.map((place) => rules[place]?.calls ?? 0)), togetherCalls(scene, places)),
  );
  return { rules, calls: sumOf(calls) };
}

/** What makes a job run counts together, each other verb by itself: as `tolls` of core/limit.ts. */
function countedAs(node: Node | undefined): string {
  const action = node?.rule.do.action ?? "";
  return action === "play" || node?.effect.makesRuns ? "run" : action;
}

/** Rules with `perJob` count on one counter for each job name, which never goes beyond the largest of their limits. */
function togetherCalls(scene: Scene, places: readonly number[]): number {
  const nodes = places.flatMap((place) => scene.graph.nodes[place] ?? []);
  if (nodes.some(({ rule }) => rule.limit.perJob === undefined || rule.do.action === "notify"))
    return Number.POSITIVE_INFINITY;
  return sumOf(
    scene.levels.map(
      (pipelines, level) =>
        sumOf(
          kindsAt(scene.world, level).flatMap((kind) =>
            eachName(kind).map((one) => mostOf(nodes, level, one, scene.world)),
          ),
        ) * pipelines,
    ),
  );
}

function eachName({ names, isBridge }: Kind): Kind[] {
  if (typeof names !== "number") return names.map((name) => ({ names: [name], isBridge }));
  return Array.from({ length: names }, () => ({ names: 1, isBridge }));
}

/** Requests about jobs of one name in one pipeline. */
function mostOf(nodes: readonly Node[], level: number, name: Kind, { days }: BoundWorld): number {
  const theirs = nodes.filter((node) => meantAt(node, level, name) > 0);
  const times = theirs.map((node) => (node.rule.limit.perJob ?? 0) * (level > 0 && isRecounted(node) ? days : 1));
  return Math.max(0, ...times) * Math.max(0, ...theirs.map(({ effect }) => effect.calls));
}
