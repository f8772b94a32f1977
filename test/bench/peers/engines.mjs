import { parse } from "@marcbachmann/cel-js";
import { Engine } from "json-rules-engine";
import jsonata from "jsonata";

// What others wrote, each given the same rules in its own words and asked about the same facts. Each says how many match.

const words = ({ project, status, name, stage, ref }) =>
  Object.entries({ project, status, name, stage, ref }).filter(([, word]) => word !== undefined);

function jsonRules(rules) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const rule of rules)
    engine.addRule({
      conditions: { all: words(rule).map(([fact, value]) => ({ fact, operator: "equal", value })) },
      event: { type: "retry" },
    });
  return async (facts) => (await engine.run(facts)).events.length;
}

function jsonataRules(rules) {
  const list = rules.map((rule) =>
    jsonata(
      words(rule)
        .map(([key, word]) => `${key} = ${JSON.stringify(word)}`)
        .join(" and "),
    ),
  );
  return async (facts) => {
    let count = 0;
    for (const one of list) if (await one.evaluate(facts)) count++;
    return count;
  };
}

function celRules(rules) {
  const list = rules.map((rule) =>
    parse(
      words(rule)
        .map(([key, word]) => `${key} == ${JSON.stringify(word)}`)
        .join(" && "),
    ),
  );
  return async (facts) => {
    let count = 0;
    for (const one of list) if (one(facts)) count++;
    return count;
  };
}

export const engines = { "json-rules-engine": jsonRules, JSONata: jsonataRules, CEL: celRules };
