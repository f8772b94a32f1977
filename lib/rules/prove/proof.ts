import type { ActionSpec } from "../../core/action.ts";
import { actsSomewhere } from "../mode.ts";
import type { Rulebook } from "../rulebook.ts";
import { type Endless, endlessIn, roundsIn } from "./endless.ts";
import { limitsOf } from "./finite.ts";
import { type Edge, type Graph, graphOf } from "./graph.ts";
import type { Node } from "./node.ts";
import { cureOf, lackOf, stepText } from "./words.ts";

/** One step of a cycle, in words. */
interface Step {
  readonly rule: string;
  readonly verb: string;
  /** How the step leads to the next rule. */
  readonly leadsTo: string;
}

/** A way from a rule back to it. */
export interface Cycle {
  readonly steps: readonly Step[];
  /** What going round uses up, e.g. `retry-flaky: perJob: 2`; empty where it goes on for ever. */
  readonly uses: readonly string[];
  /** It never ends, but goes on no faster than these limits let it. */
  readonly holdsBack?: readonly string[];
  /** Why it is refused, and what would mend it. */
  readonly refused?: { readonly lacks: string; readonly cure: string };
}

/** What is known of a rulebook's effects on itself. */
export interface Proof {
  readonly rules: readonly { readonly id: string; readonly verb: string }[];
  /** Rules that only report, or are off: they cause nothing. */
  readonly leftOut: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly by: string }[];
  readonly cycles: readonly Cycle[];
  /** Where the proof has its ends. */
  readonly notes: readonly string[];
  readonly isRefused: boolean;
}

/** Which rules may cause which, every cycle among them, and what ends each. */
export function proveRulebook(rulebook: Rulebook, _actions: readonly ActionSpec[]): Proof {
  const graph = graphOf(rulebook);
  const { nodes } = graph;
  const refused = endlessIn(graph, "ends");
  const rounds = roundsIn(graph);
  const held = endlessIn(graph, "goesOn").filter(({ edges }) =>
    edges.some(({ from }) => ratesAt(nodes, from).length > 0),
  );
  const cycles = [
    ...distinct(refused).map((one) => refusedCycle(nodes, one)),
    ...distinct(held).map((one) => heldCycle(nodes, one)),
    ...rounds
      .filter((edges) => ![...refused, ...held].some((one) => isSame(one.edges, edges)))
      .map((edges) => endedCycle(nodes, edges)),
  ];
  return {
    rules: nodes.map(({ rule }) => ({ id: rule.id, verb: rule.do.action })),
    leftOut: rulebook.rules.filter((rule) => !actsSomewhere(rule)).map(({ id }) => id),
    edges: edgesOf(graph),
    cycles,
    notes: notesOf(graph),
    isRefused: refused.length > 0,
  };
}

function ratesAt(nodes: readonly Node[], place: number): readonly string[] {
  const node = nodes[place];
  return node ? limitsOf(node, "rate") : [];
}

function isSame(one: readonly Edge[], other: readonly Edge[]): boolean {
  const places = (edges: readonly Edge[]) =>
    edges
      .map(({ from }) => from)
      .toSorted((a, b) => a - b)
      .join(" ");
  return places(one) === places(other);
}

/** Of ways round through the same rules the first. */
function distinct(all: readonly Endless[]): readonly Endless[] {
  return all.filter((one, at) => !all.slice(0, at).some((other) => isSame(one.edges, other.edges)));
}

function stepsOf(nodes: readonly Node[], edges: readonly Edge[]): Step[] {
  return edges.flatMap(({ from, cause }) => {
    const node = nodes[from];
    return node ? [{ rule: node.rule.id, verb: node.rule.do.action, leadsTo: cause.says }] : [];
  });
}

function refusedCycle(nodes: readonly Node[], { by, edges }: Endless): Cycle {
  return { steps: stepsOf(nodes, edges), uses: [], refused: { lacks: lackOf(by), cure: cureOf(by) } };
}

function heldCycle(nodes: readonly Node[], { edges }: Endless): Cycle {
  const holdsBack = edges.flatMap(({ from }) =>
    ratesAt(nodes, from).map((limit) => `${nodes[from]?.rule.id}: ${limit}`),
  );
  return { steps: stepsOf(nodes, edges), uses: [], holdsBack };
}

function endedCycle(nodes: readonly Node[], edges: readonly Edge[]): Cycle {
  const isInto = edges.some(({ cause }) => cause.of === "newPipeline");
  const uses = edges.flatMap(({ from }) => {
    const node = nodes[from];
    if (!node) return [];
    return limitsOf(node, isInto ? "begunPipelines" : "pipelines").map((limit) => `${node.rule.id}: ${limit}`);
  });
  const once = edges.map(({ from }) => nodes[from]?.rule.do.action ?? "");
  return {
    steps: stepsOf(nodes, edges),
    uses: uses.length > 0 ? uses : [`${[...new Set(once)].join(", ")}: once a job, and none makes a new one`],
  };
}

function edgesOf({ nodes, within, into }: Graph): Proof["edges"] {
  return nodes.flatMap((one, from) =>
    nodes.flatMap((other, to) => {
      const causes = [within(from, to), into(from, to)].flatMap((edge) => edge?.cause.says ?? []);
      return causes.length === 0 ? [] : [{ from: one.rule.id, to: other.rule.id, by: causes.join("; ") }];
    }),
  );
}

function notesOf({ nodes, isRaced }: Graph): string[] {
  const unspoken = nodes.some(({ effect, beginsPipelines }) => effect.beginsPipelines && !beginsPipelines);
  return [
    ...nodes
      .filter((_, place) => isRaced(place))
      .map(
        ({ rule }) =>
          `${rule.id} cancels what another rule plays: where the two meet, GitLab may run the job after all`,
      ),
    ...(unspoken ? ["rules that do not say `bridge: true` act on no trigger job"] : []),
    "what the script of a job does that runs again (a push, a call of GitLab's API) is not known: pipelines that the bot itself begins share one budget a day",
  ];
}

/** A cycle in one line: what each rule does, and how that leads on. */
export function cycleText({ steps }: Cycle): string {
  return steps.map((step, at) => stepText(step, steps[(at + 1) % steps.length]?.rule ?? step.rule)).join("; ");
}
