import type { Proof } from "./proof.ts";

/** The graph of a proof in Graphviz's language; what is part of a refused cycle is red. Source: graphviz.org/doc/info/lang (read 2026-11). */
export function dotText({ rules, edges, cycles }: Pick<Proof, "rules" | "edges" | "cycles">): string {
  const red = new Set(
    cycles
      .filter(({ refused }) => refused)
      .flatMap(({ steps }) => steps.map(({ rule }, at) => joined(rule, steps[(at + 1) % steps.length]?.rule ?? rule))),
  );
  return [
    "digraph rules {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...rules.map(({ id, verb }) => `  ${quoted(id)} [label=${quoted(`${id}\n${verb}`)}];`),
    ...edges.map(({ from, to, by }) => {
      const colour = red.has(joined(from, to)) ? ", color=red" : "";
      return `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(by)}${colour}];`;
    }),
    "}",
  ].join("\n");
}

function joined(from: string, to: string): string {
  return `${from} ${to}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (char) => `\\${char}`).replace(/\n/g, "\\n")}"`;
}
