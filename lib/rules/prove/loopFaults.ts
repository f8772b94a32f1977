import type { Rulebook } from "../rulebook.ts";
import type { Fault } from "../validate.ts";
import { type Endless, endlessIn } from "./endless.ts";
import { type Graph, graphOf } from "./graph.ts";
import { cureOf, lackOf, stepText } from "./words.ts";

/** Of each cycle without an end one fault, at what its first rule does. */
export function loopFaults(rulebook: Rulebook): readonly Fault[] {
  const graph = graphOf(rulebook);
  return endlessIn(graph, "ends").map((one) => faultOf(graph, one));
}

function faultOf({ nodes }: Graph, { by, edges }: Endless): Fault {
  const steps = edges.flatMap(({ from, to, cause }) => {
    const [rule, next] = [nodes[from]?.rule, nodes[to]?.rule];
    return rule && next ? [stepText({ rule: rule.id, verb: rule.do.action, leadsTo: cause.says }, next.id)] : [];
  });
  const [first] = edges.flatMap(({ from }) => nodes[from] ?? []);
  return {
    path: ["rules", first?.position ?? 0, "do"],
    message: `this goes round without end: ${steps.join("; ")}; ${lackOf(by)}; ${cureOf(by)}`,
  };
}
