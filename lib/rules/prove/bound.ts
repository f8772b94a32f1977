import type { Rulebook } from "../rulebook.ts";
import { type BoundWorld, countOf, depthOf, kindsAt, meantAt } from "./boundWorld.ts";
import { type Graph, graphOf } from "./graph.ts";
import type { Node } from "./node.ts";

/** The most that one rule does. */
export interface RuleBound {
  readonly id: string;
  readonly verb: string;
  /** How often it acts. */
  readonly times: number;
  /** Requests that it sends, each of which GitLab answers; one whose answer is lost may be sent again. */
  readonly calls: number;
  /** What holds it there, in words. */
  readonly why: string;
}

/** What bounds a rule, and in what words. */
interface Term {
  readonly times: number;
  readonly why: string;
}

/** Rules in a world, and how many pipelines that has: those of others, those that trigger jobs begin in them, those below. */
export interface Scene {
  readonly graph: Graph;
  readonly world: BoundWorld;
  readonly levels: readonly number[];
}

/** The world with as many pipelines as trigger jobs begin in it, by themselves and because a rule ran them again. */
export function sceneOf(rulebook: Rulebook, world: BoundWorld): Scene {
  const graph = graphOf(rulebook);
  const bridges = countOf(world.triggerJobs ?? 0) * (1 + (world.runsByOthers ?? 0));
  const levels = [world.pipelines];
  for (let level = 0; level < depthOf(world); level++) {
    const begun = graph.nodes.map((node, place) =>
      node.beginsPipelines && node.effect.makesRuns ? timesAt({ graph, world, levels }, place, level) : 0,
    );
    levels.push((levels[level] ?? 0) * bridges + sumOf(begun));
  }
  return { graph, world, levels };
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function where(names: number, pipelines: number | undefined): string {
  return `${many(names, "job name")} x ${many(pipelines ?? 0, "pipeline")}`;
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/** The most that each rule does, in the rulebook's order. */
export function ruleBounds(scene: Scene): readonly RuleBound[] {
  return scene.graph.nodes.map((node, place) => {
    const { times, why } = least([...everywhere(scene, place), ...wholly(node, scene.world)]);
    return {
      id: node.rule.id,
      verb: node.rule.do.action,
      times,
      calls: node.effect.calls === 0 ? 0 : times * node.effect.calls,
      why,
    };
  });
}

function least(terms: readonly Term[]): Term {
  const [first = { times: Number.POSITIVE_INFINITY, why: "nothing holds it" }, ...others] = terms;
  return others.reduce((best, one) => (one.times < best.times ? one : best), first);
}

/** What is counted in each pipeline, over all that there are. */
function everywhere(scene: Scene, place: number): Term[] {
  const best = scene.levels.map((_, level) => least(termsAt(scene, place, level)));
  const [first] = best;
  return first ? [{ times: sumOf(best.map(({ times }) => times)), why: first.why }] : [];
}

/** What is counted over all pipelines together. */
function wholly({ rule }: Node, { commits, projects, hours, days }: BoundWorld): Term[] {
  const { perSha, perProjectPerHour, perRulePerDay } = rule.limit;
  const term = (most: number | undefined, times: number, of: string): Term[] =>
    most === undefined ? [] : [{ times: most * times, why: `${most} x ${of}` }];
  return [
    ...term(perSha, commits, many(commits, "commit")),
    ...term(perProjectPerHour, projects * hours, `${many(projects, "project")} x ${many(hours, "hour")}`),
    ...term(perRulePerDay, days, many(days, "day")),
  ];
}

function timesAt(scene: Scene, place: number, level: number): number {
  const node = scene.graph.nodes[place];
  return node ? least([...termsAt(scene, place, level), ...wholly(node, scene.world)]).times : 0;
}

/** What is counted in the pipelines of one level. */
function termsAt(scene: Scene, place: number, level: number): Term[] {
  const { graph, world, levels } = scene;
  const node = graph.nodes[place];
  if (!node) return [];
  const names = namesAt(node, level, world);
  const times = jobsOf(scene, place, level, []);
  const isRunAgain = times > names * (levels[level] ?? 0);
  const why = `once a job: ${where(names, levels[level])}${isRunAgain ? ", and each new run" : ""}`;
  return [...limitTerms(scene, node, level), { times, why }];
}

function namesAt(node: Node, level: number, world: BoundWorld): number {
  return sumOf(kindsAt(world, level).map((kind) => meantAt(node, level, kind)));
}

/** In pipelines that we began ourselves, which lie below the first level, some limits are counted by the day. */
function limitTerms({ world, levels }: Scene, node: Node, level: number): Term[] {
  const { perJob, perPipeline } = node.rule.limit;
  const pipelines = levels[level] ?? 0;
  const names = namesAt(node, level, world);
  const days = level === 0 ? 1 : world.days;
  const terms: Term[] = [];
  if (perJob !== undefined) {
    const times = perJob * names * pipelines * (isRecounted(node) ? days : 1);
    terms.push({ times, why: `${perJob} x ${where(names, pipelines)}` });
  }
  if (perPipeline !== undefined)
    terms.push({
      times: (names > 0 ? perPipeline : 0) * pipelines * days,
      why: `${perPipeline} x ${many(pipelines, "pipeline")}`,
    });
  return terms;
}

/** Earlier runs in the pipeline count for what makes a job run, on whichever day: but of trigger jobs GitLab tells none. */
export function isRecounted({ effect, beginsPipelines }: Node): boolean {
  return !effect.makesRuns || beginsPipelines;
}

/** The rules that make new runs of jobs which this one may mean. */
function makersOf({ nodes, within, isRaced }: Graph, place: number): number[] {
  const isPlay = nodes[place]?.rule.do.action === "play";
  return nodes.flatMap((node, maker) => {
    const isRun = node.effect.makesRuns && within(maker, place)?.cause.of === "newRun";
    // A play that comes after a cancel makes the job run once more, and such a run starts at once: nobody plays that.
    return isRun || (!isPlay && isRaced(maker)) ? [maker] : [];
  });
}

/**
 * The most new runs that a rule makes: by its limits, or where it has none by how many jobs it may mean.
 *
 * @param asked without limits rules that lead back to themselves have no bound
 */
function runsOf(scene: Scene, maker: number, level: number, asked: readonly number[] = []): number {
  const { graph, world } = scene;
  const node = graph.nodes[maker];
  if (!node) return 0;
  const limited = least([...limitTerms(scene, node, level), ...wholly(node, world)]).times;
  if (asked.includes(maker)) return limited;
  const again = [...asked, maker];
  // Each run that comes of a cancel takes a play as well.
  if (graph.isRaced(maker))
    return Math.min(limited, sumOf(playsIn(graph).map((play) => jobsOf(scene, play, level, again))));
  return Number.isFinite(limited) ? limited : jobsOf(scene, maker, level, again);
}

function playsIn({ nodes }: Graph): number[] {
  return nodes.flatMap(({ rule }, place) => (rule.do.action === "play" ? [place] : []));
}

/** The jobs that a rule may mean on a level, the new runs too. */
function jobsOf(scene: Scene, place: number, level: number, asked: readonly number[]): number {
  const { graph, world, levels } = scene;
  const node = graph.nodes[place];
  if (!node) return 0;
  const again = makersOf(graph, place).map((maker) => runsOf(scene, maker, level, asked));
  return namesAt(node, level, world) * (levels[level] ?? 0) * (1 + (world.runsByOthers ?? 0)) + sumOf(again);
}
