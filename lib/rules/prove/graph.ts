import type { Conditions } from "../conditions.ts";
import type { Rulebook } from "../rulebook.ts";
import { overlap } from "../space/overlap.ts";
import { areApart } from "./apart.ts";
import { begunPipelines, type Cause, inBegunPipelines, outdatedPipelines } from "./causes.ts";
import { exactNames, type Node, nodesOf } from "./node.ts";
import { asksFor, steadyPart, together } from "./steady.ts";

/** What one rule does may be what another one waits for. */
export interface Edge {
  /** Places among the graph's nodes. */
  readonly from: number;
  readonly to: number;
  readonly cause: Cause;
}

/** Which rule may cause which: each question is asked once, when somebody wants to know. */
export interface Graph {
  readonly nodes: readonly Node[];
  /**
   * How one rule may cause another within the pipelines that there are; `undefined`: it cannot.
   *
   * @param isBegun only in pipelines that trigger jobs began
   */
  within(from: number, to: number, isBegun?: boolean): Edge | undefined;
  /** How one rule may cause another in a pipeline that a trigger job begins because of the first. */
  into(from: number, to: number): Edge | undefined;
  /**
   * It cancels what another rule plays: where it comes between that one's look and its call, GitLab makes a new run.
   * Source: gitlabhq app/services/ci/play_build_service.rb (read 2026-11), and the limit that docs/promises.md states of P13.
   */
  isRaced(place: number): boolean;
}

/** The graph of all rules that act. */
export function graphOf(rulebook: Rulebook): Graph {
  const nodes = nodesOf(rulebook);
  const ask = (from: number, to: number, causes: (node: Node) => readonly Cause[], place?: Conditions) => {
    const [one, other] = [nodes[from], nodes[to]];
    const cause = one && other && causes(one).find((each) => leads(one, other, each, place));
    return cause && { from, to, cause };
  };
  const within = (node: Node) => [...node.effect.causes, ...(node.beginsPipelines ? [outdatedPipelines] : [])];
  const into = (node: Node) => (node.beginsPipelines ? begunPipelines : []);
  return {
    nodes,
    within: remembered(
      nodes.length,
      (from, to) => ask(from, to, within),
      (from, to) => ask(from, to, within, inBegunPipelines),
    ),
    into: remembered(nodes.length, (from, to) => ask(from, to, into)),
    isRaced: racing(nodes),
  };
}

function racing(nodes: readonly Node[]): Graph["isRaced"] {
  const plays = nodes.filter(({ rule }) => rule.do.action === "play");
  const known = new Map<number, boolean>();
  const meetsPlay = (node: Node | undefined) =>
    node?.rule.do.action === "cancel" &&
    plays.some(
      ({ rule, region }) => !areApart(node.rule.projects, rule.projects) && overlap([node.region, region]) !== "none",
    );
  return (place) => {
    const answer = known.get(place) ?? meetsPlay(nodes[place]);
    known.set(place, answer);
    return answer;
  };
}

type Question = (from: number, to: number) => Edge | undefined;

function remembered(count: number, ...questions: readonly Question[]) {
  const known = new Map<number, Edge | undefined>();
  return (from: number, to: number, isSecond = false): Edge | undefined => {
    const which = isSecond ? 1 : 0;
    const key = (from * count + to) * 2 + which;
    if (!known.has(key)) known.set(key, questions[which]?.(from, to));
    return known.get(key);
  };
}

/** Whether what the cause changes may be what `to` means. What cannot be told from the rules' words may be. */
function leads(from: Node, to: Node, cause: Cause, place?: Conditions): boolean {
  if (!to.isCaused) return false;
  // One job's task of one verb is done once for all time, and what is deleted is gone.
  if (cause.of === "itself" && from.rule.do.action === to.rule.do.action) return false;
  if (!cause.leavesProject && areApart(from.rule.projects, to.rule.projects)) return false;
  if (cause.seenBy && !asksFor(to.rule.when, cause.seenBy)) return false;
  const still = together([
    steadyPart(from.region.when, cause.keeps),
    cause.is,
    cause.of === "others" ? otherName(from) : undefined,
    place,
  ]);
  const changed = {
    ...(!cause.leavesProject && { projects: from.rule.projects }),
    ...(still && { when: still }),
  };
  return overlap([changed, to.region]) !== "none";
}

/** In one pipeline no two jobs have one name: where a rule means one name alone, no other job has it. */
function otherName({ region }: Node): Conditions | undefined {
  const names = exactNames(region.when);
  return names?.length === 1 ? { not: { name: [...names] } } : undefined;
}
