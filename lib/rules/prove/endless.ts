import { circlesOf, shortestWay } from "./cycles.ts";
import { limitsOf } from "./finite.ts";
import type { Edge, Graph } from "./graph.ts";
import type { Node } from "./node.ts";

/** Why a way that comes back to its beginning never comes to an end. */
export interface Endless {
  /** `runs`: each round makes a new job. `pipelines`: each round begins a new pipeline, where other limits count anew. */
  readonly by: "runs" | "pipelines";
  /** Round once, from a rule back to it. */
  readonly edges: readonly Edge[];
}

/**
 * The ways around which nothing finite is used up: for each rule that may go round so, the shortest.
 *
 * @param rates whether a limit of so much an hour or a day counts as an end
 */
export function endlessIn(graph: Graph, rates: "ends" | "goesOn"): readonly Endless[] {
  return [...byRuns(graph, rates), ...byPipelines(graph, rates)];
}

function placesWithout(graph: Graph, isEnded: (node: Node) => boolean): readonly number[] {
  return graph.nodes.flatMap((node, place) => (isEnded(node) ? [] : [place]));
}

function hasRate(node: Node, rates: "ends" | "goesOn"): boolean {
  return rates === "ends" && limitsOf(node, "rate").length > 0;
}

/**
 * Every verb acts once a job, and the pipelines of others have so many jobs. So what goes on for ever there makes run after run
 * of one job, each because of the one before.
 */
function byRuns(graph: Graph, rates: "ends" | "goesOn"): Endless[] {
  const places = placesWithout(graph, (node) => limitsOf(node, "pipelines").length > 0 || hasRate(node, rates));
  const makers = places.filter((place) => graph.nodes[place]?.effect.makesRuns);
  const step = (from: number, to: number) => {
    const edge = graph.within(from, to);
    return edge?.cause.of === "newRun" ? edge : undefined;
  };
  return makers.flatMap((maker) => {
    const edges = edgesTo({ from: maker, to: maker, places: makers, step });
    return edges ? [{ by: "runs" as const, edges }] : [];
  });
}

/** In a pipeline that a round begins `perJob` and `perPipeline` count anew, and every job is a new one. */
function byPipelines(graph: Graph, rates: "ends" | "goesOn"): Endless[] {
  const places = placesWithout(graph, (node) => limitsOf(node, "begunPipelines").length > 0 || hasRate(node, rates));
  const makers = places.filter((place) => graph.nodes[place]?.comesBack);
  return makers.flatMap((maker) => {
    const itself = graph.into(maker, maker);
    if (itself) return [{ by: "pipelines" as const, edges: [itself] }];
    const step = (from: number, to: number) =>
      from === outside ? graph.into(maker, to) : graph.within(from, to, true);
    const edges = edgesTo({ from: outside, to: maker, places, step });
    return edges ? [{ by: "pipelines" as const, edges }] : [];
  });
}

/** A rule in the pipelines that there were before the round: only its first step leads into new ones. */
const outside = -1;

type Step = (from: number, to: number) => Edge | undefined;

interface Way {
  readonly from: number;
  readonly to: number;
  readonly places: readonly number[];
  readonly step: Step;
}

function edgesTo({ from, to, places, step }: Way): readonly Edge[] | undefined {
  const way = shortestWay(from, to, (place) => places.filter((one) => step(place, one)));
  return way?.slice(1).flatMap((one, at) => step(way[at] ?? outside, one) ?? []);
}

/** Every way round, one of each set of rules that all lead to each other: the shortest, through two rules where it can. */
export function roundsIn(graph: Graph): readonly (readonly Edge[])[] {
  const all = graph.nodes.map((_, place) => place);
  const step = (from: number, to: number) => graph.within(from, to) ?? graph.into(from, to);
  const next = (from: number) => all.filter((to) => step(from, to));
  return circlesOf(all.length, next).flatMap((circle) => {
    const rounds = circle.flatMap((place) => {
      const others = (from: number, to: number) => (from === to && circle.length > 1 ? undefined : step(from, to));
      const edges = edgesTo({ from: place, to: place, places: circle, step: others });
      return edges ? [edges] : [];
    });
    const [shortest] = rounds.toSorted((one, other) => one.length - other.length);
    return shortest ? [shortest] : [];
  });
}
